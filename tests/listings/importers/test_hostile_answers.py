"""Any JSON in any member of a posting: it goes in, or it is reported; nothing else happens."""

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listings.importers.adapter import ADAPTERS, Posting, PostingError
from listings.importers.answers import moment
from listings.models import SourceRecord
from tests.listings.importers.boards import job, run, salary

EVERY_MEMBER = job(
    1,
    secondaryLocations=[{"location": "Paris", "address": {"postalAddress": {}}}],
    workplaceType="Hybrid",
    team="Forecasts",
    compensation=salary(
        60_000, 80_000, compensationTiers=[{"title": "A", "tierSummary": "a", "components": []}] * 2
    ),
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        ["javascript:alert(1)", "<b>" * 500, "0001-01-01T00:00:00+14:00", "\x00", "x" * 9_999]
    )
    | st.sampled_from(
        ["9999-12-31T23:59:59-12:00", "https://[::1", "http://a.b:99999/", "\ud800", 1e308]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for name, member in members:
        yield (*path, name)
        if isinstance(member, dict | list):
            yield from _paths(member, (*path, name))


PATHS = list(_paths(EVERY_MEMBER))


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    posting = copy.deepcopy(EVERY_MEMBER)
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True)):
        at: Any = posting
        try:
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = draw(ANYTHING)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took the place away
    return posting


@given(mutated())
@settings(max_examples=400, deadline=None)
def test_a_posting_is_read_or_refused_with_a_reason(raw: dict[str, Any]) -> None:
    with suppress(PostingError):
        assert isinstance(ADAPTERS["ashby"].read(raw), Posting)


@pytest.mark.django_db
@given(st.lists(mutated(), min_size=5, max_size=30))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_board_holds_it_is_written(postings: list[dict[str, Any]]) -> None:
    numbered = [posting | {"id": f"n{number}"} for number, posting in enumerate(postings)]
    outcome = run(*numbered, job("good"), board="hostile")
    assert not outcome.error
    assert SourceRecord.objects.filter(external_id="job-good").get().listing is not None
    assert run(*numbered, job("good"), board="hostile").written.changed == 0


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "1969-12-31", "9999-12-31T23:59:59Z"])
def test_a_year_that_nobody_means_is_refused_by_its_name(day: str) -> None:
    with pytest.raises(PostingError, match="publishedAt: the year"):
        moment({"publishedAt": day}, "publishedAt")
