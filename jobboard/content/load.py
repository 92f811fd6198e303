"""Loading a pack: what it ships is taken over, offered to an editor, or left alone.

A newer version is taken over by itself only where nobody changed the words since the last one;
else it waits beside them until an editor accepts or dismisses it (``offers.py``). Status, date of
publication and addresses of a row that exists are never changed by a pack.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from jobboard.content.folder import Texts
from jobboard.content.pictures import store_pictures, write_pictures
from jobboard.content.reading import read_objects, read_pack
from jobboard.content.rows import objects_now, write_all
from jobboard.content.shapes import SHAPES, PackChange, PackObject
from jobboard.content.slug_index import MODELS, SlugIndex
from jobboard.content.vocabulary import write_vocabulary
from jobboard.content.writing import text_of, words_of
from jobboard.models import ShippedText
from roles.models import RoleSection
from roles.revisions import keep_as_it_stands, revision

NAMED = ("role", "term")  # a row of one's own with such a name is not doubled
LABELS = {
    "role": "roles",
    "term": "glossary terms",
    "guide": "guides",
    "series": "series",
    "skill": "skills",
    "level word": "level words",
    "occupation word": "occupation words",
}


@dataclass
class Loaded:
    """How many rows of each kind are new, say now what the pack says, or have an offer waiting."""

    created: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS.values(), 0))
    updated: dict[str, int] = field(default_factory=dict)
    offered: int = 0

    def count(self, what: str, kind: str) -> None:
        counts = {"created": self.created, "updated": self.updated}.get(what)
        if counts is not None and (label := LABELS.get(kind)):
            counts[label] = counts.get(label, 0) + 1


class Decision(Enum):
    """What is to become of one object of a pack."""

    LEAVE = "leave"
    CREATE = "create"
    TAKE_OVER = "take over"
    OFFER = "offer"
    RECORD = "record"  # the row says it already


@transaction.atomic
def load_pack(folder: Path, *, update: bool = False, is_demo: bool = False) -> Loaded:
    """Load a pack as one revision; raises PackError and changes nothing when files are wrong.

    Rows that exist (by slug, or a role, term or skill of that name) keep what a person wrote,
    unless ``update`` says that the pack's words win. Words for levels and occupations that are
    missing are added.
    """
    shipment = Shipment.today()
    pack = read_pack(folder, shipment.index.slugs())
    loaded = Loaded()
    for what, kind, _ in write_vocabulary(pack, update=update):
        loaded.count(what, kind)
    write_pictures(pack.pictures)
    store_pictures(pack.pictures)
    decided = [(one, shipment.decide(one, update=update)) for one in pack]
    for one, decision in decided:
        if decision is Decision.TAKE_OVER:
            shipment.keep_before(one)
    with revision(f"Shipped with the pack “{pack.name}”"):
        _carry_out(decided, shipment, loaded, is_demo=is_demo)
    return loaded


def _carry_out(
    decided: Iterable[tuple[PackObject, Decision]],
    shipment: "Shipment",
    loaded: Loaded,
    *,
    is_demo: bool,
) -> None:
    taken = []
    for one, decision in decided:
        if decision in {Decision.CREATE, Decision.TAKE_OVER}:
            taken.append(one)
            loaded.count("created" if decision is Decision.CREATE else "updated", one.kind)
        elif decision is Decision.OFFER:
            shipment.offer(one)
            loaded.offered += 1
        elif decision is Decision.RECORD:
            shipment.record(one, words_of(one))
    shipment.take(taken, is_demo=is_demo)


@dataclass
class Shipment:
    """Everything that deciding needs, read once for a whole pack."""

    index: SlugIndex
    known: dict[tuple[str, str], ShippedText] = field(default_factory=dict)
    now: dict[tuple[str, int], PackObject] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    touched: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def today(cls) -> "Shipment":
        index = SlugIndex.full()
        return cls(
            index,
            known={(one.kind, one.slug): one for one in ShippedText.objects.all()},
            now={(kind, pk): one for kind in MODELS for pk, one in objects_now(kind)},
            names={kind: {r.name.casefold() for r in index.rows[kind].values()} for kind in NAMED},
            touched=set(_touched()),
        )

    def row_of(self, one: PackObject) -> Any:
        return self.index.find(one.kind, one.slug, getattr(one, "old_slugs", ()))

    def decide(self, one: PackObject, *, update: bool) -> Decision:
        """``update``: the pack's words win, also over a person's."""
        row = self.row_of(one)
        known = self.known.get((one.kind, one.slug))
        if row is None:
            is_taken = one.kind in NAMED and one.name.casefold() in self.names[one.kind]  # type: ignore[union-attr]
            was_deleted = known is not None and not update
            return Decision.LEAVE if is_taken or was_deleted else Decision.CREATE
        words = words_of(self.now[one.kind, row.pk])
        if words == words_of(one):
            return Decision.RECORD
        if update:
            return Decision.TAKE_OVER
        if known is not None and known.version == version_of(one):
            return Decision.LEAVE
        is_ours = _is_unedited(known, words) if known else self._is_demo(one, row)
        return Decision.TAKE_OVER if is_ours else Decision.OFFER

    def _is_demo(self, one: PackObject, row: Any) -> bool:
        """Whether a program that recorded nothing yet shipped the row, and nobody touched it."""
        return row.is_demo and (one.kind, str(row.pk)) not in self.touched

    def keep_before(self, one: PackObject) -> None:
        """Keep what stands in the row, before the revision that changes it begins."""
        row = self.row_of(one)
        if row is not None:
            keep_as_it_stands(row)

    def take(self, taken: list[PackObject], *, is_demo: bool) -> list[Any]:
        """Write objects into their rows, or make the rows, and record what these say now."""
        rows = [self.row_of(one) for one in taken]
        changes = (
            (_with_own_state(one, row) if row else _new(one, is_demo=is_demo), row)
            for one, row in zip(taken, rows, strict=True)
        )
        written = write_all(changes, self.index, takes_skills=False)
        pairs = list(zip(taken, written, strict=True))
        for kind in MODELS:
            if keys := [row.pk for one, row in pairs if one.kind == kind]:
                now = dict(objects_now(kind, *keys))
                for one, row in pairs:
                    if one.kind == kind:
                        self.record(one, words_of(now[row.pk]))
        return written

    def record(self, one: PackObject, words: str) -> None:
        """Remember that a row says so, as this version shipped it."""
        self._store(one, text=words, offered="", offered_at=None)

    def offer(self, one: PackObject) -> None:
        """Let a newer version wait for an editor."""
        self._store(one, offered=text_of(one), offered_at=timezone.now())

    def _store(self, one: PackObject, **values: Any) -> None:
        known = self.known.get((one.kind, one.slug))
        values["version"] = version_of(one)
        if known is not None and all(getattr(known, name) == values[name] for name in values):
            return
        known = known or ShippedText(kind=one.kind, slug=one.slug)
        for name, value in values.items():
            setattr(known, name, value)
        known.save()
        self.known[one.kind, one.slug] = known


def object_in(kind: str, slug: str, text: str) -> PackObject | None:
    """Read the text of an object again; None where today's program cannot."""
    folder = Texts({SHAPES[kind].file.format(slug): text})
    found = read_objects(folder, kind)
    return found[0] if found and not folder.problems else None


