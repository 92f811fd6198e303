"""Titles in the lists of the admin say their language and their direction."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from listings.models import Report, ReportReason, SourceRecord
from listings.transitions import rows
from tests.listings.factories import make_listing, make_source
from tests.staff import SignIn

LISTS = ("listing", "reportedposting", "listingevent", "sourcerecord")


@pytest.fixture
def staff(sign_in: SignIn) -> Client:
    """A moderator of a board with an Arabic and an English posting, both synced and reported."""
    for title, language in (("مهندس بيانات", "ar"), ("Cook", "en")):
        source = make_source(board=title)
        listing = make_listing(title, language=language, source=source, company=source.company)
        rows.verify(listing)
        Report.objects.create(listing=listing, reason=ReportReason.SCAM, at=timezone.now())
        SourceRecord.objects.create(
            source=source,
            listing=listing,
            external_id=title,
            raw={},
            parser_version=1,
            first_seen_at=timezone.now(),
        )
    return sign_in("moderator")


@pytest.mark.parametrize("name", LISTS)
def test_a_title_that_is_not_english_says_its_language_and_direction(
    staff: Client, name: str
) -> None:
    page = staff.get(reverse(f"admin:listings_{name}_changelist")).text
    assert '<span lang="ar" dir="rtl">مهندس بيانات</span>' in page
    assert "Cook" in page
    assert 'lang="en" dir="ltr">Cook' not in page
