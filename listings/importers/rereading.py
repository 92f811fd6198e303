"""Kept answers of single postings read again, also of those that ended; edited fields given back.

Nothing opens, closes or changes hands by it; what a person edited stays until it is given back to
the source.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from listings.editing.services import note_edit
from listings.importers.adapter import ADAPTERS, Json, PostingError
from listings.importers.batches import Batch, BatchReading, Readers, repeated_in
from listings.importers.boards import board_lock
from listings.importers.bulk_rows import (
    ROLES,
    SKILLS,
    PlaceRows,
    WantedPlace,
    write_places,
    write_tags,
)
from listings.importers.duplicates import join_duplicates
from listings.importers.fact_reader import FactReader
from listings.importers.facts import BoardPosting, ListingFacts, member_of
from listings.importers.listing_changes import COLUMNS, apply_facts
from listings.importers.listing_rows import Membership
from listings.importers.plan import READ_AGAIN, SyncPlan, known_records
from listings.importers.running import SyncReport
from listings.importers.sync import BoardOutcome, reading_version, reason_of
from listings.importers.vocabulary import load_vocabulary, role_ids, skill_ids
from listings.importers.write import Writer
from listings.models import Listing, Source, SourceRecord
from listings.models.fields import unit_labels, units

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
) -> BoardOutcome:
    name = str(plan.source)
    with board_lock(plan.source.system, plan.source.board) as is_ours:
        if not is_ours or not records:
            return BoardOutcome(name, note=NOT_KEPT if is_ours else BUSY)
        try:
            owners = {record.external_id: str(record.listing_id) for record in records}
            reading = readers.submit(_batch(plan, owners)).result()
            written = writer.reread(plan, reading, _membership(reading))
        except BaseException as error:  # noqa: BLE001 (see ``reason_of``)
            return BoardOutcome(name, error=reason_of(error))
        return BoardOutcome(name, written=written)


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


def _membership(reading: BatchReading) -> Membership:
    """Each posting keeps its answers: their key is its number."""
    groups: dict[str, list[str]] = {}
    for one, key in reading.keys.items():
        groups.setdefault(key, []).append(one)
    return Membership(
        keys=reading.keys, groups=groups, owners={key: int(key) for key in groups}, pinned={}
    )


# What a source sets: columns that belong together, and the rows of other tables.
GIVEN_TOGETHER = (*units(), *units(of_links=True))
NAMES = unit_labels()


def can_be_given_back(listing: Listing) -> list[tuple[str, str]]:
    """The edited parts of a posting that its source would set: a key and a name for each."""
    if listing.source_id is None:
        return []
    return [(unit[0], _name(unit[0])) for unit in _edited_units(listing)]


@transaction.atomic
def give_back(listing: Listing, keys: Collection[str]) -> bool:
    """Let the source set these parts again: at once from its kept answer, and with every sync.

    Returns False where no answer is kept any more, so that only the next sync can set them.
    """
    units = [unit for unit in _edited_units(listing) if unit[0] in keys]
    names = {name for unit in units for name in unit}
    listing.edited_fields = [name for name in listing.edited_fields if name not in names]
    listing.save(update_fields=["edited_fields", "updated_at"])
    facts = _kept_facts(listing)
    if facts is None:
        return False
    pay, titles = listing.pay_display, {listing.normalized_title}
    changed = apply_facts(listing, facts, timezone.now())
    listing.save(update_fields=[*COLUMNS, "updated_at"])
    changed |= _write_links(listing, facts, names)
    note_edit(listing, changed, pay)
    join_duplicates(listing.company_id, titles | {listing.normalized_title})
    return True


def _edited_units(listing: Listing) -> list[tuple[str, ...]]:
    return [unit for unit in GIVEN_TOGETHER if not set(unit).isdisjoint(listing.edited_fields)]


def _name(field: str) -> str:
    label = getattr(Listing._meta.get_field(field), "verbose_name", field)
    return NAMES.get(field) or str(label).capitalize()


def _kept_facts(listing: Listing) -> ListingFacts | None:
    """The facts of the postings that its source still lists, from their kept answers."""
    members = list(_members(listing))
    if not members or listing.source is None:
        return None
    raws = SourceRecord.objects.filter(source=listing.source, last_seen_at=None)
    texts = raws.order_by("pk").values_list("raw", flat=True)
    repeated = repeated_in(ADAPTERS[listing.source.system], texts)
    return FactReader(load_vocabulary()).read(listing.company.name, members, repeated)


def _members(listing: Listing) -> Iterator[BoardPosting]:
    adapter = ADAPTERS.get(listing.source.system) if listing.source else None
    if adapter is None:
        return
    for record in listing.records.filter(last_seen_at=None):
        try:
            yield member_of(record.external_id, adapter.read(record.raw))
        except PostingError:
            continue


def _write_links(listing: Listing, facts: ListingFacts, names: Collection[str]) -> set[str]:
    """Write the roles, skills and places among ``names``; returns those that changed."""
    changed: set[str] = set()
    if "roles" in names:
        ids = role_ids()
        wanted = {listing.pk: [ids[slug] for slug in facts.roles if slug in ids]}
        changed |= {"roles"} if write_tags(ROLES, "role_id", wanted) else set()
    if "skills" in names:
        ids = skill_ids()
        wanted = {listing.pk: [ids[slug] for slug in facts.skills if slug in ids]}
        changed |= {"skills"} if write_tags(SKILLS, "skill_id", wanted) else set()
    if "places" in names:
        rows = PlaceRows().ids(found.place for found in facts.places)
        places = [WantedPlace(rows[one.place.slug], one.apply_url) for one in facts.places]
        changed |= {"places"} if write_places({listing.pk: places}) else set()
    return changed
