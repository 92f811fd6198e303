"""The demo's editors have something to decide."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from jobboard.demo import market
from jobboard.demo.catalogue import Catalogue
from jobboard.demo.people import fill_queue
from jobboard.models import User
from listings.models import Company, Listing, PostingRevision, Report, Status
from listings.moderation import services
from listings.moderation.services import review_context
from tests.database import made_once, shared_rows
from tests.jobboard.demo.conftest import load_demo_pack
from tests.listings.factories import make_listing, yearly

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True, scope="module")
def _ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), shared_rows():
        made_once(load_demo_pack)
        make_listing("Shown to all", pay=yearly(50_000, 60_000), is_demo=True)
        yield


def fill(content: Catalogue, **later: Any) -> int:
    return fill_queue(content.waiting, timezone.now() + timedelta(**later))


def test_three_postings_an_edit_and_a_report_wait(content: Catalogue) -> None:
    assert fill(content) == 4
    listings, edits = services.waiting()
    assert len(listings) == 3
    assert [listing.submitted_at for listing in listings] == sorted(
        listing.submitted_at for listing in listings if listing.submitted_at
    )
    assert edits[0].listing in Listing.objects.live()
    assert len(review_context(edits[0].listing).changes) == 3
    assert Report.objects.get().listing.title == "Shown to all"


def test_one_is_right_and_one_shows_every_sign_of_spam(content: Catalogue) -> None:
    fill(content)
    scores = [review_context(listing).score for listing in services.waiting()[0]]
    assert min(scores) == 0
    assert max(scores) >= 2


def test_they_are_not_public_and_all_of_them_are_marked(content: Catalogue) -> None:
    fill(content)
    assert not Listing.objects.public().filter(status=Status.PENDING).exists()
    assert not Listing.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_demo=False).exists()


def test_a_queue_that_was_cleared_rests_for_a_day(content: Catalogue) -> None:
    fill(content)
    assert fill(content, days=2) == 0
    for listing in services.waiting()[0]:
        services.reject(listing, "spam")
    PostingRevision.objects.all().delete()
    assert fill(content) == 0
    assert fill(content, days=2) == 4
    assert len(services.waiting()[0]) == 3


def test_removing_the_demo_clears_the_queue(content: Catalogue) -> None:
    fill(content)
    Listing.objects.filter(title="Shown to all").delete()
    done = market.remove()
    assert done.postings == 4
    assert services.waiting() == ([], [])
    assert not User.objects.filter(is_demo=True).exists()
    assert not Company.objects.filter(is_demo=True, members__isnull=False).exists()