def version_of(one: PackObject) -> str:
    return hashlib.sha256(words_of(one).encode()).hexdigest()


def _is_unedited(known: ShippedText, words: str) -> bool:
    """Compare by today's rule of writing: an older program may have written the same otherwise."""
    if known.text == words:
        return True
    read = object_in(known.kind, known.slug, known.text)
    return read is not None and words_of(read) == words


def _touched() -> Iterator[tuple[str, str]]:
    """Yield what stands in the admin's log; a section on its own page is its role's."""
    kinds = {ContentType.objects.get_for_model(model).pk: kind for kind, model in MODELS.items()}
    logged = LogEntry.objects.filter(content_type__in=kinds)
    for kind, key in logged.values_list("content_type", "object_id").distinct():
        yield kinds[kind or 0], str(key)
    sections = ContentType.objects.get_for_model(RoleSection)
    keys = LogEntry.objects.filter(content_type=sections).values_list("object_id", flat=True)
    edited = RoleSection.objects.filter(pk__in=[int(key) for key in keys if key])
    yield from (("role", str(key)) for key in edited.values_list("role", flat=True))


def _new(one: PackObject, *, is_demo: bool) -> PackObject:
    return replace(one, is_demo=is_demo or one.is_demo)


def _with_own_state(one: PackObject, row: Any) -> PackObject:
    """Leave address, origin and state of a row as they are."""
    own: dict[str, Any] = {"slug": row.slug, "old_slugs": (), "is_demo": row.is_demo}
    if one.kind == "guide":
        told = tuple(PackChange(change.on, change.text) for change in row.changes.all())
        own |= {"status": row.status, "published_at": row.published_at, "changes": told}
    return replace(one, **{name: value for name, value in own.items() if hasattr(one, name)})
