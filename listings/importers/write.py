"""A board's changes into rows: a handful of statements whatever the number of postings."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import JSONNull

from listings.importers.answers import storable
from listings.importers.batches import BatchReading
from listings.importers.boards import mark_good
from listings.importers.bulk_rows import PlaceRows, copy_new
from listings.importers.duplicates import join_duplicates
from listings.importers.listing_rows import (
    ListingRows,
    Membership,
    emptied,
    membership,
    reopened,
    write_listings,
)
from listings.importers.plan import SyncPlan, withheld_postings
from listings.importers.vocabulary import role_ids, skill_ids
from listings.models import Listing, SourceRecord
from listings.transitions import close_gone, list_again

BATCH = 500
WRITTEN = (
    *("listing", "content_hash", "group_key", "raw"),
    *("parser_version", "problem", "paragraphs"),
)


def write_records(
    plan: SyncPlan, reading: BatchReading, members: Membership, withheld: frozenset[str]
) -> None:
    """Keep new and changed answers, move the others where they belong, note those that left."""
    records = [_record(plan, reading, members, one) for one in sorted(plan.changed)]
    records = [record for record in records if not _is_kept(plan, record)]
    copy_new(SourceRecord, [one for one in records if one.external_id not in plan.known])
    SourceRecord.objects.bulk_create(
        [one for one in records if one.external_id in plan.known],
        update_conflicts=True,
        unique_fields=["source", "external_id"],
        update_fields=[*WRITTEN, "last_seen_at"],
        batch_size=BATCH,
    )
    _move(plan, members)
    gone = [plan.known[one].pk for one in plan.gone - withheld]
    if gone:
        last_seen = plan.source.last_good_at or plan.now
        SourceRecord.objects.filter(pk__in=gone).update(last_seen_at=last_seen)


def _record(plan: SyncPlan, reading: BatchReading, members: Membership, one: str) -> SourceRecord:
    return SourceRecord(
        source=plan.source,
        external_id=one,
        listing_id=members.listing_of(one),
        content_hash=plan.hashes[one],
        group_key=members.keys.get(one, ""),
        raw=JSONNull() if plan.raws[one] is None else storable(plan.raws[one]),
        parser_version=plan.version,
        problem=reading.problems.get(one) or reading.doubts.get(one, ""),
        paragraphs=reading.said.get(one, b""),
        first_seen_at=plan.now,
        last_seen_at=None,
    )


def _is_kept(plan: SyncPlan, record: SourceRecord) -> bool:
    """Whether a record that was read again is what it was."""
    old = plan.known.get(record.external_id)
    return (
        old is not None
        and old.is_present
        and all(
            getattr(old, name) == getattr(record, name)
            for name in ("listing_id", "content_hash", "group_key", "parser_version", "problem")
        )
    )


def _move(plan: SyncPlan, members: Membership) -> None:
    """Unchanged records that came back or whose group has another listing now."""
    moved = [
        SourceRecord(pk=record.pk, listing_id=members.listing_of(one), last_seen_at=None)
        for one, record in plan.known.items()
        if one in plan.raws
        and one not in plan.changed
        and (one in plan.returned or members.listing_of(one) != record.listing_id)
    ]
    SourceRecord.objects.bulk_update(moved, ["listing", "last_seen_at"], batch_size=BATCH)


@dataclass(slots=True)
class SyncCounts:
    """What one board's sync did: postings of the source, but listings closed and reopened."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0
    withheld: int = 0
    problems: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        """Return what it did, on one line."""
        counts = {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "could not be read": len(self.problems),
            "closed": self.closed,
            "listed again": self.reopened,
            "missing, withheld until the next sync": self.withheld,
        }
        said = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        return f"Postings: {said or 'none'}."


class Writer:
    """Writes boards one after another; remembers the rows that all of them share."""

    def __init__(self) -> None:
        self._places = PlaceRows()
        self._roles, self._skills = role_ids(), skill_ids()

    def write(
        self, plan: SyncPlan, reading: BatchReading, *, is_recorded: bool | None
    ) -> SyncCounts:
        """Carry a plan out in one transaction. Places come before it: other runs share them.

        ``is_recorded`` says whether the answer is a recorded one; None for a rereading, which
        vouches for nothing.
        """
        rows = self._rows(reading)
        with transaction.atomic():
            return _write(plan, reading, rows, is_recorded=is_recorded)

    def reread(self, plan: SyncPlan, reading: BatchReading, members: Membership) -> SyncCounts:
        """Write what was read again into the postings of ``members``, in one transaction."""
        rows = self._rows(reading)
        with transaction.atomic():
            titles = write_listings(plan, reading, members, rows)
            read = [plan.known[one].pk for one in plan.changed if one in plan.known]
            older = SourceRecord.objects.filter(pk__in=read).exclude(parser_version=plan.version)
            older.update(parser_version=plan.version, paragraphs=b"")
            if titles:
                join_duplicates(plan.source.company_id, titles)
        return SyncCounts(
            changed=len(titles), problems=dict(reading.problems), doubts=dict(reading.doubts)
        )

    def _rows(self, reading: BatchReading) -> ListingRows:
        found = [place.place for facts in reading.facts.values() for place in facts.places]
        return ListingRows(self._places.ids(found), self._roles, self._skills)


def _write(
    plan: SyncPlan, reading: BatchReading, rows: ListingRows, *, is_recorded: bool | None
) -> SyncCounts:
    members, withheld = membership(plan, reading), withheld_postings(plan)
    touched = write_listings(plan, reading, members, rows)
    write_records(plan, reading, members, withheld)
    gone, back = emptied(plan, members, withheld), reopened(plan, members)
    closed = close_gone(gone, plan.now) if gone else []
    if back:
        list_again(back, plan.now)
    _join(plan, touched, {*closed, *back})
    written = _summary(plan, reading, len(closed), len(back), len(withheld))
    if is_recorded is not None:
        mark_good(
            plan.source,
            at=plan.now,
            is_recorded=is_recorded,
            outcome=written.in_words(),
            answer_hash=plan.answer_hash,
            postings=len(plan.raws),
            withheld=withheld,
        )
    return written


def _join(plan: SyncPlan, titles: set[str], listings: set[int]) -> None:
    """Look for duplicates among the titles of whatever changed."""
    if listings:
        ended = Listing.objects.filter(pk__in=listings)
        titles = titles | set(ended.values_list("normalized_title", flat=True))
    if titles:
        join_duplicates(plan.source.company_id, titles)


def unchanged_problems(plan: SyncPlan) -> dict[str, str]:
    """Postings that could not be read before and came again as they were."""
    return {
        one: record.problem
        for one, record in plan.known.items()
        if one in plan.raws and one not in plan.changed and record.problem and not record.group_key
    }


def _summary(
    plan: SyncPlan, reading: BatchReading, closed: int, back: int, withheld: int
) -> SyncCounts:
    problems = reading.problems | unchanged_problems(plan)
    problems |= dict.fromkeys(plan.repeated, "id: comes twice on the board.")
    good = plan.changed - reading.problems.keys()
    return SyncCounts(
        new=len(good & plan.new),
        changed=len(good - plan.new),
        unchanged=len(plan.raws) - len(plan.changed),
        closed=closed,
        reopened=back,
        withheld=withheld,
        problems=problems,
        doubts=reading.doubts,
    )
