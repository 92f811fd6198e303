"""Places, workplaces and eligibility of the recorded boards: floors for reading them."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from listings.reading.places import LocationFacts, place_reader
from listings.reading.requirements import sentences_of
from listings.reading.workplace import WorkplaceFacts, read_workplace
from tests.real.recorded import needs_boards, postings

pytestmark = [needs_boards, pytest.mark.slow]


def locations(posting: dict[str, Any]) -> Iterator[LocationFacts]:
    for location in (posting, *(posting.get("secondaryLocations") or ())):
        address = (location.get("address") or {}).get("postalAddress") or {}
        yield place_reader().read_location(
            location.get("location") or "",
            locality=address.get("addressLocality") or "",
            region=address.get("addressRegion") or "",
            country=address.get("addressCountry") or "",
            remote_flag=posting.get("isRemote"),
        )


@cache
def read() -> list[tuple[dict[str, Any], list[LocationFacts], WorkplaceFacts]]:
    facts = []
    for posting in postings():
        found = list(locations(posting))
        workplace = read_workplace(
            remote_flag=posting.get("isRemote"),
            locations=found,
            title=posting["title"],
            sentences=sentences_of(posting.get("descriptionPlain") or ""),
        )
        facts.append((posting, found, workplace))
    return facts


def test_nearly_every_posting_has_a_place_or_says_who_may_apply() -> None:
    placed = [
        any(location.places for location in found) or workplace.eligibility.countries
        for _, found, workplace in read()
    ]
    assert sum(map(bool, placed)) / len(placed) > 0.95


def test_every_country_of_a_structured_address_is_kept_unless_the_text_names_another() -> None:
    """Of office postings that name the United States, all places lie there."""
    for posting, found, _ in read():
        address = ((posting.get("address") or {}).get("postalAddress")) or {}
        if address.get("addressRegion") == "California" and posting.get("isRemote") is False:
            assert {place.country for place in found[0].places} <= {"US", "IN"}


def test_workplaces_are_stated_for_nearly_all_that_carry_a_flag() -> None:
    flagged = [(p, w) for p, _, w in read() if p.get("isRemote") is not None]
    assert sum(bool(w.workplaces) for _, w in flagged) / len(flagged) > 0.99
    remote = [w for p, w in flagged if p["isRemote"]]
    assert sum("remote" in w.workplaces for w in remote) / len(remote) > 0.85


def test_few_remote_postings_leave_open_who_may_apply() -> None:
    scopes = Counter(w.eligibility.scope for *_, w in read() if "remote" in w.workplaces)
    assert scopes["not-stated"] / scopes.total() < 0.08
