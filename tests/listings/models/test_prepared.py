"""A statement that was made once gives what its queryset gives, whatever its values."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.models import Listing, Skill
from listings.models.prepared import Prepared, fill
from tests.listings.factories import make_company, make_listing, make_skill

pytestmark = pytest.mark.django_db

BY_TITLE = Prepared(
    lambda title, companies: (
        Listing.objects.live()
        .select_related("company")
        .filter(title=title, company__in=[companies])
        .order_by("pk")
    )
)
NUMBERS = Prepared(lambda level: Listing.objects.filter(level=level).values_list("pk", flat=True))


def test_each_call_has_values_of_its_own() -> None:
    umbra, penumbra = make_company("Umbra"), make_company("Penumbra")
    first, second = (make_listing("Nurse", company=one) for one in (umbra, penumbra))
    make_listing("Cook", company=umbra)
    both = [umbra.pk, penumbra.pk]
    assert BY_TITLE("Nurse", both) == [first, second]
    assert BY_TITLE("Nurse", [penumbra.pk]) == [second]
    assert BY_TITLE("Nurse", []) == []
    assert [one.title for one in BY_TITLE("Cook", both)] == ["Cook"]


def test_rows_are_as_they_are_now_and_whole() -> None:
    listing = make_listing("Nurse", company=make_company("Umbra"))
    for name in ("Umbra", "Penumbra"):
        type(listing.company).objects.update(name=name)
        with CaptureQueriesContext(connection) as queries:
            [found] = BY_TITLE("Nurse", [listing.company_id])
            assert (found.company.name, found.posted_at) == (name, listing.posted_at)
        assert len(queries) == 1


def test_values_alone_are_given_as_such() -> None:
    listing = make_listing(level="senior")
    assert NUMBERS("senior") == [listing.pk]
    assert NUMBERS("mid") == []


def test_related_rows_are_put_where_they_are_looked_for() -> None:
    listing, sql = make_listing(), make_skill("SQL")
    fill(listing, skills=[sql])
    assert list(listing.skills.all()) == [sql]
    assert Skill.objects.filter(listings=listing).count() == 0
