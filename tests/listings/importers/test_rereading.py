"""Kept answers read again: of postings that are listed, and of those that ended."""

from io import StringIO

import pytest
from django.core.management import call_command

from listings.importers.batches import readers
from listings.importers.rereading import ended_postings, reread_postings
from listings.importers.running import SyncReport
from listings.importers.vocabulary import load_vocabulary
from listings.models import (
    EventKind,
    Level,
    LevelWord,
    Listing,
    Skill,
    Source,
    SourceRecord,
    Status,
)
from roles.models import Role
from tests.listings.importers.boards import job, run

pytestmark = pytest.mark.django_db


def reread(reason: str = "new words") -> SyncReport:
    keys = list(Listing.objects.values_list("pk", flat=True))
    with readers(load_vocabulary(), 0) as reading:
        return reread_postings(keys, reading, reason)


@pytest.fixture
def ended() -> Listing:
    """A posting that its board lists no more."""
    run(job(1), job(2))
    run(job(2))
    return Listing.objects.get(status=Status.CLOSED)


@pytest.fixture
def role() -> Role:
    return Role.objects.create(name="Harbour Data Engineer", slug="harbour-data-engineer")


def test_a_posting_that_ended_is_read_again_and_stays_closed(ended: Listing, role: Role) -> None:
    closed_at = ended.closed_at
    assert ended_postings(Source.objects.get()) == [ended.pk]
    call_command("reread", "--processes", "0", stdout=StringIO())
    ended.refresh_from_db()
    assert list(ended.roles.all()) == [role]
    assert (ended.status, ended.closed_at) == (Status.CLOSED, closed_at)
    assert ended.records.get().last_seen_at is not None
    assert ended.events.filter(kind=EventKind.REREAD).exists()


def test_what_was_read_again_is_of_the_readers_that_did_it(ended: Listing) -> None:
    records = SourceRecord.objects.filter(listing__in=Listing.objects.all())
    [version] = {record.parser_version for record in records}
    records.filter(listing=ended).update(parser_version=1)
    call_command("reread", "--processes", "0", stdout=StringIO())
    assert {record.parser_version for record in records.all()} == {version}


def test_two_that_ended_with_the_same_text_stay_two(role: Role) -> None:
    run(job(1, title="Harbour Data Engineer"))
    run(job(2, title="Clerk"))
    Listing.objects.filter(status=Status.CLOSED).update(closed_at="2025-01-01T00:00Z")
    run(job(3, title="Harbour Data Engineer"))
    run(job(4, title="Clerk again"))
    twins = Listing.objects.filter(title="Harbour Data Engineer")
    records = {twin.pk: twin.records.get().pk for twin in twins}
    reread()
    assert len(records) == 2
    assert {twin.pk: twin.records.get().pk for twin in twins.all()} == records


def test_the_ledger_says_what_changed_and_why(role: Role) -> None:
    run(job(1, title="Senior Harbour Data Engineer"))
    other = Role.objects.create(name="Pilot", slug="pilot")
    listing = Listing.objects.get()
    listing.roles.set([other])
    LevelWord.objects.create(phrase="senior", level=Level.SENIOR)
    reread("“senior” added to senior")
    event = listing.events.get(kind=EventKind.REREAD)
    assert event.fields == ["roles", "level"]
    assert (event.before, event.after) == ("Pilot", "Harbour Data Engineer, Senior")
    assert event.reason == "“senior” added to senior"


def test_what_stays_as_it_was_has_no_line(role: Role) -> None:
    run(job(1))
    reread()
    assert not Listing.objects.get().events.filter(kind=EventKind.REREAD).exists()


def test_what_a_person_edited_stays(ended: Listing, role: Role) -> None:
    Skill.objects.create(name="Forecasts")
    Listing.objects.update(edited_fields=["roles", "level"], level=Level.LEAD)
    reread()
    ended.refresh_from_db()
    assert (ended.level, list(ended.roles.all())) == (Level.LEAD, [])
    assert [skill.name for skill in ended.skills.all()] == ["Forecasts"]
    assert ended.events.get(kind=EventKind.REREAD).fields == ["skills"]


def test_an_answer_that_is_no_longer_kept_is_left_out(ended: Listing, role: Role) -> None:
    ended.records.update(raw={}, content_hash="")
    assert ended_postings(Source.objects.get()) == []
    reread()
    assert list(ended.roles.all()) == []


def test_a_sync_after_it_finds_nothing_new(role: Role) -> None:
    run(job(1), job(2))
    reread()
    assert run(job(1), job(2)).written.unchanged == 2


def test_the_number_of_queries_does_not_grow_with_the_postings(
    role: Role, django_assert_max_num_queries: object
) -> None:
    run(*(job(number) for number in range(12)))
    Role.objects.create(name="Data Engineer", slug="data-engineer")
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        reread()
