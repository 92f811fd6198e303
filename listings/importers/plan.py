"""What a board's answer changes, found by comparing hashes before anything is read."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from listings.importers.adapter import Json, RawPosting
from listings.importers.batches import NO_ID, Batch
from listings.models import ClosedReason, Source, SourceRecord, Status
from listings.models.prepared import Prepared, run
from listings.transitions.lifecycle import RETURNABLE

LONGEST_ID = 200
COMES_BACK_WITHIN = timedelta(days=30)
SMALLEST_BOARD_TO_WITHHOLD = 10
READ_AGAIN = "the board’s words or readers have changed"


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """What the board's last syncs left of one record, with the state of its listing."""

    pk: int
    external_id: str
    content_hash: str
    group_key: str
    parser_version: int
    problem: str
    last_seen_at: datetime | None
    listing_id: int | None
    status: str | None
    closed_reason: str | None
    closed_at: datetime | None

    @property
    def is_present(self) -> bool:
        return self.last_seen_at is None

    def may_rejoin(self, now: datetime) -> bool:
        """Whether the record still belongs to its listing, as member or by coming back."""
        if self.listing_id is None:
            return False
        if self.status != Status.CLOSED or self.is_present:
            return True
        if self.closed_reason == ClosedReason.BLOCKED:
            return True
        return self.closed_at is not None and now - self.closed_at <= COMES_BACK_WITHIN

    @property
    def is_pinned(self) -> bool:
        """Whether a person rejected or closed its listing: then nothing of it is listed again."""
        if self.status == Status.REJECTED:
            return True
        if self.status != Status.CLOSED:
            return False
        return self.is_present or self.closed_reason not in RETURNABLE


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """The difference between an answer and what is known of the board.

    ``answer_hash`` and ``reason`` (why kept answers are read again, for the ledger): one of them is
    empty.
    """

    source: Source
    now: datetime
    raws: dict[str, Json]
    hashes: dict[str, str]
    known: dict[str, KnownRecord]
    repeated: tuple[str, ...]
    changed: frozenset[str]
    returned: frozenset[str]
    gone: frozenset[str]
    version: int
    answer_hash: str = ""
    reason: str = ""

    @property
    def is_unchanged(self) -> bool:
        return not (self.changed or self.returned or self.gone or self.source.withheld_external_ids)

    @property
    def new(self) -> frozenset[str]:
        return self.changed - self.known.keys()

    def batch(self, company: str) -> Batch:
        """What has to be read to carry the plan out."""
        keys = {one: record.group_key for one, record in self.known.items() if record.group_key}
        stayed = self.raws.keys() & self.known.keys() - self.changed - self.returned
        touched = self.changed | self.returned | self.gone
        return Batch(
            system=self.source.system,
            company=company,
            raws=self.raws,
            changed=self.changed,
            known_keys=keys,
            touched_keys=frozenset(keys[one] for one in touched if one in keys),
            most_seconds=settings.JOBS.board_seconds,
            before=self._before() if stayed else {},
            stayed=self._said_by(stayed) if stayed else {},
        )

    def _before(self) -> dict[str, Json]:
        """What changed or left, as it was."""
        records = [self.known[one] for one in self.gone | self.changed if one in self.known]
        keys = [record.pk for record in records if record.is_present]
        found = SourceRecord.objects.filter(pk__in=keys).values_list("external_id", "raw")
        return dict(found.order_by()) if keys else {}

    def _said_by(self, stayed: Collection[str]) -> dict[str, bytes]:
        """The paragraphs of postings that stayed, as they are kept."""
        found = {one: bytes(kept) for one, kept in _paragraphs(self.source.pk)}
        return {one: found.get(one, b"") for one in stayed}


def known_records(source: Source) -> dict[str, KnownRecord]:
    """Every record of a board, without its raw answer, in one query."""
    return {row[1]: KnownRecord(*row) for row in _records(source.pk)}


_records = Prepared(
    lambda source: (
        SourceRecord.objects.filter(source=source)
        .order_by()
        .values_list(
            "pk",
            "external_id",
            "content_hash",
            "group_key",
            "parser_version",
            "problem",
            "last_seen_at",
            "listing_id",
            "listing__status",
            "listing__closed_reason",
            "listing__closed_at",
        )
    )
)


