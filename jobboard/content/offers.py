"""Newer versions of shipped content that wait for an editor: their difference, yes or no."""

import tomllib
from typing import Any

from django.db import IntegrityError, transaction

from jobboard.content.load import Shipment, object_in
from jobboard.content.merge import one_revision
from jobboard.content.rows import SlugIndex, objects_now
from jobboard.content.sections import divide
from jobboard.content.shapes import PackGuide, PackObject
from jobboard.content.writing import words_of
from jobboard.models import ShippedText
from roles.revisions.changes import GroupChange, changes
from roles.revisions.snapshot import Group, Snapshot

ACCEPTED = "Accepted the version that the program ships"


class CannotAcceptError(Exception):
    """Why an offer cannot be taken over, in words for an editor."""


def row_for(offer: ShippedText) -> Any:
    """Return the row that an offer is for; None if it was deleted."""
    shipped = object_in(offer.kind, offer.slug, offer.offered)
    earlier = getattr(shipped, "old_slugs", ())
    return SlugIndex.full().find(offer.kind, offer.slug, earlier)


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
    groups = [Group("", "", "", {**_facts(one.kind, facts), "Text": first.words})]
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
    shipped = object_in(offer.kind, offer.slug, offer.offered)
    if shipped is None:
        raise CannotAcceptError("This version cannot be read by the program as it is now.")
    shipment = Shipment()
    if missing := _missing(shipped, shipment):
        raise CannotAcceptError(f"It names what is not there: {missing}.")
    try:
        with transaction.atomic():
            changes = [(shipped, shipment.board.row_of(shipped))]
            with one_revision(ACCEPTED, changes, person):
                [row] = shipment.take([shipped], is_demo=False)
            return row
    except IntegrityError as error:
        raise CannotAcceptError("Its name or its address is another row's by now.") from error


def _missing(one: PackObject, shipment: Shipment) -> str:
    if isinstance(one, PackGuide) and not shipment.board.index.find("author", one.author):
        return f"the author “{one.author}”"
    return ""


def dismiss(offer: ShippedText) -> None:
    """Keep what stands here; the same version is not offered again, a newer one is."""
    offer.offered, offer.offered_at = "", None
    offer.save()
