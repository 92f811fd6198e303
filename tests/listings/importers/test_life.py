"""What becomes of a listing while its board changes: edits, leaving, coming back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from listings.models import (
    ClosedReason,
    EventKind,
    Listing,
    ListingEvent,
    Source,
    SourceRecord,
    Status,
)
from listings.transitions import rows
from tests.listings.importers.boards import TEXT, job, run, salary

pytestmark = pytest.mark.django_db

PARIS = {
    "location": "Paris",
    "address": {"postalAddress": {"addressLocality": "Paris", "addressCountry": "France"}},
}
OTHER_TEXT = "<p>We mend lighthouses by hand and would like company on the long way there.</p>"


def lines() -> list[tuple[str, list[str]]]:
    """The ledger without its first lines."""
    events = ListingEvent.objects.exclude(kind=EventKind.FIRST_SEEN).order_by("pk")
    return [(event.kind, event.fields) for event in events]


def age(listing: Listing, days: int) -> None:
    Listing.objects.filter(pk=listing.pk).update(closed_at=timezone.now() - timedelta(days=days))


# one listing for the postings that are alike


def test_postings_with_the_same_title_text_and_pay_are_one_listing_with_several_places() -> None:
    run(job(1, title="Keeper"), job(2, title="KEEPER ", **PARIS))
    listing = Listing.objects.get()
    links = listing.listing_places.all()
    assert [(link.place.slug, link.apply_url) for link in links] == [
        ("berlin-de", "https://jobs.example.com/tides/1/apply"),
        ("paris-fr", "https://jobs.example.com/tides/2/apply"),
    ]
    assert SourceRecord.objects.filter(listing=listing).count() == 2


def test_other_pay_or_other_text_makes_another_listing() -> None:
    run(
        job(1, title="Keeper"),
        job(2, title="Keeper", compensation=salary(1_000, 2_000)),
        job(3, title="Keeper", descriptionHtml=OTHER_TEXT),
    )
    assert Listing.objects.count() == 3


def test_a_posting_that_joins_later_adds_its_place() -> None:
    run(job(1, title="Keeper"))
    run(job(1, title="Keeper"), job(2, title="Keeper", **PARIS))
    assert Listing.objects.get().places.count() == 2
    assert lines() == [(EventKind.EDITED, ["places"])]


def test_a_posting_that_leaves_takes_its_place_with_it() -> None:
    run(job(1, title="Keeper"), job(2, title="Keeper", **PARIS))
    run(job(2, title="Keeper", **PARIS))
    listing = Listing.objects.get()
    assert listing.status == Status.PUBLISHED
    assert [place.slug for place in listing.places.all()] == ["paris-fr"]
    assert lines() == [(EventKind.EDITED, ["places"])]


def test_when_a_group_parts_the_larger_half_keeps_the_listing() -> None:
    run(*[job(number, title="Keeper") for number in (1, 2, 3)])
    old = Listing.objects.get()
    run(
        job(1, title="Keeper", descriptionHtml=OTHER_TEXT),
        *[job(n, title="Keeper") for n in (2, 3)],
    )
    assert Listing.objects.count() == 2
    assert SourceRecord.objects.get(external_id="job-2").listing == old
    assert SourceRecord.objects.get(external_id="job-1").listing != old


def test_a_group_that_changes_as_a_whole_keeps_its_listing() -> None:
    run(*[job(number, title="Keeper") for number in (1, 2)])
    run(*[job(number, title="Keeper", descriptionHtml=OTHER_TEXT) for number in (1, 2)])
    assert Listing.objects.count() == 1
    assert lines() == [(EventKind.EDITED, ["description"])]


def test_listings_that_become_alike_become_one_and_the_other_closes() -> None:
    run(job(1, title="Keeper"), job(2, title="Keeper", descriptionHtml=OTHER_TEXT))
    run(job(1, title="Keeper"), job(2, title="Keeper"))
    assert Listing.objects.filter(status=Status.PUBLISHED).count() == 1
    assert Listing.objects.filter(closed_reason=ClosedReason.NO_LONGER_LISTED).count() == 1


# changes


def test_a_changed_posting_says_which_fields_changed() -> None:
    run(job(1))
    pk, slug = Listing.objects.values_list("pk", "slug").get()
    run(job(1, title="Head Keeper", department="Lights", descriptionHtml=OTHER_TEXT))
    listing = Listing.objects.get()
    assert (listing.pk, listing.slug, listing.title) == (pk, slug, "Head Keeper")
    kind, fields = lines()[0]
    assert kind == EventKind.EDITED
    assert {"title", "department", "description"} <= set(fields)


def test_changed_pay_is_told_from_and_to() -> None:
    run(job(1))
    run(job(1, compensation=salary(65_000, 85_000)))
    event = ListingEvent.objects.get(kind=EventKind.PAY_CHANGED)
    assert (event.before, event.after) == ("EUR 60K – 80K / year", "EUR 65K – 85K / year")
    run(job(1, compensation=None))
    event = ListingEvent.objects.filter(kind=EventKind.PAY_CHANGED).latest("pk")
    assert (event.before, event.after) == ("EUR 65K – 85K / year", "not given")


def test_other_markup_around_the_same_words_is_no_news() -> None:
    run(job(1))
    run(
        job(1, descriptionHtml=TEXT.replace("<p>", "<div><p><b>").replace("</p>", "</b></p></div>"))
    )
    assert lines() == []
    assert "<strong>" in Listing.objects.get().description_html


def test_its_own_date_is_never_moved() -> None:
    run(job(1))
    before = Listing.objects.get().posted_at
    run(job(1, publishedAt="2026-09-09T00:00:00Z"))
    assert Listing.objects.get().posted_at == before


def test_what_a_person_edited_stays() -> None:
    run(job(1))
    Listing.objects.update(
        title="Edited", level="lead", edited_fields=["title", "level", "pay_minimum"]
    )
    run(job(1, title="Changed", compensation=salary(10_000, 20_000), department="New"))
    listing = Listing.objects.get()
    assert (listing.title, listing.level) == ("Edited", "lead")
    assert listing.pay_display == "EUR 60K – 80K / year"
    assert listing.department == "New"


def test_places_that_a_person_edited_stay() -> None:
    run(job(1))
    Listing.objects.update(edited_fields=["places"])
    run(job(1, **PARIS))
    assert [place.slug for place in Listing.objects.get().places.all()] == ["berlin-de"]


def test_a_frozen_posting_stays_frozen() -> None:
    run(job(1))
    rows.freeze(Listing.objects.get(), by="editor", reason="looks odd")
    run(job(1, title="Changed"))
    assert Listing.objects.get().frozen_at is not None


# gone and back


def test_a_posting_that_is_gone_is_closed_with_the_reason() -> None:
    run(job(1), job(2))
    run(job(1))
    listing = Listing.objects.get(records__external_id="job-2")
    assert (listing.status, listing.closed_reason) == (Status.CLOSED, "no_longer_listed")
    assert SourceRecord.objects.get(external_id="job-2").last_seen_at is not None
    assert lines() == [(EventKind.CLOSED, [])]


def test_a_posting_back_within_30_days_is_listed_again() -> None:
    run(job(1), job(2))
    run(job(1))
    gone = Listing.objects.get(status=Status.CLOSED)
    age(gone, 29)
    outcome = run(job(1), job(2))
    gone.refresh_from_db()
    assert gone.status == Status.PUBLISHED
    assert outcome.written.reopened == 1
    assert [kind for kind, _ in lines()] == [EventKind.CLOSED, EventKind.REOPENED]
    assert SourceRecord.objects.get(external_id="job-2").last_seen_at is None


def test_a_posting_back_after_30_days_is_a_new_one() -> None:
    run(job(1), job(2))
    run(job(1))
    gone = Listing.objects.get(status=Status.CLOSED)
    age(gone, 31)
    run(job(1), job(2))
    gone.refresh_from_db()
    assert gone.status == Status.CLOSED
    assert Listing.objects.live().count() == 2
    assert SourceRecord.objects.get(external_id="job-2").listing != gone


@pytest.mark.parametrize(
    "reason", [ClosedReason.FILLED, ClosedReason.WITHDRAWN, ClosedReason.BLOCKED]
)
def test_what_a_person_closed_stays_closed(reason: str) -> None:
    run(job(1), job(2))
    rows.close(Listing.objects.get(records__external_id="job-2"), reason)
    run(job(1), job(2, title="Changed"))
    run(job(1))
    run(job(1), job(2))
    assert Listing.objects.live().count() == 1
    assert Listing.objects.count() == 2


def test_what_a_person_rejected_stays_rejected_for_its_like_too() -> None:
    run(job(1), job(2))
    Listing.objects.filter(records__external_id="job-2").update(status=Status.REJECTED)
    run(job(1), job(2, title="Harbour Data Engineer 2"), job(3, title="Harbour Data Engineer 2"))
    assert Listing.objects.live().count() == 1
    assert Listing.objects.count() == 2


def test_when_more_than_half_of_a_board_is_gone_a_second_run_has_to_agree() -> None:
    jobs = [job(number) for number in range(12)]
    run(*jobs)
    outcome = run(*jobs[:5])
    assert outcome.written.withheld == 7
    assert Listing.objects.live().count() == 12
    assert len(Source.objects.get().withheld_external_ids) == 7
    run(*jobs[:5])
    assert Listing.objects.live().count() == 5
    assert Source.objects.get().withheld_external_ids == []


def test_a_board_that_comes_back_lets_go_of_what_was_withheld() -> None:
    jobs = [job(number) for number in range(12)]
    run(*jobs)
    run(*jobs[:2])
    run(*jobs)
    assert Source.objects.get().withheld_external_ids == []
    assert Listing.objects.live().count() == 12
    assert run(*jobs[:2]).written.withheld == 10


def test_what_else_changed_goes_in_while_some_is_withheld() -> None:
    jobs = [job(number) for number in range(12)]
    run(*jobs)
    run(*jobs[:5], job(99))
    assert Listing.objects.live().count() == 13


def test_a_small_board_may_lose_most_of_its_postings_at_once() -> None:
    run(*[job(number) for number in range(9)])
    run(job(1))
    assert Listing.objects.live().count() == 1


def test_half_of_a_board_is_closed_at_once() -> None:
    jobs = [job(number) for number in range(12)]
    run(*jobs)
    outcome = run(*jobs[:6])
    assert (outcome.written.withheld, outcome.written.closed) == (0, 6)
    assert Listing.objects.live().count() == 6


def test_a_board_of_ten_is_large_enough_to_wait() -> None:
    jobs = [job(number) for number in range(10)]
    run(*jobs)
    assert run(*jobs[:4]).written.withheld == 6
    assert Listing.objects.live().count() == 10
