"""The parts of a cell of pay: cities, workplaces, companies, weeks; and what stands behind it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from listings.insights.statistics.snapshots import refresh
from listings.models import Company, Statistic
from listings.pay.tiers import PayTier
from listings.transitions import rows
from roles.models import Role
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # in the bin of 9 November to 6 December


@pytest.fixture
def role() -> Role:
    return make_role("Data Engineer")


@pytest.fixture
def employers() -> list[Company]:
    return [make_company(f"Firm {number}") for number in range(10)]


def add(
    role: Role,
    employers: list[Company],
    number: int = 10,
    first_seen_at: datetime = NOW,
    **fields: object,
) -> None:
    """Postings of as many employers as there are: midpoints 110,000, 111,000 …"""
    for i in range(number):
        pay = yearly(100_000 + 1_000 * i, 120_000 + 1_000 * i)
        make_listing(
            roles=(role,),
            company=employers[i % len(employers)],
            first_seen_at=first_seen_at,
            posted_at=first_seen_at,
            **{"pay": pay} | fields,  # type: ignore[arg-type]
        )


def parts(kind: str, country: str = "") -> dict[str, Statistic]:
    found = Statistic.objects.latest_snapshots().filter(part_kind=kind, country=country)
    return {row.part: row for row in found}


def test_a_figure_names_the_midpoints_and_the_postings_behind_it(
    role: Role, employers: list[Company]
) -> None:
    add(role, employers)
    first = role.listings.order_by("pk")[0]
    copy = make_listing(
        roles=(role,), company=first.company, duplicate_of=first, pay=yearly(100_000, 120_000)
    )
    add(role, employers, 3, pay=None)
    refresh()
    row = Statistic.objects.base_pay().get(country="", level="")
    assert row.midpoints == [Decimal(110_000 + 1_000 * i) for i in range(10)]
    assert len(row.listing_ids) == row.n == 10
    assert first.pk in row.listing_ids
    assert copy.pk not in row.listing_ids


def test_a_withheld_cell_names_its_postings_and_not_their_midpoints(
    role: Role, employers: list[Company]
) -> None:
    add(role, employers, 9)
    refresh()
    row = Statistic.objects.base_pay().get(country="", level="")
    assert (len(row.listing_ids), row.midpoints) == (9, [])
    assert not Statistic.objects.exclude(part_kind="").exists()


def test_a_city_has_the_postings_with_an_office_there(role: Role, employers: list[Company]) -> None:
    austin, boston = make_city("Austin", "US"), make_city("Boston", "US")
    add(role, employers, 11, places=(austin, boston, make_city("Bonn", "DE")))
    add(role, employers, 3, places=(boston,))
    refresh()
    found = parts("city", "US")
    assert {city: (row.n, bool(row.withheld)) for city, row in found.items()} == {
        austin.slug: (11, False), boston.slug: (14, False),
    }  # fmt: skip
    assert parts("city") == {}


def test_pay_that_differs_between_places_of_a_country_is_no_citys_own(
    role: Role, employers: list[Company]
) -> None:
    austin = make_city("Austin", "US")
    add(role, employers, 10, places=(austin,))
    zoned = make_listing(
        roles=(role,), company=employers[0], places=(austin,), pay=yearly(100_000, 190_000)
    )
    zones = {"Zone A": yearly(150_000, 190_000), "Zone B": yearly(100_000, 140_000)}
    zoned.pay_by_place = [PayTier(name, "", pay, ("US",)).as_json() for name, pay in zones.items()]
    zoned.save()
    refresh()
    assert Statistic.objects.base_pay().get(country="US", level="").n == 11
    city = parts("city", "US")[austin.slug]
    assert (city.n, city.other_place) == (10, 1)


def test_a_posting_counts_in_each_workplace_that_it_offers(
    role: Role, employers: list[Company]
) -> None:
    add(role, employers, 10, workplaces=["hybrid", "onsite"])
    add(role, employers, 2, workplaces=["onsite"])
    add(role, employers, 5)
    refresh()
    found = parts("workplace")
    assert {name: row.n for name, row in found.items()} == {"hybrid": 10, "onsite": 12}


def test_a_company_has_its_own_ranges_and_never_a_median(
    role: Role, employers: list[Company]
) -> None:
    add(role, employers, 10)
    for _ in range(3):
        make_listing(roles=(role,), company=employers[0], pay=yearly(90_000, 95_000))
    make_listing(roles=(role,), company=make_company("Silent"))
    refresh()
    found = parts("company")
    assert len(found) == 10
    large = found[employers[0].slug]
    assert (large.n, large.median, large.withheld) == (4, None, "few-postings")
    assert (large.lowest, large.highest) == (90_000, 120_000)


def test_parts_are_in_the_currency_of_the_whole(role: Role, employers: list[Company]) -> None:
    add(role, employers, 12, workplaces=["onsite"])
    add(role, employers, 11, workplaces=["remote"], pay=yearly(50_000, 60_000, "EUR"))
    refresh()
    remote = parts("workplace")["remote"]
    assert (remote.currency, remote.n, remote.other_currency) == ("USD", 0, 11)


class TestWeeks:
    """Bins of four weeks hold the postings that were on offer on any of their days."""

    def test_a_posting_counts_in_every_bin_from_first_seen_to_closed(
        self, role: Role, employers: list[Company]
    ) -> None:
        add(role, employers, 11, first_seen_at=NOW - timedelta(days=60))
        for one in role.listings.all()[:1]:
            rows.close(one, "filled", at=NOW - timedelta(days=30))
        refresh(NOW)
        found = parts("weeks")
        assert {part: row.n for part, row in found.items()} == {
            "2026-09-14/2026-10-11": 11, "2026-10-12/2026-11-08": 11, "2026-11-09/2026-12-06": 10,
        }  # fmt: skip
        running = found["2026-11-09/2026-12-06"]
        assert (str(running.window_from), str(running.window_to)) == ("2026-11-09", "2026-11-25")

    def test_bins_with_fewer_than_ten_are_put_together(
        self, role: Role, employers: list[Company]
    ) -> None:
        add(role, employers, 4, first_seen_at=NOW - timedelta(days=100))
        add(role, employers, 6, first_seen_at=NOW - timedelta(days=60))
        refresh(NOW)
        assert {part: row.n for part, row in parts("weeks").items()} == {
            "2026-08-17/2026-10-11": 10, "2026-10-12/2026-11-08": 10, "2026-11-09/2026-12-06": 10,
        }  # fmt: skip

    def test_a_single_bin_is_the_cell_itself(self, role: Role, employers: list[Company]) -> None:
        add(role, employers, 12, first_seen_at=NOW)
        refresh(NOW)
        assert parts("weeks") == {}

    @pytest.mark.slow
    def test_a_bin_that_has_passed_stays_as_it_was(
        self, role: Role, employers: list[Company]
    ) -> None:
        add(role, employers, 12, first_seen_at=NOW - timedelta(days=60))
        refresh(NOW)
        add(role, employers, 1, first_seen_at=NOW + timedelta(days=1))
        refresh(NOW + timedelta(days=2))
        changed = Statistic.objects.filter(part_kind="weeks", superseded_at__isnull=False)
        assert [row.part for row in changed] == ["2026-11-09/2026-12-06"]
