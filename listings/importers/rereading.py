"""Kept answers of single postings read again, whatever their state: also of those that ended.

Nothing opens, closes or changes hands by it; what a person edited stays.
"""

from collections.abc import Collection, Iterable
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from listings.importers.batches import Batch, Readers, Reading
from listings.importers.boards import board_lock
from listings.importers.membership import Membership
from listings.importers.plan import READ_AGAIN, SyncPlan, known_records
from listings.importers.posting import Json
from listings.importers.running import SyncReport
from listings.importers.sync import Outcome, reading_version, reason_of
from listings.importers.write import Writer
from listings.models import Listing, Source, SourceRecord

BUSY = "being read by another run"
NOT_KEPT = "no answer is kept"
BATCH = 500


def ended_postings(source: Source) -> list[int]:
    """Postings of a source that it lists no more, with an answer that was kept."""
    kept = SourceRecord.objects.filter(source=source).exclude(raw={})
    gone = kept.filter(last_seen_at__isnull=False).values("listing")
    present = kept.filter(last_seen_at__isnull=True, listing__isnull=False).values("listing")
    rows = Listing.objects.filter(pk__in=gone).exclude(pk__in=present)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def reread_postings(
    keys: Collection[int], readers: Readers, reason: str = READ_AGAIN
) -> SyncReport:
    """Read postings again from the kept answers of their sources; say what came of it."""
    report, writer = SyncReport(), Writer()
    rows = Listing.objects.filter(pk__in=keys, source__isnull=False).order_by("source", "pk")
    pairs = rows.values_list("source", "pk")
    sources = Source.objects.select_related("company").in_bulk({source for source, _ in pairs})
    for number, group in groupby(pairs, key=lambda pair: pair[0]):
        found, source = [pk for _, pk in group], sources[number]
        answer = _answer(source)
        for at in range(0, len(found), BATCH):
            records = _records(source, found[at : at + BATCH])
            plan = _plan(source, answer, records, reason)
            report.add(_reread(plan, records, readers, writer))
    return report


def _answer(source: Source) -> dict[str, Json]:
    """All that the source lists today: what its postings repeat asks for nothing."""
    present = SourceRecord.objects.filter(source=source, last_seen_at=None)
    return dict(present.values_list("external_id", "raw"))


def _reread(
    plan: SyncPlan, records: list[SourceRecord], readers: Readers, writer: Writer
) -> Outcome:
    name = str(plan.source)
    with board_lock(plan.source.system, plan.source.board) as is_ours:
        if not is_ours or not records:
            return Outcome(name, note=NOT_KEPT if is_ours else BUSY)
        try:
            owners = {record.external_id: str(record.listing_id) for record in records}
            reading = readers.submit(_batch(plan, owners)).result()
            written = writer.reread(plan, reading, _membership(reading))
        except BaseException as error:  # noqa: BLE001 (see ``reason_of``)
            return Outcome(name, error=reason_of(error))
        return Outcome(name, written=written)


def _records(source: Source, keys: list[int]) -> list[SourceRecord]:
    """The answers that speak for each posting: those of today, else its last ones."""
    rows = SourceRecord.objects.filter(source=source, listing__in=keys).exclude(raw={})
    by_listing: dict[int | None, list[SourceRecord]] = {}
    for record in rows.order_by("pk"):
        by_listing.setdefault(record.listing_id, []).append(record)
    return [record for records in by_listing.values() for record in _speaking(records)]


def _speaking(records: Iterable[SourceRecord]) -> list[SourceRecord]:
    records = list(records)
    return [record for record in records if record.last_seen_at is None] or records


def _plan(
    source: Source, answer: dict[str, Json], records: list[SourceRecord], reason: str
) -> SyncPlan:
    raws = {record.external_id: record.raw for record in records}
    known = known_records(source)
    return SyncPlan(
        source=source,
        now=timezone.now(),
        raws=answer | raws,
        hashes={},
        known={one: known[one] for one in raws if one in known},
        repeated=(),
        changed=frozenset(raws),
        returned=frozenset(),
        gone=frozenset(),
        version=reading_version(source.system),
        reason=reason,
    )


def _batch(plan: SyncPlan, owners: dict[str, str]) -> Batch:
    return Batch(
        system=plan.source.system,
        company=plan.source.company.name,
        raws=plan.raws,
        changed=plan.changed,
        known_keys={},
        touched_keys=frozenset(),
        most_seconds=settings.JOBS.board_seconds,
        own_keys=owners,
    )


def _membership(reading: Reading) -> Membership:
    """Each posting keeps its answers: their key is its number."""
    groups: dict[str, list[str]] = {}
    for one, key in reading.keys.items():
        groups.setdefault(key, []).append(one)
    return Membership(
        keys=reading.keys, groups=groups, owners={key: int(key) for key in groups}, pinned={}
    )
