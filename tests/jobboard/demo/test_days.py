"""The demo market on other days, with other postings, and before there is one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from jobboard.demo import market
from jobboard.demo.catalogue import Catalogue
from listings.models import Listing
from tests.database import made_once
from tests.jobboard.demo.conftest import load_demo_pack

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def rows() -> list[tuple[object, ...]]:
    fields = ("title", "posted_at", "status", "closed_at", "pay_minimum", "company__name")
    return list(Listing.objects.order_by("posted_at", "apply_url").values_list(*fields))


@pytest.mark.slow
def test_refreshing_gives_the_board_that_loading_on_that_day_gives(sparse: Catalogue) -> None:
    made_once(load_demo_pack)
    later = datetime(2026, 6, 20, 12, tzinfo=UTC)
    market.load(later - 8 * DAY, sparse, quiet=True)
    market.refresh(later - DAY, sparse)  # after a week
    market.refresh(later, sparse)  # and on the day after
    recent = {row for row in rows() if row[1] > later - 59 * DAY}  # type: ignore[operator]
    market.remove()
    made_once(load_demo_pack)
    market.load(later, sparse, quiet=True)
    assert recent == {row for row in rows() if row[1] > later - 59 * DAY}  # type: ignore[operator]


def test_a_refresh_without_a_demo_does_nothing(content: Catalogue, now: datetime) -> None:
    assert market.refresh(now, content) == market.MarketChange(0, 0, 0)
    assert not Listing.objects.exists()


@pytest.mark.slow
def test_copies_in_other_cities_stand_under_one_posting_that_shows_all_places(
    sparse: Catalogue, now: datetime
) -> None:
    made_once(load_demo_pack)
    odds = {**sparse.shapes["odds"], "duplicates": 40}
    many = replace(sparse, shapes={**sparse.shapes, "odds": odds})
    market.load(now, many, quiet=True)
    copy = Listing.objects.filter(duplicate_of__isnull=False).select_related("duplicate_of")[0]
    assert copy.duplicate_of is not None
    assert copy.places.exists()
