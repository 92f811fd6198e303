"""What a search can notice is noted by the database, whatever program writes; nothing else is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobboard.http.changes import ChangeKind
from listings.models import Listing, ListingPlace, SearchChange, SearchDocument, Status
from tests.listings.factories import (
    make_city,
    make_company,
    make_listing,
    make_role,
    make_skill,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> Listing:
    return make_listing(roles=(make_role("Nurse"),), skills=(make_skill("SQL"),))


def noted() -> set[tuple[str, int]]:
    """What the index follows; of the kinds that only pages follow no row is told."""
    return set(SearchChange.objects.filter(row__gt=0).values_list("kind", "row"))


def forget() -> None:
    SearchChange.objects.all().delete()


def test_a_new_posting_is_noted_once_in_its_transaction(listing: Listing) -> None:
    rows = SearchChange.objects.filter(kind=ChangeKind.POSTING, row=listing.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        now = int(cursor.fetchone()[0])
    assert [row.xid for row in rows] == [now]


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.CLOSED, "closed_at": timezone.now(), "closed_reason": "filled"},
        {"frozen_at": timezone.now()},
        {"level": "senior"},
        {"workplaces": ["remote"]},
        {"years_asked": 3},
        {"featured_until": timezone.now()},
        {"expires_at": timezone.now() + timedelta(days=1)},
        {"pay_yearly_maximum": 70_000},
        {"description_html": "<p>Anew.</p>"},
        {"verified_at": timezone.now()},
    ],
)
def test_any_change_of_a_posting_is_noted(listing: Listing, change: dict) -> None:
    forget()
    Listing.objects.filter(pk=listing.pk).update(**change)
    assert noted() == {(ChangeKind.POSTING, listing.pk)}


def test_what_no_search_can_see_is_not(listing: Listing) -> None:
    source = make_source()
    forget()
    Listing.objects.filter(pk=listing.pk).update(level=listing.level, title=listing.title)
    source.last_error = "no answer"
    source.save()
    assert noted() == set()


def test_drafts_are_not(listing: Listing) -> None:
    forget()
    draft = make_listing(status=Status.DRAFT)
    forget()
    Listing.objects.filter(pk=draft.pk).update(level="senior")
    assert noted() == set()


def test_links_and_words_of_a_posting_note_it(listing: Listing) -> None:
    place = make_city("Paris", "FR")
    acts = (
        listing.roles.clear,
        lambda: listing.skills.add(make_skill("Kafka")),
        lambda: ListingPlace.objects.create(listing=listing, place=place),
        lambda: SearchDocument.objects.filter(pk=listing.pk).update(heading="'nurse':1A"),
        lambda: SearchDocument.objects.filter(pk=listing.pk).update(text="'anew':1"),
    )
    for act in acts:
        forget()
        act()
        assert (ChangeKind.POSTING, listing.pk) in noted()


def test_a_posting_that_is_deleted_is_noted(listing: Listing) -> None:
    forget()
    number = listing.pk
    listing.delete()
    assert (ChangeKind.POSTING, number) in noted()


def test_names_blocks_and_verified_boards_are_noted() -> None:
    company, role, skill = make_company(), make_role("Nurse"), make_skill("SQL")
    place, source = make_city("Paris", "FR"), make_source(company=company)
    for row, kind, change in (
        (company, ChangeKind.COMPANY, {"blocked_at": timezone.now()}),
        (company, ChangeKind.COMPANY, {"name": "Umbra"}),
        (role, ChangeKind.ROLE, {"name": "Registered Nurse"}),
        (skill, ChangeKind.SKILL, {"slug": "sql-92"}),
        (place, ChangeKind.PLACE, {"latitude": 48.9, "longitude": 2.4}),
        (source, ChangeKind.SOURCE, {"last_good_at": timezone.now() - timedelta(days=4)}),
    ):
        forget()
        type(row)._default_manager.filter(pk=row.pk).update(**change)
        assert noted() == {(kind, row.pk)}
