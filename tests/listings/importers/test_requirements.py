"""What a board's postings ask of those who apply, on its way into rows."""

from io import StringIO

import pytest
from django.core.management import call_command

from listings.models import EventKind, Listing, ListingEvent
from tests.listings.importers.boards import TEXT, job, run

pytestmark = pytest.mark.django_db

ASKS = TEXT + "<ul><li>3+ years of experience</li><li>A degree in oceanography</li></ul>"


def test_years_and_degree_are_read_from_the_text() -> None:
    run(job(1, descriptionHtml=ASKS))
    listing = Listing.objects.get()
    assert (listing.years_asked, listing.degree_asked) == (3, "required")


def test_a_text_that_says_nothing_leaves_them_empty() -> None:
    run(job(1))
    listing = Listing.objects.get()
    assert (listing.years_asked, listing.degree_asked) == (None, "")


def test_what_a_person_edited_stays() -> None:
    run(job(1))
    Listing.objects.update(years_asked=1, edited_fields=["years_asked"])
    run(job(1, descriptionHtml=ASKS))
    listing = Listing.objects.get()
    assert (listing.years_asked, listing.degree_asked) == (1, "required")


def test_older_rows_are_filled_by_reading_again_without_a_line_in_the_ledger() -> None:
    run(job(1, descriptionHtml=ASKS))
    Listing.objects.update(years_asked=None, degree_asked="")
    call_command("reread", "--processes", "0", stdout=StringIO())
    listing = Listing.objects.get()
    assert (listing.years_asked, listing.degree_asked) == (3, "required")
    assert not ListingEvent.objects.exclude(kind=EventKind.FIRST_SEEN).exists()
