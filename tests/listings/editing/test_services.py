"""A closed posting keeps its facts; its text goes after a year."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from listings.editing import services
from listings.editing.services import drop_old_texts
from listings.models import Listing, ModerationNote, PostingRevision, SourceRecord
from listings.transitions import rows
from tests.listings.factories import make_listing, make_source, yearly
from tests.listings.searched import found

pytestmark = pytest.mark.django_db


def closed(title: str = "Lamp keeper", *, days_ago: float, **fields: Any) -> Listing:
    values = {"text": "We tend the lighthouse.", "description_source": "We tend it."}
    listing = make_listing(title, **values | fields, pay=yearly(50_000, 60_000))
    rows.close(listing, "filled", at=timezone.now() - timedelta(days=days_ago))
    return listing


def drop() -> int:
    return drop_old_texts(timezone.now())


def test_the_text_goes_a_year_after_the_end_and_the_facts_stay(client: Client) -> None:
    listing = closed(days_ago=366)
    Listing.objects.update(evidence={"degree_asked": {"quote": "We tend the lighthouse."}})
    edited_at = Listing.objects.get().updated_at
    assert drop() == 1
    listing.refresh_from_db()
    assert (listing.description_html, listing.description_source) == ("", "")
    assert listing.evidence == {}
    assert listing.pay_display
    assert listing.updated_at == edited_at
    page = client.get(listing.get_absolute_url())
    assert page.status_code == 410
    assert "text is no longer kept" in page.content.decode()
    assert listing.pay_display in page.content.decode()
    assert drop() == 0


def test_a_younger_end_and_an_open_posting_keep_theirs() -> None:
    closed(days_ago=364)
    make_listing(days_ago=900, text="Open for years.")
    assert drop() == 0
    assert not Listing.objects.filter(description_html="")


def test_a_board_may_choose_another_time(settings: Any) -> None:
    settings.TEXT_MONTHS = 3
    closed(days_ago=93)
    assert drop() == 1


def test_its_words_are_found_no_more_but_its_title_is() -> None:
    listing = closed(days_ago=400)
    assert found("text", "lighthouse").get() == listing
    drop()
    assert not found("text", "lighthouse").exists()
    assert found("text", "keeper").get() == listing


def test_edits_and_the_thread_hold_no_copy_of_it() -> None:
    listing = closed(days_ago=400)
    PostingRevision.objects.create(
        listing=listing, data={"description": "x"}, state="rejected", decided_at=timezone.now()
    )
    ModerationNote.objects.create(
        listing=listing, author="editor", text="Which nights?", snapshot={"description": "x"}
    )
    drop()
    assert not PostingRevision.objects.exists()
    assert ModerationNote.objects.get().snapshot == {}
    assert ModerationNote.objects.get().text == "Which nights?"


def test_the_answer_of_its_source_goes_unless_the_source_still_lists_it() -> None:
    source = make_source()
    gone = closed(days_ago=400, source=source)
    listed = closed("Deck hand", days_ago=400, source=source)
    _record(gone, last_seen_at=timezone.now() - timedelta(days=400))
    _record(listed, last_seen_at=None)
    assert drop() == 2
    assert SourceRecord.objects.get(listing=gone).raw == {}
    assert SourceRecord.objects.get(listing=gone).content_hash == ""  # comes back as new
    assert SourceRecord.objects.get(listing=listed).raw == {"text": "We tend the lighthouse."}


def test_many_go_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 2)
    for number in range(5):
        closed(f"Keeper {number}", days_ago=400)
    assert drop() == 5


def _record(listing: Listing, **fields: Any) -> SourceRecord:
    assert listing.source is not None
    return SourceRecord.objects.create(
        source=listing.source,
        external_id=f"id-{listing.pk}",
        listing=listing,
        content_hash="a" * 64,
        raw={"text": "We tend the lighthouse."},
        parser_version=1,
        first_seen_at=timezone.now(),
        **fields,
    )
