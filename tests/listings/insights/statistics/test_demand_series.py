"""A role's year as a snapshot: what counts as read, as an end, and as the same opening."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from listings.insights.demand_page import change_in_words
from listings.insights.statistics.snapshots import refresh
from listings.models import (
    ClosedReason,
    Company,
    DemandSeries,
    Listing,
    Source,
    SourceRecord,
    Status,
)
from roles.models import Role
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    make_source,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def nurse() -> Role:
    return make_role("Nurse")


@pytest.fixture
def sources() -> list[Source]:
    """Twelve boards, read since a year ago."""
    now = timezone.now()
    return [make_source(f"board-{n}", company=make_company(), last_good_at=now) for n in range(12)]


def hire(nurse: Role, sources: list[Source], number: int, days_ago: float, **fields: Any) -> None:
    seen = timezone.now() - days_ago * DAY
    for n in range(number):
        make_listing(
            f"Nurse {days_ago} {n}",
            roles=(nurse,),
            source=sources[n % len(sources)],
            days_ago=days_ago,
            first_seen_at=seen,
            **fields,
        )


def make_record(listing: Listing, **fields: Any) -> SourceRecord:
    assert listing.source is not None
    return SourceRecord.objects.create(
        source=listing.source,
        listing=listing,
        external_id=str(listing.pk),
        raw={},
        first_seen_at=listing.first_seen_at,
        **fields,
    )


def latest(role: Role, country: str = "") -> DemandSeries:
    return DemandSeries.objects.latest_snapshots().get(role=role, country=country)


@pytest.mark.slow
def test_openings_are_counted_on_the_last_day_of_each_four_weeks(
    nurse: Role, sources: list[Source]
) -> None:
    hire(nurse, sources, 24, days_ago=300)
    hire(nurse, sources, 12, days_ago=20)
    refresh()
    row = latest(nurse)
    numbers = [number for _, number, _ in row.bins]
    assert len(numbers) == 13
    assert numbers[0] is None  # nothing had been seen yet
    assert numbers[-1] == 36
    assert numbers[-4:-2] == [24, 24]
    assert row.change is not None
    assert (row.change["before"], row.change["after"]) == (24, 36)


def test_openings_now_are_those_of_the_list(nurse: Role, sources: list[Source]) -> None:
    """Remote openings count wherever one may work from, in both."""
    paris = make_city("Paris", "FR")
    hire(nurse, sources, 12, 30, places=(paris,))
    remote = {"workplaces": ["remote"], "remote_scope": "countries"}
    hire(nurse, sources, 6, 20, remote_countries=["FR", "DE"], **remote)
    hire(nurse, sources, 3, 10, workplaces=["remote"], remote_scope="anywhere")
    refresh()
    assert latest(nurse, "FR").bins[-1][1] == 21
    assert nurse.demand.latest_snapshots().get(country="FR", level="").openings == 21


@pytest.mark.slow
def test_a_change_that_other_readers_may_have_made_is_not_told(
    nurse: Role, sources: list[Source]
) -> None:
    hire(nurse, sources, 24, days_ago=200)
    hire(nurse, sources, 12, days_ago=20)
    postings = nurse.listings.order_by("first_seen_at", "pk")
    for listing in postings:
        make_record(listing, parser_version=113 if listing in postings[:24] else 114)
    refresh()
    row = latest(nurse)
    assert row.change is None
    numbers = [number for _, number, _ in row.bins]
    assert (numbers[-4:-2], numbers[-1]) == ([24, 24], 36)
    assert "all the time and in the same way" in change_in_words(row)
    SourceRecord.objects.update(parser_version=114)
    refresh()
    assert latest(nurse).change is not None


@pytest.mark.slow
def test_a_board_that_is_read_no_more_is_no_change(nurse: Role, sources: list[Source]) -> None:
    hire(nurse, sources, 24, days_ago=200)
    lost = make_source("lost", company=make_company(), last_good_at=timezone.now() - 30 * DAY)
    hire(nurse, [lost], 40, days_ago=200)
    refresh()
    row = latest(nurse)
    assert row.change is not None
    assert (row.change["before"], row.change["after"]) == (24, 24)


def test_a_posting_that_was_taken_off_over_thirty_days_ago_has_ended(
    nurse: Role, sources: list[Source]
) -> None:
    gone = {"status": Status.CLOSED, "closed_reason": ClosedReason.NO_LONGER_LISTED}
    hire(nurse, sources, 12, 200, closed_at=timezone.now() - 100 * DAY, **gone)
    hire(nurse, sources, 12, 200, closed_at=timezone.now() - 10 * DAY, **gone)
    hire(nurse, sources, 12, 200)
    refresh()
    row = latest(nurse)
    assert row.listed_n == 36
    assert len(row.listing_ids) == 36
    [_, (day, share, low, high, at_risk, employers)] = row.listed
    assert (day, at_risk, employers) == (100, 36, 12)
    assert share == pytest.approx(24 / 36, abs=1e-4)
    assert low <= share <= high


@pytest.mark.slow
def test_expiry_and_a_mass_closing_are_no_ends(nurse: Role, sources: list[Source]) -> None:
    hire(nurse, sources, 24, 200)
    expired = {"status": Status.CLOSED, "closed_at": timezone.now() - 100 * DAY}
    hire(nurse, sources, 12, 200, closed_reason=ClosedReason.EXPIRED, **expired)
    one = [make_source("one", company=make_company(), last_good_at=timezone.now())]
    hire(nurse, one, 12, 200, closed_reason=ClosedReason.NO_LONGER_LISTED, **expired)
    refresh()
    row = latest(nurse)
    assert row.listed_n == 48
    assert [share for _, share, *_ in row.listed] == [1.0]


@pytest.mark.slow
def test_a_skill_that_came_is_told_and_one_that_stayed_is_not(
    nurse: Role, sources: list[Source]
) -> None:
    triage, charting = make_skill("Triage"), make_skill("Charting")
    hire(nurse, sources, 36, 250, skills=(charting,), expires_at=timezone.now() - 90 * DAY)
    hire(nurse, sources, 36, 60, skills=(charting, triage))
    refresh()
    row = latest(nurse)
    assert row.skills_tried == 2
    assert [slug for slug, *_ in row.skills] == ["triage"]
    assert row.skills[0][1:] == [0, 36, 36, 36]


@pytest.mark.slow
def test_an_unchanged_market_appends_nothing_and_a_row_is_never_rewritten(
    nurse: Role, sources: list[Source]
) -> None:
    hire(nurse, sources, 24, days_ago=200)
    refresh()
    row = latest(nurse)
    refresh()
    assert latest(nurse) == row
    with pytest.raises(DatabaseError, match="append-only"):
        DemandSeries.objects.update(listed_n=1)


def test_whose_openings_they_are_stands_beside_their_number(nurse: Role) -> None:
    umbra, paris = make_company("Umbra"), make_city("Paris", "FR")
    for _ in range(3):
        make_listing(roles=(nurse,), company=umbra, places=(paris,), level="senior")
    make_listing(roles=(nurse,), places=(make_city("Bern", "CH"), paris))
    refresh()
    row = nurse.demand.latest_snapshots().get(country="", level="")
    assert row.openings == len(row.opening_ids) == 4
    assert row.companies["umbra"] == 3
    assert row.cities == {"paris-fr": 4, "bern-ch": 1}
    assert row.levels == {"senior": 3, "": 1}
    assert nurse.demand.latest_snapshots().get(country="CH", level="").cities == {"bern-ch": 1}
    assert Company.objects.count() == 2


def test_what_any_posting_of_an_opening_has_counts_as_in_the_list(
    nurse: Role, client: Client
) -> None:
    umbra, paris, bern = make_company("Umbra"), make_city("Paris", "FR"), make_city("Bern", "CH")
    head = make_listing(roles=(nurse,), company=umbra, places=(paris,), level="senior")
    make_listing(
        roles=(nurse,), company=umbra, places=(bern,), workplaces=["hybrid"], duplicate_of=head
    )
    make_listing(
        roles=(nurse,),
        workplaces=["remote"],
        remote_scope="countries",
        remote_countries=["DE", "FR"],
    )
    make_listing(roles=(nurse,), workplaces=["remote"], remote_scope="anywhere")
    refresh()
    row = nurse.demand.latest_snapshots().get(country="", level="")
    assert row.cities == {"paris-fr": 1, "bern-ch": 1}
    assert row.levels == {"senior": 1, "": 3}
    assert row.workplaces == {"hybrid": 1, "remote": 2}
    assert row.countries == {"FR": 3, "CH": 2, "DE": 2}
    told = {"city": row.cities, "level": row.levels, "country": row.countries}
    for name, numbers in (told | {"workplace": row.workplaces}).items():
        for value, number in numbers.items():
            page = client.get(f"/jobs/?role={nurse.slug}&{name}={value or 'none'}").text
            assert re.search(rf">{number} openings?<", page), (name, value)
