"""Newer versions of shipped content that wait for an editor: their difference, yes or no."""

import tomllib
from typing import Any

from django.db import IntegrityError, transaction

from jobboard.content.items import Item, item_in, items_now
from jobboard.content.sections import divide
from jobboard.content.shelf import Shelf
from jobboard.content.shipping import Shipment, fill_in, keep_before, remember, take
from jobboard.models import ShippedText
from roles.revisions import revision
from roles.revisions.changes import GroupChange, changes
from roles.revisions.snapshot import Group, Snapshot

ACCEPTED = "Accepted the version that the program ships"


class CannotAcceptError(Exception):
    """Why an offer cannot be taken over, in words for an editor."""


def row_for(offer: ShippedText) -> Any:
    """Return the row that an offer is for; None if it was deleted."""
    earlier = item_in(offer.kind, offer.slug, offer.offered)
    return Shelf.full().find(offer.kind, offer.slug, earlier.earlier if earlier else ())


def difference_of(offer: ShippedText, row: Any) -> list[GroupChange]:
    """Return what accepting would change."""
    item = item_in(offer.kind, offer.slug, offer.offered)
    now = dict(items_now(offer.kind, row.pk)) if row is not None else {}
    before = _snapshot(now[row.pk]) if now else []
    return changes(before, _snapshot(item) if item else [])


def _snapshot(item: Item) -> Snapshot:
    """Read the words of an item as facts and sections."""
    facts, _, text = item.words.removeprefix("+++\n").partition("+++\n")
    first, parts = divide(text, 1)
    groups = [Group("", "", "", {**_facts(item.kind, facts), "Text": first.words})]
    return [
        *groups,
        *(Group(part.heading, part.heading, "section", {"Text": part.words}) for part in parts),
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


def accept(offer: ShippedText, person: Any) -> Any:
    """Take the offer over, as a revision; return the row. Raises CannotAcceptError."""
    item = item_in(offer.kind, offer.slug, offer.offered)
    if item is None:
        raise CannotAcceptError("This version cannot be read by the program as it is now.")
    shipment = Shipment.today()
    missing = _missing(item, shipment)
    if missing:
        raise CannotAcceptError(f"It names what is not there: {missing}.")
    try:
        with transaction.atomic():
            keep_before(item, shipment)
            return _take(item, shipment, person)
    except IntegrityError as error:
        raise CannotAcceptError("Its name or its address is another row's by now.") from error


def _take(item: Item, shipment: Shipment, person: Any) -> Any:
    with revision(ACCEPTED, person):
        row = take(item, shipment, is_demo=False)
        fill_in(item, row, shipment.shelf)
        remember(item.kind, [(item, row)], shipment)
    return row


def _missing(item: Item, shipment: Shipment) -> str:
    if item.kind == "guide" and not shipment.shelf.find("author", item.values.author):
        return f"the author “{item.values.author}”"
    return ""


def dismiss(offer: ShippedText) -> None:
    """Keep what stands here; the same version is not offered again, a newer one is."""
    offer.offered, offer.offered_at = "", None
    offer.save()