_paragraphs = Prepared(
    lambda source: (
        SourceRecord.objects.filter(source=source, last_seen_at=None)
        .order_by()
        .values_list("external_id", "paragraphs")
    )
)


def make_plan(
    source: Source,
    answer: Iterable[RawPosting],
    known: dict[str, KnownRecord],
    *,
    version: int,
    now: datetime,
    answer_hash: str = "",
    is_rereading: bool = False,
) -> SyncPlan:
    """Compare an answer with what is known. A rereading reads every posting again."""
    raws, hashes, repeated = _by_id(answer)
    if is_rereading:  # jsonb does not keep an answer to the byte
        hashes = {one: known[one].content_hash for one in hashes}
    present = {one for one, record in known.items() if record.is_present}
    changed = {
        one
        for one, value in hashes.items()
        if is_rereading
        or one not in known
        or (known[one].content_hash, known[one].parser_version) != (value, version)
    }
    return SyncPlan(
        source=source,
        now=now,
        raws=raws,
        hashes=hashes,
        known=known,
        repeated=tuple(repeated),
        changed=frozenset(changed),
        returned=frozenset((raws.keys() & known.keys()) - present),
        gone=frozenset(present - raws.keys()),
        version=version,
        answer_hash=answer_hash,
        reason=READ_AGAIN if is_rereading else "",
    )


def _by_id(answer: Iterable[RawPosting]) -> tuple[dict[str, Json], dict[str, str], list[str]]:
    """Postings and their hashes by id, and the ids that came twice with other content."""
    raws, hashes, repeated = dict[str, Json](), dict[str, str](), list[str]()
    for one in answer:
        value = content_hash(one.raw)
        name = one.external_id if _is_usable(one.external_id) else NO_ID + value[:32]
        if name in raws:
            repeated += [name] if hashes[name] != value else []
            continue
        raws[name], hashes[name] = one.raw, value
    return raws, hashes, repeated


def _is_usable(external_id: str) -> bool:
    return 0 < len(external_id) <= LONGEST_ID and external_id.isprintable()


def answer_hash(answer: bytes, version: int) -> str:
    """SHA-256 of a board's answer and of the version that reads it."""
    return sha256(b"%d\n%b" % (version, answer)).hexdigest()


def problems_as_before(source: Source, answer: str, version: int) -> dict[str, str] | None:
    """What could not be read of an answer that was taken in before, by id; None for another one.

    ``answer`` is its hash. Records must be what it left: as many, read by the same version.
    """
    if source.answer_hash != answer or source.withheld_external_ids:
        return None
    [(left, problems)] = run(_LEFT, [version, source.pk])
    return dict(json.loads(problems)) if left == source.answer_postings else None


_LEFT = """
SELECT count(*) FILTER (WHERE parser_version = %s),
       coalesce(
           json_object_agg(external_id, problem) FILTER (WHERE problem <> '' AND group_key = ''),
           '{}'
       )::text
FROM listings_sourcerecord WHERE source_id = %s AND last_seen_at IS NULL
"""


LONG = 200  # characters of a text that is told by its own hash: writing it as JSON takes longer
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def content_hash(raw: Json) -> str:
    """SHA-256 of a posting as its source gave it, whatever the order of its members."""
    told = raw
    if isinstance(raw, dict):
        long = {name: one for name, one in raw.items() if isinstance(one, str) and len(one) > LONG}
        short = {name: one for name, one in raw.items() if name not in long}
        told = [short, {name: _text_hash(one) for name, one in long.items()}]
    return _text_hash(_written(told))


def _text_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def withheld_postings(plan: SyncPlan) -> frozenset[str]:
    """Postings that are missing but not closed yet: too many at once, until a second run agrees."""
    present = sum(record.is_present for record in plan.known.values())
    unconfirmed = plan.gone - set(plan.source.withheld_external_ids)
    is_suspicious = present >= SMALLEST_BOARD_TO_WITHHOLD and 2 * len(unconfirmed) > present
    return frozenset(unconfirmed) if is_suspicious else frozenset()
