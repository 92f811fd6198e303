"""Loading a pack: what it ships is taken over, offered to an editor, or left alone.

A newer version is taken over by itself only where nobody changed the words since the last one;
else it waits beside them until an editor decides (``accept``, ``dismiss``). Status, date of
publication and addresses of a row that exists are never changed by a pack.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobboard.content.folder import Folder
from jobboard.content.pictures import store_pictures
from jobboard.content.reading import read_file, read_pack
from jobboard.content.rows import (
    MODELS,
    ContentIndex,
    Merged,
    objects_now,
    one_revision,
    write_all,
    write_words,
)
from jobboard.content.sections import divide
from jobboard.content.shapes import SHAPES, PackChange, PackGuide, PackObject
from jobboard.content.writing import text_of, words_of
from jobboard.models import ShippedText
from jobboard.models.user import Person
from roles.models import RoleSection
from roles.revisions.changes import GroupChange, changes
from roles.revisions.snapshot import Snapshot, TextGroup

NAMED = ("role", "term")  # a row of one's own with such a name is not doubled

type Decision = Literal["leave", "created", "updated", "offer", "unchanged"]
"""What is to become of one object of a pack; ``unchanged`` where the row says it already."""


@transaction.atomic
def load_pack(folder: Path, *, update: bool = False, is_demo: bool = False) -> Merged:
    """Load a pack as one revision; raises PackError and changes nothing when files are wrong.

    Rows that exist (by slug, or a role, term or skill of that name) keep what a person wrote,
    unless ``update`` says that the pack's words win. Words for levels and occupations that are
    missing are added.
    """
    shipment, merged = Shipment(), Merged()
    pack = read_pack(folder, shipment.index.slugs())
    decided: dict[Decision, list[PackObject]] = {}
    for one in pack:
        decided.setdefault(shipment.decide(one, update=update), []).append(one)
    taken = [*decided.get("created", ()), *decided.get("updated", ())]
    changes = [(one, shipment.index.row_of(one)) for one in taken]
    with one_revision(f"Shipped with the pack “{pack.name}”", changes):
        write_words(pack, merged, update=update)
        shipment.take(taken, is_demo=is_demo)
    for one in decided.get("offer", ()):
        shipment.offer(one)
    for one in decided.get("unchanged", ()):
        shipment.record(one, words_of(one))
    for what in ("created", "updated"):
        for one in decided.get(what, ()):
            merged.note(what, one.kind, one.slug)
    merged.offered = len(decided.get("offer", ()))
    store_pictures(pack.pictures)
    return merged


class Shipment:
    """Everything that deciding needs, read once for a whole pack."""

    def __init__(self) -> None:
        self.index = ContentIndex()
        rows = self.index.rows
        self.known = {(one.kind, one.slug): one for one in ShippedText.objects.all()}
        self.names = {kind: {r.name.casefold() for r in rows[kind].values()} for kind in NAMED}
        self.touched = set(_touched())

    def decide(self, one: PackObject, *, update: bool) -> Decision:
        """``update``: the pack's words win, also over a person's."""
        row = self.index.row_of(one)
        known = self.known.get((one.kind, one.slug))
        if row is None:
            is_taken = one.kind in NAMED and one.name.casefold() in self.names[one.kind]  # type: ignore[union-attr]
            was_deleted = known is not None and not update
            return "leave" if is_taken or was_deleted else "created"
        words = words_of(self.index.now[one.kind, row.pk])
        if words == words_of(one):
            return "unchanged"
        if update:
            return "updated"
        if known is not None and known.version == version_of(one):
            return "leave"
        is_ours = _is_unedited(known, words) if known else self._is_demo(one, row)
        return "updated" if is_ours else "offer"

    def _is_demo(self, one: PackObject, row: Any) -> bool:
        """Whether a program that recorded nothing yet shipped the row, and nobody touched it."""
        return row.is_demo and (one.kind, str(row.pk)) not in self.touched

    def take(self, taken: list[PackObject], *, is_demo: bool) -> list[Any]:
        """Write objects into their rows, or make the rows, and record what these say now."""
        changes = []
        for one in taken:
            row = self.index.row_of(one)
            new = replace(one, is_demo=is_demo or one.is_demo)
            changes.append((_with_own_state(one, row) if row else new, row))
        written = write_all(changes, self.index, takes_skills=False)
        for kind in MODELS:
            by_key = {
                row.pk: one for one, row in zip(taken, written, strict=True) if one.kind == kind
            }
            for pk, now in objects_now(kind, *by_key) if by_key else ():
                self.record(by_key[pk], words_of(now))
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
        self.known[one.kind, one.slug], _ = ShippedText.objects.update_or_create(
            kind=one.kind, slug=one.slug, defaults=values
        )


def object_in(kind: str, slug: str, text: str) -> PackObject | None:
    """Read the text of an object again; None where today's program cannot."""
    shape = SHAPES[kind]
    name = shape.file.format(slug)
    folder = Folder(Path(), {name: text})
    found = read_file(folder, shape, name)
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


