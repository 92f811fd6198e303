"""What searches compare follows what it is made of."""

import pytest
from django.db.models import F

from jobboard.models import TimetableEntry
from listings.editing.services import ENTRY, rewrite_words, rewrite_words_soon
from listings.models import Listing, SearchDocument
from listings.search.filters import ListingFilter
from tests.listings.factories import make_listing, make_role, make_skill

pytestmark = pytest.mark.django_db


def found(q: str) -> list[Listing]:
    return list(ListingFilter({"q": q}, queryset=Listing.objects.all()).qs)


def test_a_role_is_found_by_its_new_name_once_the_worker_came_by() -> None:
    role = make_role("Nurse")
    listing, other = make_listing("RN", roles=(role,)), make_listing("Pilot")
    role.name = "Registered Nurse"
    role.save()
    assert found("nurse") == [listing]
    assert rewrite_words() == "1 written anew"
    assert found("registered") == [listing]
    assert rewrite_words() == ""
    assert found("pilot") == [other]


def test_so_is_a_skill() -> None:
    skill = make_skill("Lamps")
    listing = make_listing(skills=(skill,))
    skill.name = "Lanterns"
    skill.save()
    rewrite_words()
    assert found("lantern") == [listing]
    assert found("lamps") == []


def test_another_change_of_a_skill_rewrites_nothing() -> None:
    skill = make_skill("Postgres")
    make_listing(skills=(skill,))
    skill.exclusions = "postgres lover"
    skill.save()
    assert rewrite_words() == ""


def test_documents_of_an_older_version_are_found_and_written_anew() -> None:
    listing = make_listing("Data Engineers", text="Kafka")
    SearchDocument.objects.update(
        heading="'data':1A 'engin':2A",
        text="'data':1A 'engin':2A 'kafka':9",
        version=0,
        language="",
    )
    assert found("engineer") == [listing]
    assert rewrite_words() == "1 written anew"
    assert SearchDocument.objects.get().language == "en"
    assert found("engineers") == found('"data engineers"') == [listing]


def test_the_worker_is_called_where_something_is_outdated() -> None:
    make_listing()
    entry = TimetableEntry.objects.filter(name=ENTRY)
    entry.delete()
    TimetableEntry.objects.create(name=ENTRY, next_run_at="2100-01-01T00:00Z")
    rewrite_words_soon()
    assert entry.get().next_run_at.year == 2100
    SearchDocument.objects.update(version=F("version") - 1)
    rewrite_words_soon()
    assert entry.get().next_run_at.year < 2100
