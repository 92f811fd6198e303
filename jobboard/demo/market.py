"""Loading the demo market, and bringing it up to date as days pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Max, QuerySet
from tqdm import tqdm

from jobboard.demo.catalogue import Catalogue, catalogue
from jobboard.demo.drafts import Draft, Lifecycle, drafts_of, lifecycle_of
from jobboard.demo.rows import PostingWriter, closing, company_rows
from listings.models import EventKind, Listing, ListingEvent, Status

BATCH = 500


@dataclass(frozen=True, slots=True)
class MarketChange:
    """What a run did to the demo's postings."""

    published: int
    closed: int
    live: int


def load(now: datetime, content: Catalogue | None = None, *, quiet: bool = False) -> MarketChange:
    """Fill an empty demo market as of ``now``; one that exists moves on instead."""
    return _move(content or catalogue(), now, quiet=quiet)


def refresh(now: datetime, content: Catalogue | None = None, *, quiet: bool = True) -> MarketChange:
    """Close what has run out and publish what came since the last run. No date is ever moved."""
    if not Listing.objects.filter(is_demo=True).exists():
        return MarketChange(0, 0, 0)
    return _move(content or catalogue(), now, quiet=quiet)


@transaction.atomic
def _move(content: Catalogue, now: datetime, *, quiet: bool) -> MarketChange:
    demo = Listing.objects.filter(is_demo=True)
    latest = _latest(demo)
    closed = _move_on(content, now)
    there = set(demo.values_list("posted_at", flat=True))
    drafts = [
        draft for draft in _drafts_since(content, latest, now) if draft.posted_at not in there
    ]
    published = 0
    if drafts:
        writer = PostingWriter(content, company_rows(content), now)
        with tqdm(total=len(drafts), desc="Postings", unit="", disable=quiet) as progress:
            for part in _parts(drafts):
                published += writer.write(part)
                progress.update(len(part))
    return MarketChange(published, closed, demo.live().count())


def _latest(demo: QuerySet[Listing]) -> datetime | None:
    """When the market moved last; None where only edited or frozen postings outlived a removal."""
    made = demo.filter(submitted_at=None)  # what waits for moderation has its own time
    if not made.filter(edited_fields=[], frozen_at__isnull=True).exists():
        return None
    latest: datetime | None = made.aggregate(at=Max("first_seen_at"))["at"]
    return latest


def _drafts_since(content: Catalogue, latest: datetime | None, now: datetime) -> Iterator[Draft]:
    """Postings from after ``latest`` up to ``now``, of the past year at most."""
    shapes = content.shapes
    today = now.date()
    for ago in range(shapes["history_days"], -1, -1):
        day = today - timedelta(days=ago)
        if latest and day < latest.date():
            continue
        for draft in drafts_of(content, day, thinned=ago > shapes["live_days"]):
            if draft.posted_at <= now and (latest is None or draft.posted_at > latest):
                yield draft


def _parts(drafts: list[Draft]) -> Iterator[list[Draft]]:
    rest = iter(drafts)
    while part := list(islice(rest, BATCH)):
        yield part


def _move_on(content: Catalogue, now: datetime) -> int:
    """Let what is published go through its lifecycle, but for what a person edited or froze."""
    rows = Listing.objects.filter(
        is_demo=True, status=Status.PUBLISHED, edited_fields=[], frozen_at__isnull=True
    ).only("title", "posted_at", "expires_at", "verified_at")
    ended: list[Listing] = []
    verified: list[Listing] = []
    for row in rows.exclude(expires_at=None):
        if row.posted_at and row.expires_at:
            lifecycle = lifecycle_of(content.shapes, row.title, row.posted_at, row.expires_at)
            if _verify(row, lifecycle, now):
                verified.append(row)
            if lifecycle.ends_at <= now:
                row.status, row.closed_at = Status.CLOSED, lifecycle.ends_at
                row.closed_reason = lifecycle.reason
                ended.append(row)
    _note(verified, ended)
    return len(ended)


def _verify(row: Listing, lifecycle: Lifecycle, now: datetime) -> bool:
    if lifecycle.verified_at is None or row.verified_at or lifecycle.verified_at > now:
        return False
    row.verified_at = lifecycle.verified_at
    return True


def _note(verified: list[Listing], ended: list[Listing]) -> None:
    Listing.objects.bulk_update(verified, ["verified_at"], batch_size=BATCH)
    Listing.objects.bulk_update(ended, ["status", "closed_at", "closed_reason"], batch_size=BATCH)
    ListingEvent.objects.bulk_create(
        [
            *(
                ListingEvent(listing=row, kind=EventKind.VERIFIED, at=row.verified_at)
                for row in verified
                if row.verified_at
            ),
            *(closing(row) for row in ended),
        ]
    )