def _with_own_state(one: PackObject, row: Any) -> PackObject:
    """Leave address, origin and state of a row as they are."""
    own: dict[str, Any] = {"slug": row.slug, "old_slugs": (), "is_demo": row.is_demo}
    if one.kind == "guide":
        told = tuple(PackChange(change.on, change.text) for change in row.changes.all())
        own |= {"status": row.status, "published_at": row.published_at, "changes": told}
    return replace(one, **{name: value for name, value in own.items() if hasattr(one, name)})


ACCEPTED = "Accepted the version that the program ships"


class CannotAcceptError(Exception):
    """Why an offer cannot be taken over, in words for an editor."""


def row_for(offer: ShippedText) -> Any:
    """Return the row that an offer is for; None if it was deleted."""
    shipped = object_in(offer.kind, offer.slug, offer.offered)
    return ContentIndex().find(offer.kind, offer.slug, getattr(shipped, "old_slugs", ()))


def difference_of(offer: ShippedText, row: Any) -> list[GroupChange]:
    """Return what accepting would change."""
    shipped = object_in(offer.kind, offer.slug, offer.offered)
    now = dict(objects_now(offer.kind, row.pk)) if row is not None else {}
    before = _snapshot(now[row.pk]) if now else []
    return changes(before, _snapshot(shipped) if shipped else [])


def _snapshot(one: PackObject) -> Snapshot:
    """Read the words of an object as facts and sections."""
    facts, _, text = words_of(one).removeprefix("+++\n").partition("+++\n")
    first, parts = divide(text, 1)
    return [
        TextGroup("", "", "", {**_facts(one.kind, facts), "Text": first.words}),
        *(TextGroup(part.heading, part.heading, "section", {"Text": part.words}) for part in parts),
    ]


def _facts(kind: str, front: str) -> dict[str, str]:
    """Return what the front matter says, by label; one member of a list a line."""
    values = tomllib.loads(front)
    if kind in ("author", "series"):  # one row of a table
        [values] = values[kind]
    return {
        key.replace("_", " ").capitalize(): "\n".join(map(str, value))
        if isinstance(value, list)
        else str(value)
        for key, value in values.items()
    }


def accept(offer: ShippedText, person: Person) -> Any:
    """Take the offer over, as a revision; return the row. Raises CannotAcceptError."""
    shipped = object_in(offer.kind, offer.slug, offer.offered)
    if shipped is None:
        raise CannotAcceptError("This version cannot be read by the program as it is now.")
    shipment = Shipment()
    if isinstance(shipped, PackGuide) and not shipment.index.find("author", shipped.author):
        raise CannotAcceptError(f"It names what is not there: the author “{shipped.author}”.")
    try:
        with transaction.atomic():
            changes = [(shipped, shipment.index.row_of(shipped))]
            with one_revision(ACCEPTED, changes, person):
                [row] = shipment.take([shipped], is_demo=False)
            return row
    except IntegrityError as error:
        raise CannotAcceptError("Its name or its address is another row's by now.") from error


def dismiss(offer: ShippedText) -> None:
    """Keep what stands here; the same version is not offered again, a newer one is."""
    offer.offered, offer.offered_at = "", None
    offer.save()
