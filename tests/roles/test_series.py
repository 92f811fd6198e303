"""Guides that are read one after the other."""

import pytest
from django.test import Client

from roles.models import Guide, Series, SeriesPart
from tests.roles.factories import make_guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def guides(db: None) -> list[Guide]:
    series = Series.objects.create(title="First steps", slug="first-steps")
    rows = [make_guide(title=f"Part {word}") for word in ("one", "two", "three", "four")]
    for place, guide in enumerate(reversed(rows)):
        SeriesPart.objects.create(series=series, guide=guide, position=len(rows) - place)
    return rows


def end_of(client: Client, guide: Guide) -> str:
    text = client.get(guide.get_absolute_url()).text
    return text[text.index('aria-labelledby="series"') :]


def test_a_guide_shows_what_comes_before_and_after_it(client: Client, guides: list[Guide]) -> None:
    text = end_of(client, guides[1])
    assert "First steps" in text
    assert "part 2 of 4" in text
    assert '<a rel="prev" href="/guides/part-one/">Part one</a>' in text
    assert '<a rel="next" href="/guides/part-three/">Part three</a>' in text


def test_the_first_and_the_last_have_one_neighbour(client: Client, guides: list[Guide]) -> None:
    assert 'rel="prev"' not in end_of(client, guides[0])
    assert 'rel="next"' not in end_of(client, guides[3])


def test_what_is_not_out_is_passed_over(client: Client, guides: list[Guide]) -> None:
    Guide.objects.filter(pk=guides[2].pk).update(status="draft")
    text = end_of(client, guides[1])
    assert "part 2 of 3" in text
    assert '<a rel="next" href="/guides/part-four/">' in text


def test_the_list_of_guides_shows_each_series_in_its_order(
    client: Client, guides: list[Guide]
) -> None:
    Series.objects.create(title="Nothing yet", slug="nothing-yet")
    text = client.get("/guides/").text
    part = text[text.index('id="series-first-steps"') : text.index("All guides")]
    assert part.index("Part one") < part.index("Part two") < part.index("Part four")
    assert "Nothing yet" not in text


def test_a_guide_without_a_series_shows_none(client: Client) -> None:
    assert 'id="series"' not in client.get(make_guide().get_absolute_url()).text
