"""Rows of a query as columns of numbers."""

from itertools import pairwise

import pytest

from listings.insights.statistics import columns
from listings.insights.statistics.columns import ColumnQuery
from listings.models import Skill

LENGTHS = ColumnQuery(
    "SELECT id, length(slug)::bigint FROM listings_skill WHERE {span}", 2, "listings_skill", "id"
)


def make_skills(*slugs: str) -> dict[int, int]:
    """Return the length of each slug by the skill's key."""
    made = [Skill.objects.create(slug=slug, name=slug) for slug in slugs]
    return {one.pk: len(one.slug) for one in made}


@pytest.mark.django_db
def test_a_small_table_is_read_at_once() -> None:
    assert [len(one) for one in LENGTHS.read()] == [0, 0]
    made = make_skills("ada", "cobol")
    assert dict(zip(*LENGTHS.read(), strict=True)) == made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("span", [1, 2, 3])
def test_a_large_table_is_read_by_two_connections(
    span: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_skills("ada", "cobol", "forth", "r", "scheme")
    Skill.objects.filter(slug="forth").delete()
    monkeypatch.setattr(columns, "SPAN", span)
    keys, lengths = LENGTHS.read()
    kept = {pk: length for pk, length in made.items() if pk in keys}
    assert len(kept) == 4
    assert dict(zip(keys, lengths, strict=True)) == kept
    assert all(before < after for before, after in pairwise(keys))
