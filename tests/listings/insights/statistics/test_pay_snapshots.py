"""Snapshots: which postings count where, what is appended, what is never rewritten."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobboard.site import dates
from listings.insights.statistics.over_time import bin_number
from listings.insights.statistics.snapshots import refresh
from listings.insights.statistics.stated_pay import TIER_FIELDS, stated_in
from listings.models import Company, Listing, PayTransparencyRule, Statistic
from listings.models.statistic import AMOUNTS
from listings.pay.money import Pay, PayKind, PaySource, Period
from listings.pay.tiers import PayTier
from listings.transitions import rows
from roles.models import Role
from tests.listings.factories import make_city, make_company, make_listing, make_role, yearly
from tests.listings.insights.random_market import fill
from tests.listings.insights.recount import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> Role:
    return make_role("Data Engineer")


@pytest.fixture
def employers() -> list[Company]:
    return [make_company() for _ in range(5)]


def latest(role: Role, country: str = "", level: str = "") -> Statistic:
    return Statistic.objects.base_pay().get(role=role, country=country, level=level)


def numbers() -> dict[tuple[str, str], int]:
    """The latest cells and how many postings each holds."""
    rows = Statistic.objects.base_pay()
    return {(row.country, row.level): row.total for row in rows}


@pytest.mark.first(1)
@pytest.mark.parametrize("seed", range(4))
def test_figures_agree_with_an_independent_recount_of_a_random_market(seed: int) -> None:
    now = datetime(2026, 3, 5, 12, tzinfo=UTC)
    fill(Random(seed), (200, 600, 1_200)[seed % 3], now)
    refresh(now)
    expected = recount(now, settings.SITE_CURRENCY)
    base = Statistic.objects.base_pay()
    rows = {(row.role_id, row.country, row.level): row for row in base}
    assert rows.keys() == expected.keys()
    for cell, figures in expected.items():
        assert {name: getattr(rows[cell], name) for name in figures} == figures, cell
        shown = {name for name in AMOUNTS if getattr(rows[cell], name) is not None}
        assert shown == figures.keys() & set(AMOUNTS)


def test_several_offices_count_once_in_each_of_their_countries(role: Role) -> None:
    offices = (make_city("Berlin", "DE"), make_city("Bonn", "DE"), make_city("Paris", "FR"))
    make_listing(roles=(role,), places=offices, level="senior")
    refresh()
    cells = {(country, level) for country in ("", "DE", "FR") for level in ("", "senior")}
    assert numbers() == dict.fromkeys(cells, 1)


@pytest.mark.parametrize(
    ("countries", "cells"), [(["DE"], {"", "DE"}), (["DE", "FR"], {""}), ([], {""})]
)
def test_remote_counts_only_in_a_single_eligible_country(
    role: Role, countries: list[str], cells: set[str]
) -> None:
    make_listing(
        roles=(role,),
        places=(make_city("Berlin", "DE"),),
        workplaces=["remote"],
        remote_scope="countries" if countries else "anywhere",
        remote_countries=countries,
    )
    refresh()
    assert {country for country, _ in numbers()} == cells


def test_postings_closed_within_twelve_months_count_and_older_ones_do_not(role: Role) -> None:
    now = timezone.now()
    for days in (10, 364, 368):
        closed_at = now - timedelta(days=days)
        seen = closed_at - timedelta(days=20)
        listing = make_listing(roles=(role,), days_ago=days + 20, first_seen_at=seen)
        rows.close(listing, "filled", at=closed_at)
    make_listing(roles=(role,), days_ago=2_000)  # still open
    make_listing(roles=(role,), days_ago=-3)  # not yet public
    refresh()
    assert latest(role).total == 3
    assert latest(role).window_to == timezone.localdate(now)


def test_what_is_no_opening_for_the_public_counts_nowhere(role: Role) -> None:
    shown = make_listing(roles=(role,))
    make_listing(roles=(role,), duplicate_of=shown)
    make_listing(roles=(role,), is_open_application=True)
    make_listing(roles=(role,), status="pending")
    rows.freeze(make_listing(roles=(role,)), by="editor", reason="scam")
    rows.close(make_listing(roles=(role,)), "blocked")
    make_listing(roles=(role,), company=make_company(blocked_at=timezone.now()))
    refresh()
    assert latest(role).total == 1


class TestClusters:
    """A cluster counts once a cell, each member with its own pay and place."""

    def test_each_members_pay_counts_where_that_member_is(self, role: Role) -> None:
        austin, berlin = make_city("Austin", "US"), make_city("Berlin", "DE")
        shown = make_listing(roles=(role,), places=(austin,), pay=yearly(105_000, 150_000))
        make_listing(
            roles=(role,),
            company=shown.company,
            places=(berlin,),
            pay=yearly(60_000, 75_000, "EUR"),
            duplicate_of=shown,
        )
        refresh()
        cells = {
            country: (latest(role, country).total, latest(role, country).currency)
            for country in ("US", "DE", "")
        }
        assert cells == {"US": (1, "USD"), "DE": (1, "EUR"), "": (1, "USD")}

    def test_a_member_that_states_pay_speaks_for_a_head_that_states_none(self, role: Role) -> None:
        shown = make_listing(roles=(role,))
        copy = make_listing(
            roles=(role,), company=shown.company, pay=yearly(50_000, 60_000), duplicate_of=shown
        )
        refresh()
        assert (latest(role).total, latest(role).n) == (1, 1)
        copy.delete()
        refresh()
        assert (latest(role).total, latest(role).n) == (1, 0)


def test_copies_that_closed_together_still_count_once(role: Role, employers: list[Company]) -> None:
    for city in ("Berlin", "Paris"):
        place = make_city(city, {"Berlin": "DE", "Paris": "FR"}[city])
        copy = make_listing(
            roles=(role,), company=employers[0], places=(place,), text_hash="same text"
        )
        rows.close(copy, "filled")
    make_listing(roles=(role,), company=employers[1], text_hash="same text")
    refresh()
    assert numbers() == {("", ""): 2, ("DE", ""): 1, ("FR", ""): 1}


def test_pay_in_quarantine_is_no_pay(role: Role) -> None:
    make_listing(roles=(role,), pay=yearly(10, 20), pay_quarantined_at=timezone.now())
    refresh()
    assert (latest(role).total, latest(role).with_pay) == (1, 0)


def test_contract_rates_are_left_out_and_counted(role: Role) -> None:
    rate = Pay(Decimal(500), Decimal(500), "USD", Period.DAY)
    make_listing(roles=(role,), pay=rate, employment_types=["contract"])
    make_listing(roles=(role,), pay=rate, employment_types=["full-time"])
    refresh()
    assert (latest(role).n, latest(role).other_series) == (1, 1)


def test_work_of_a_contract_is_left_out_even_by_the_year(role: Role) -> None:
    for types in (["contract"], ["internship", "full-time"], ["part-time"]):
        make_listing(roles=(role,), pay=yearly(100_000, 120_000), employment_types=types)
    make_listing(
        roles=(role,), pay=yearly(1_000, 1_200), employment_types=["full-time", "part-time"]
    )
    refresh()
    assert (latest(role).n, latest(role).other_series) == (1, 3)


def test_pay_counts_in_a_country_if_stated_for_it_or_in_its_currency(role: Role) -> None:
    austin, berlin, paris = (
        make_city(*city) for city in (("Austin", "US"), ("Berlin", "DE"), ("Paris", "FR"))
    )
    make_listing(roles=(role,), places=(austin, berlin), pay=yearly(100_000, 120_000))
    make_listing(roles=(role,), places=(berlin, paris), pay=yearly(50_000, 60_000, "EUR"))
    make_listing(roles=(role,), places=(berlin,), pay=yearly(90_000, 99_000))
    refresh()
    found = {country: latest(role, country) for country in ("US", "DE", "FR", "")}
    assert {country: row.other_place for country, row in found.items()} == {
        "US": 0, "DE": 1, "FR": 0, "": 0,
    }  # fmt: skip
    assert (found["DE"].n + found["DE"].other_currency, found["FR"].n) == (2, 1)


def test_of_tiers_a_posting_counts_with_its_own_level_and_in_each_country_with_its_own(
    role: Role,
) -> None:
    tiers = [
        ("Senior Nurse, US", yearly(135_000, 190_000), ("US",), "senior"),
        ("Senior Nurse, Germany", yearly(70_000, 80_000, "EUR"), ("DE",), "senior"),
        ("Nurse, US", yearly(70_000, 90_000), ("US",), "mid"),
    ]
    listing = make_listing(
        roles=(role,),
        level="senior",
        pay=yearly(70_000, 190_000),
        places=(make_city("Austin", "US"), make_city("Berlin", "DE"), make_city("Paris", "FR")),
    )
    listing.pay_by_place = [
        PayTier(label, "", pay, countries, level).as_json()
        for label, pay, countries, level in tiers
    ]
    listing.save()
    row = Listing.objects.values(*TIER_FIELDS).get()
    offers = {
        country: stated_in(row, country, {"US", "DE", "FR"}) for country in ("US", "DE", "FR", "")
    }
    middles = {country: (one.low + one.high) // 200 for country, one in offers.items()}
    assert {country: (one.currency, middles[country]) for country, one in offers.items()} == {
        "US": ("USD", 162_500), "DE": ("EUR", 75_000), "FR": ("USD", 130_000), "": ("USD", 162_500),
    }  # fmt: skip
    assert [country for country, one in offers.items() if one.is_of_elsewhere] == ["FR"]


def test_on_target_and_text_pay_are_rows_of_their_own(role: Role) -> None:
    given = replace(yearly(100_000, 120_000), kind=PayKind.ON_TARGET)
    make_listing(roles=(role,), pay=given)
    read = make_listing(roles=(role,))
    read.set_pay(yearly(90_000, 95_000), PaySource.TEXT)
    read.save()
    refresh()
    rows = {row.series: row for row in Statistic.objects.latest_snapshots()}
    assert {series: row.n for series, row in rows.items()} == {
        "posted": 0, "on-target": 1, "text": 1,
    }  # fmt: skip
    assert (rows["posted"].other_kind, rows["posted"].from_text) == (1, 1)


def test_a_law_reaches_postings_of_its_place_and_time(role: Role) -> None:
    PayTransparencyRule.objects.all().delete()
    now = timezone.now()
    PayTransparencyRule.objects.create(
        jurisdiction="Austria", law="GlBG", country="AT", since_on=now - timedelta(days=30),
        demands=["pay"], why="All.", quote="§", source_url="https://ris.example/", is_on=True,
        source_on=now, checked_on=now, employees_from=10,
    )  # fmt: skip
    graz, bonn = make_city("Graz", "AT"), make_city("Bonn", "DE")
    make_listing(roles=(role,), places=(graz,), pay=yearly(50_000, 60_000, "EUR"))
    make_listing(roles=(role,), places=(graz,))
    make_listing(roles=(role,), places=(graz,), days_ago=60)
    make_listing(roles=(role,), places=(graz,), company=make_company(size="1–9"))
    make_listing(roles=(role,), places=(bonn,))
    refresh()
    found = latest(role)
    assert (found.total, found.bound, found.bound_with_pay) == (5, 2, 1)


def test_figures_say_since_when_this_board_has_seen_postings(role: Role) -> None:
    first = timezone.now() - timedelta(days=700)
    make_listing(roles=(make_role("Other"),), first_seen_at=first)
    make_listing(roles=(role,))
    refresh()
    assert latest(role).seen_since == timezone.localdate(first)


def test_invented_postings_count_only_where_there_are_no_others(role: Role) -> None:
    make_listing(roles=(role,), is_demo=True)
    refresh()
    assert (latest(role).total, latest(role).is_demo) == (1, True)
    make_listing(roles=(role,))
    make_listing(roles=(role,))
    refresh()
    assert (latest(role).total, latest(role).is_demo) == (2, False)


def test_companies_of_one_group_or_pay_scale_are_one_employer(
    role: Role, employers: list[Company]
) -> None:
    for number in range(20):
        company = employers[number % 5]
        make_listing(roles=(role,), company=company, pay=yearly(90_000 + number, 120_000))
    refresh()
    assert (latest(role).employers, latest(role).effective_employers) == (5, Decimal(5))
    for company, group in zip(employers, ("  Umbra  Group", "umbra group", "TVöD"), strict=False):
        company.group = group
        company.save()
    refresh()
    assert latest(role).employers == 4  # 8, 4, 4 and 4 postings: (Σn)² ÷ Σn² = 400 ÷ 112
    assert (latest(role).median, latest(role).n) == (None, 20)


def test_each_company_of_a_group_is_still_told_apart_by_name(
    role: Role, employers: list[Company]
) -> None:
    Company.objects.filter(pk__in=[one.pk for one in employers[:2]]).update(group="Umbra")
    for company in [*employers, *(make_company() for _ in range(5))]:
        make_listing(roles=(role,), company=company, pay=yearly(90_000, 120_000))
        make_listing(roles=(role,), company=company, pay=yearly(95_000, 125_000))
    refresh()
    parts = Statistic.objects.filter(role=role, country="", part_kind="company")
    assert {one.slug for one in employers} <= set(parts.values_list("part", flat=True))


def test_an_unchanged_market_appends_nothing(role: Role, employers: list[Company]) -> None:
    for number in range(10):
        company = employers[number % 5]
        make_listing(roles=(role,), company=company, pay=yearly(90_000 + number, 120_000))
    assert refresh()[0].appended == 1 + len(employers)  # the cell, and each company in it
    assert refresh(_soon())[0].appended == 0


def _soon() -> datetime:
    """Two days from now, or less where four weeks end meanwhile: then they are a part of a cell."""
    days = [timezone.now() + timedelta(days=days) for days in (2, 1, 0)]
    running = bin_number(dates.day_of(days[-1]))
    return next(one for one in days if bin_number(dates.day_of(one)) == running)


@pytest.mark.parametrize("digest", [None, 7])
def test_rows_without_the_digest_of_today_hold_if_their_figures_do(
    role: Role, digest: int | None
) -> None:
    listing = make_listing(roles=(role,), places=(make_city("Berlin", "DE"),))
    refresh()
    known = dict(Statistic.objects.values_list("pk", "digest"))
    Statistic.objects.update(digest=digest)
    assert refresh()[0].appended == 0
    assert dict(Statistic.objects.values_list("pk", "digest")) == known
    Statistic.objects.update(digest=digest)
    listing.delete()
    assert refresh()[0].appended == 2
    assert latest(role, "DE").total == 0


def test_a_changed_figure_is_a_new_row_and_the_old_one_keeps_its_figures(
    role: Role, employers: list[Company]
) -> None:
    for company in [*employers, *employers]:
        make_listing(roles=(role,), company=company, pay=yearly(100_000, 120_000))
    refresh()
    first = latest(role)
    for one in Listing.objects.all()[:6]:
        one.set_pay(yearly(140_000, 160_000))
        one.save()
    assert refresh()[0].appended == 1 + len(employers)
    assert latest(role).median == 150_000
    kept = Statistic.objects.get(pk=first.pk)
    assert (kept.median, kept.superseded_at is not None) == (110_000, True)


def test_a_cell_whose_last_posting_left_says_that_it_is_empty(role: Role) -> None:
    listing = make_listing(roles=(role,), places=(make_city("Berlin", "DE"),))
    refresh()
    listing.delete()
    assert refresh()[0].appended == 2
    assert latest(role, "DE").total == 0
    assert refresh()[0].appended == 0


def test_the_database_refuses_to_rewrite_a_figure(role: Role) -> None:
    make_listing(roles=(role,))
    refresh()
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Statistic.objects.update(total=7)
    Statistic.objects.update(superseded_at=timezone.now())
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Statistic.objects.update(superseded_at=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": 9},
        {"effective_employers": "4.99"},
        {"largest": 11},
        {"bound_with_pay": 1},
        {"median": None},
        {"withheld": "few-postings"},
        {"total": 9},
        {"p25": 120},
        {"currency": ""},
        {"midpoints": [91]},
        {"listing_ids": [1, 2]},
        {"part_kind": "city"},
        {"part_kind": "city", "part": "bonn-de", "level": "entry"},
        {"lowest": 80, "highest": 120},
    ],
)
def test_the_database_refuses_figures_that_break_the_rules(
    role: Role, wrong: dict[str, object]
) -> None:
    now = timezone.now()
    right: dict[str, object] = {
        "role": role,
        "currency": "USD",
        "total": 10,
        "n": 10,
        "employers": 6,
        "effective_employers": "5.00",
        "largest": 4,
        "median": 100,
        "p25": 90,
        "p75": 110,
        "window_from": now.date(),
        "window_to": now.date(),
        "method_version": 4,
        "midpoints": list(range(91, 101)),
        "listing_ids": list(range(10)),
        "taken_at": now,
        "superseded_at": now,
    }
    Statistic.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statistic.objects.create(**right | wrong)


def test_figures_of_an_older_method_stay_as_they_were(role: Role, employers: list[Company]) -> None:
    """Version 2 showed five postings of three employers, and medians of minima and maxima."""
    today = timezone.localdate()
    old = Statistic.objects.create(
        role=role, currency="USD", total=5, n=5, employers=3, largest=2, median=100,
        typical_low=90, typical_high=110, window_from=today, window_to=today, method_version=2,
        taken_at=timezone.now(),
    )  # fmt: skip
    for company in employers:
        make_listing(roles=(role,), company=company, pay=yearly(100_000, 120_000))
    refresh()
    assert (latest(role).method_version, latest(role).withheld) == (4, "few-postings")
    kept = Statistic.objects.get(pk=old.pk)
    assert (kept.median, kept.typical_low, kept.typical_high, kept.method_version) == (
        100, 90, 110, 2,
    )  # fmt: skip
    assert kept.superseded_at is not None


def test_the_number_of_queries_does_not_grow_with_the_market(role: Role) -> None:
    make_listing(roles=(role,))
    refresh()
    make_listing(roles=(role,))
    with CaptureQueriesContext(connection) as few:
        refresh()
    for _ in range(8):
        make_listing(roles=(role,), places=(), level="senior")
    with CaptureQueriesContext(connection) as many:
        refresh()
    assert len(many) <= len(few) + 1


def test_the_command_says_what_changed(role: Role) -> None:
    make_listing(roles=(role,))
    out = StringIO()
    call_command("refresh_statistics", stdout=out)
    assert out.getvalue().startswith("Statistics: 1 cells, 0 large enough to show; 1 changed.")
