"""Time zones as people type them: by name, by hours from UTC, and hours around one."""

import pytest

from listings.reading.time_zones import named_zones
from listings.search.understanding.reading import understand
from listings.search.understanding.time_zones import zone_of
from tests.listings.search.understanding.board import board
from tests.listings.search.understanding.test_as_people_type import DATA, REMOTE, parts, rest


def labels(q: str) -> list[str]:
    """Of the parts that say where; nothing else is left but what is understood."""
    assert rest(q) == ""
    return [part.label for part in understand(q, board()).parts if part.kind == "where"]


CENTRAL_EUROPE = "Central European Time"
EASTERN = "Eastern Time (United States, Canada)"


@pytest.mark.parametrize(
    ("q", "label"),
    [
        ("CET", CENTRAL_EUROPE),
        ("data engineer CET timezone", CENTRAL_EUROPE),
        ("remote cest", CENTRAL_EUROPE),
        ("Zeitzone MEZ", CENTRAL_EUROPE),
        ("EST hours", EASTERN),
        ("remote eastern time", EASTERN),
        ("ET time zone", EASTERN),
        ("overlap with EST", EASTERN),
        ("remote PT hours", "Pacific Time (United States, Canada)"),
        ("european working hours", "European time zones"),
        ("remote US hours", "US time zones"),
        ("UTC+1", "UTC+1"),
        ("remote GMT +2", "UTC+2"),
        ("UTC-05:00", "UTC−5"),
        ("utc+5:30", "UTC+5:30"),
        ("within 2 hours of CET", f"within 2 hours of {CENTRAL_EUROPE}"),
        ("CET +/- 1 hour", f"within 1 hour of {CENTRAL_EUROPE}"),
        ("remote CET ±3", f"within 3 hours of {CENTRAL_EUROPE}"),
        ("CET +/-2", f"within 2 hours of {CENTRAL_EUROPE}"),
    ],
)
def test_a_zone_is_a_part_of_the_where_box(q: str, label: str) -> None:
    assert labels(q) == [label]


def test_beside_others_they_are_understood() -> None:
    assert [kind for kind, _ in parts("remote data engineer CET")] == ["workplace", "role", "where"]
    assert labels("CET or EST") == [CENTRAL_EUROPE, EASTERN]
    assert parts("data engineer anywhere in CET")[:2] == [DATA, REMOTE]


@pytest.mark.parametrize("q", ["zebra ET", "zebra PT", "zebra UTC+99", "wet zebra", "utcx"])
def test_what_may_mean_something_else_is_none(q: str) -> None:
    assert "where" not in [kind for kind, _ in parts(q)]


def test_one_that_is_not_wanted_is_told_and_excludes_nothing() -> None:
    found = understand("remote not EST", board())
    assert [part.kind for part in found.parts] == ["workplace"]
    assert ([one for one, _ in found.left_out], found.rest) == (["not EST"], "")


def test_what_is_within_some_hours_has_all_zones_there() -> None:
    (part,) = understand("within 1 hour of CET", board()).parts
    zone = zone_of(part.value)
    assert {"DE", "GB", "FI"} <= zone.countries
    assert not {"US", "IN", "TR"} & zone.countries


def test_a_zone_that_is_a_part_of_a_country_has_regions_and_its_remote_work() -> None:
    zone = named_zones()["pst"]
    assert "california-us" in zone.regions
    assert (zone.countries, "US" in zone.remote) == (frozenset(), True)
