"""The demo market's life in the database."""

import statistics
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from jobboard.demo import market
from jobboard.demo.catalogue import Catalogue
from listings.insights.statistics.snapshots import refresh
from listings.models import (
    ClosedReason,
    Company,
    Demand,
    EventKind,
    Listing,
    ListingEvent,
    Place,
    SearchDocument,
    Skill,
    Status,
)
from listings.reading.query import IN_TEXT
from listings.reading.query_syntax import parse
from listings.search.understood import TEXT, in_words
from listings.transitions import rows
from roles.models import Role
from tests.database import made_once, shared_rows
from tests.jobboard.demo.conftest import few_a_day, load_demo_pack

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def _kept(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[datetime, market.MarketChange]]:
    with django_db_blocker.unblock(), shared_rows():
        yield made_once(_load)


def _load() -> tuple[datetime, market.MarketChange]:
    load_demo_pack()
    now = timezone.now()
    return now, market.load(now, few_a_day(), quiet=True)


@pytest.fixture
def now(_kept: tuple[datetime, market.MarketChange]) -> datetime:
    return _kept[0]


@pytest.fixture
def loaded(_kept: tuple[datetime, market.MarketChange]) -> market.MarketChange:
    return _kept[1]


def all_rows() -> list[tuple[object, ...]]:
    fields = ("title", "posted_at", "status", "closed_at", "pay_minimum", "company__name")
    return list(Listing.objects.order_by("posted_at", "apply_url").values_list(*fields))


def test_everything_that_is_loaded_is_marked_as_demo(loaded: market.MarketChange) -> None:
    assert loaded.published == Listing.objects.count() > 100
    assert not Listing.objects.filter(is_demo=False).exists()
    assert not Company.objects.filter(is_demo=False).exists()
    assert not Role.objects.filter(is_demo=False).exists()


def test_every_posting_has_its_words_and_its_ledger(loaded: market.MarketChange) -> None:
    assert SearchDocument.objects.count() == Listing.objects.count()
    assert not Listing.objects.filter(events=None).exists()
    closed = Listing.objects.filter(status=Status.CLOSED)
    assert closed.filter(events__kind=EventKind.CLOSED).count() == closed.count() > 0


def test_a_loaded_posting_is_found_by_its_words(loaded: market.MarketChange) -> None:
    query = parse("engineer").tsquery(IN_TEXT)
    assert Listing.objects.filter(in_words(TEXT, query)).count() > 10


def test_no_posting_lies_in_the_future_or_runs_beyond_its_end(
    loaded: market.MarketChange, now: datetime
) -> None:
    assert not Listing.objects.filter(posted_at__gt=now).exists()
    assert not Listing.objects.filter(status=Status.PUBLISHED, expires_at__lte=now).exists()
    assert Listing.objects.live().count() == loaded.live


def test_live_postings_are_at_most_sixty_days_old(
    loaded: market.MarketChange, now: datetime
) -> None:
    assert not Listing.objects.live().filter(posted_at__lt=now - 60 * DAY - timedelta(1)).exists()


def test_loading_twice_changes_nothing(
    loaded: market.MarketChange, content: Catalogue, now: datetime
) -> None:
    before = all_rows()
    again = market.load(now, content, quiet=True)
    assert (again.published, again.closed) == (0, 0)
    assert all_rows() == before


def test_a_refresh_never_moves_the_date_of_a_posting(
    loaded: market.MarketChange, content: Catalogue, now: datetime
) -> None:
    before = dict(Listing.objects.values_list("pk", "posted_at"))
    market.refresh(now + 7 * DAY, content)
    after = dict(Listing.objects.filter(pk__in=before).values_list("pk", "posted_at"))
    assert after == before


@pytest.mark.parametrize("days", [7, 400])
def test_after_a_pause_as_many_are_live_as_before(
    loaded: market.MarketChange, content: Catalogue, now: datetime, days: int
) -> None:
    moved = market.refresh(now + days * DAY, content)
    at_that_time = Listing.objects.filter(
        status=Status.PUBLISHED, expires_at__gt=now + days * DAY
    ).count()
    assert at_that_time > 0.7 * loaded.live
    assert moved.published > 0
    assert moved.closed > 0


def test_what_a_refresh_closes_stands_in_the_ledger_with_the_reason(
    loaded: market.MarketChange, content: Catalogue, now: datetime
) -> None:
    market.refresh(now + 30 * DAY, content)
    for line in ListingEvent.objects.filter(kind=EventKind.CLOSED).select_related("listing")[:50]:
        assert line.at == line.listing.closed_at
        assert line.reason == ClosedReason(line.listing.closed_reason).label


def test_what_a_person_edited_or_froze_is_left_by_refresh_and_remove(
    loaded: market.MarketChange, content: Catalogue, now: datetime
) -> None:
    edited, frozen = Listing.objects.filter(status=Status.PUBLISHED, duplicates=None)[:2]
    edited.title, edited.edited_fields = "By hand", ["title"]
    edited.save()
    rows.freeze(frozen, by="editor", reason="a look")
    market.refresh(now + 100 * DAY, content)
    for listing in (edited, frozen):
        listing.refresh_from_db()
        assert listing.status == Status.PUBLISHED
    done = market.remove()
    assert set(Listing.objects.all()) == {edited, frozen}
    assert any("2 postings" in line for line in done.kept)
    assert {edited.company, frozen.company} == set(Company.objects.all())


def test_a_demo_comes_back_around_what_a_person_edited(
    loaded: market.MarketChange, content: Catalogue, now: datetime
) -> None:
    edited = Listing.objects.filter(status=Status.PUBLISHED, duplicates=None)[0]
    edited.title, edited.edited_fields = "By hand", ["title"]
    edited.save()
    market.remove()
    load_demo_pack()
    again = market.load(now, content, quiet=True)
    assert again.published == loaded.published - 1
    assert list(Listing.objects.filter(posted_at=edited.posted_at)) == [edited]


def test_remove_leaves_nothing_of_an_untouched_demo(loaded: market.MarketChange) -> None:
    done = market.remove()
    assert done.postings == loaded.published
    assert done.kept == []
    assert not Listing.objects.exists()
    assert not Company.objects.exists()
    assert not Role.objects.exists()
    assert not ListingEvent.objects.exists()


def test_remove_never_touches_a_real_posting_that_uses_the_demo(
    loaded: market.MarketChange,
) -> None:
    company = Company.objects.all()[0]
    role, skill, place = Role.objects.all()[0], Skill.objects.all()[0], Place.objects.all()[0]
    real = Listing.objects.create(company=company, title="A real one")
    real.roles.add(role)
    real.skills.add(skill)
    real.places.add(place)
    market.remove()
    assert list(Listing.objects.all()) == [real]
    assert list(Company.objects.all()) == [company]
    assert list(Role.objects.all()) == [role]
    assert list(real.skills.all()) == [skill]
    assert list(real.places.all()) == [place]


def test_years_asked_rise_with_the_level_and_some_postings_insist_on_a_degree(
    loaded: market.MarketChange, now: datetime
) -> None:
    refresh(now)
    cells = Demand.objects.filter(country="")
    medians = [
        float(statistics.median(years))
        for level in ("entry", "mid", "senior", "lead")
        if (years := [cell.years for cell in cells.filter(level=level) if cell.years is not None])
    ]
    assert medians == sorted(set(medians))
    whole = [cell.getting_in.degree for cell in cells.filter(level="") if cell.degree is not None]
    insisting = sum(share.count for share in whole if share)
    assert 0.03 < insisting / sum(share.n for share in whole if share) < 0.3
