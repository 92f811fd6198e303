"""Source records: the raw answers and what they belong to."""

from django.db.models import JSONNull

from listings.importers.batches import Reading
from listings.importers.fields import storable
from listings.importers.membership import Membership
from listings.importers.plan import Plan
from listings.models import SourceRecord

BATCH = 500
WRITTEN = ("listing", "content_hash", "group_key", "raw", "parser_version", "problem")


def write_records(plan: Plan, reading: Reading, members: Membership, held: frozenset[str]) -> None:
    """Keep new and changed answers, move the others where they belong, note those that left."""
    records = (_record(plan, reading, members, one) for one in sorted(plan.changed))
    SourceRecord.objects.bulk_create(
        [record for record in records if not _is_kept(plan, record)],
        update_conflicts=True,
        unique_fields=["source", "external_id"],
        update_fields=[*WRITTEN, "last_seen_at"],
        batch_size=BATCH,
    )
    _move(plan, members)
    gone = [plan.known[one].pk for one in plan.gone - held]
    if gone:
        last_seen = plan.source.last_good_at or plan.now
        SourceRecord.objects.filter(pk__in=gone).update(last_seen_at=last_seen)


def _record(plan: Plan, reading: Reading, members: Membership, one: str) -> SourceRecord:
    return SourceRecord(
        source=plan.source,
        external_id=one,
        listing_id=members.listing_of(one),
        content_hash=plan.hashes[one],
        group_key=members.keys.get(one, ""),
        raw=JSONNull() if plan.raws[one] is None else storable(plan.raws[one]),
        parser_version=plan.version,
        problem=reading.problems.get(one) or reading.doubts.get(one, ""),
        first_seen_at=plan.now,
        last_seen_at=None,
    )


def _is_kept(plan: Plan, record: SourceRecord) -> bool:
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


def _move(plan: Plan, members: Membership) -> None:
    """Unchanged records that came back or whose group has another listing now."""
    moved = [
        SourceRecord(pk=record.pk, listing_id=members.listing_of(one), last_seen_at=None)
        for one, record in plan.known.items()
        if one in plan.raws
        and one not in plan.changed
        and (one in plan.returned or members.listing_of(one) != record.listing_id)
    ]
    SourceRecord.objects.bulk_update(moved, ["listing", "last_seen_at"], batch_size=BATCH)
