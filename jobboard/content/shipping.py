"""What a pack ships and what became of it here: taken over, offered to an editor, or let be.

A newer version is taken over by itself only where nobody changed the words since the last one;
else it waits beside them until an editor accepts or dismisses it. State, date of publication and
addresses are never a pack's to change once a row is there.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from jobboard.content.articles import PackChange
from jobboard.content.items import Item, item_in, items_now, relate, write
from jobboard.content.shelf import MODELS, Shelf
from jobboard.models import ShippedText
from listings.models import Skill
from roles.models import RoleSection
from roles.revisions import keep_as_it_stands
from roles.revisions.keeping import keep

NAMED = ("role", "term")  # a row of one's own with such a name is not doubled


class Fate(Enum):
    """What is to become of one item of a pack."""

    LEAVE = "leave"
    CREATE = "create"
    TAKE_OVER = "take over"
    OFFER = "offer"
    NOTE = "note"  # the row says it already


@dataclass
class Shipment:
    """Everything that deciding needs; read once for a whole pack."""

    shelf: Shelf
    known: dict[tuple[str, str], ShippedText] = field(default_factory=dict)
    now: dict[tuple[str, int], Item] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    touched: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def today(cls) -> "Shipment":
        shelf = Shelf.full()
        return cls(
            shelf,
            known={(one.kind, one.slug): one for one in ShippedText.objects.all()},
            now={(kind, pk): item for kind in MODELS for pk, item in items_now(kind)},
            names={kind: {r.name.casefold() for r in shelf.rows[kind].values()} for kind in NAMED},
            touched=set(_touched()),
        )

    def row_of(self, item: Item) -> Any:
        return self.shelf.find(item.kind, item.slug, item.earlier)

    def fate(self, item: Item, *, update: bool) -> Fate:
        """``update``: the pack's words win, also over a person's."""
        row = self.row_of(item)
        known = self.known.get((item.kind, item.slug))
        if row is None:
            is_taken = item.kind in NAMED and item.values.name.casefold() in self.names[item.kind]
            was_deleted = known is not None and not update
            return Fate.LEAVE if is_taken or was_deleted else Fate.CREATE
        words = self.now[item.kind, row.pk].words
        if words == item.words:
            return Fate.NOTE
        if update:
            return Fate.TAKE_OVER
        if known is not None and known.version == version_of(item):
            return Fate.LEAVE
        is_ours = _is_unedited(known, words) if known else self._is_demo(item, row)
        return Fate.TAKE_OVER if is_ours else Fate.OFFER

    def _is_demo(self, item: Item, row: Any) -> bool:
        """Whether a program that remembered nothing yet shipped the row, and nobody touched it."""
        return row.is_demo and (item.kind, str(row.pk)) not in self.touched


def _touched() -> Iterator[tuple[str, str]]:
    """What stands in the desk's log; a section on its own page is its role's."""
    kinds = {ContentType.objects.get_for_model(model).pk: kind for kind, model in MODELS.items()}
    logged = LogEntry.objects.filter(content_type__in=kinds)
    for kind, key in logged.values_list("content_type", "object_id").distinct():
        yield kinds[kind or 0], str(key)
    sections = ContentType.objects.get_for_model(RoleSection)
    keys = LogEntry.objects.filter(content_type=sections).values_list("object_id", flat=True)
    edited = RoleSection.objects.filter(pk__in=[int(key) for key in keys if key])
    yield from (("role", str(key)) for key in edited.values_list("role", flat=True))


def _is_unedited(known: ShippedText, words: str) -> bool:
    """Compare by today's rule of writing: an older program may have kept the same otherwise."""
    if known.text == words:
        return True
    read = item_in(known.kind, known.slug, known.text)
    return read is not None and read.words == words


def version_of(item: Item) -> str:
    return hashlib.sha256(item.words.encode()).hexdigest()


def keep_before(item: Item, shipment: Shipment) -> None:
    """Keep what stands in the item's row, before the revision that changes it begins."""
    row = shipment.row_of(item)
    if row is not None:
        keep_as_it_stands(row)


def take(item: Item, shipment: Shipment, *, is_demo: bool) -> Any:
    """Write an item into its row, or make the row; what ``fill_in`` needs is returned."""
    row = shipment.row_of(item)
    if row is None:
        row = MODELS[item.kind](is_demo=is_demo or item.values.is_demo)
        return write(item, row, shipment.shelf)
    return write(_with_own_state(item, row), row, shipment.shelf)


def _with_own_state(item: Item, row: Any) -> Item:
    """Leave address and state of a row as they are."""
    own: dict[str, Any] = {"slug": row.slug, "old_slugs": ()}
    if item.kind == "guide":
        told = tuple(PackChange(change.on, change.text) for change in row.changes.all())
        own |= {"status": row.status, "published_at": row.published_at, "changes": told}
    fitting = {name: value for name, value in own.items() if hasattr(item.values, name)}
    return replace(item, slug=row.slug, values=replace(item.values, **fitting))


def fill_in(item: Item, row: Any, shelf: Shelf) -> None:
    """Write what an item says of others; a skill that is a term already stays its."""
    relate(item, row, shelf)
    if item.kind == "term":
        Skill.objects.filter(slug=item.values.skill, term=None).update(term=row)


def remember(kind: str, taken: list[tuple[Item, Any]], shipment: Shipment) -> None:
    """Keep what these rows say now, as what was shipped and as part of the revision."""
    if not taken:
        return
    rows = [row for _, row in taken]
    keep(*rows)
    now = dict(items_now(kind, *(row.pk for row in rows)))
    for item, row in taken:
        _store(item, shipment, text=now[row.pk].words, offered="", offered_at=None)


def note(item: Item, shipment: Shipment) -> None:
    """The row says what the pack says."""
    _store(item, shipment, text=item.words, offered="", offered_at=None)


def offer(item: Item, shipment: Shipment) -> None:
    """Let a newer version wait for an editor."""
    _store(item, shipment, offered=item.text, offered_at=timezone.now())


def _store(item: Item, shipment: Shipment, **values: Any) -> None:
    known = shipment.known.get((item.kind, item.slug))
    values["version"] = version_of(item)
    if known is not None and all(getattr(known, name) == values[name] for name in values):
        return
    known = known or ShippedText(kind=item.kind, slug=item.slug)
    for name, value in values.items():
        setattr(known, name, value)
    known.save()
    shipment.known[item.kind, item.slug] = known
