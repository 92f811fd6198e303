"""One way from a pack's objects to the board: which row each is for, and all of it written.

``load.py`` decides what of a shipped pack is taken over, ``importing.py`` brings the board to what
the files say; both write here, as one revision.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jobboard.content.pictures import write_pictures
from jobboard.content.rows import MODELS, SlugIndex, objects_now
from jobboard.content.shapes import Pack, PackObject
from jobboard.content.vocabulary import write_vocabulary
from roles.revisions import keep_as_it_stands, revision

type Change = tuple[PackObject, Any]
"""An object and the row that it changes, None for a new one."""


@dataclass
class Merged:
    """Slugs of what became of a pack's objects, by kind; ``left`` stands in no file."""

    created: dict[str, list[str]] = field(default_factory=dict)
    updated: dict[str, list[str]] = field(default_factory=dict)
    unchanged: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)
    offered: int = 0

    def note(self, what: str, kind: str, slug: str) -> None:
        """``what`` is the name of one of the dictionaries."""
        getattr(self, what).setdefault(kind, []).append(slug)


class Board:
    """The rows of all content, and what they say now."""

    def __init__(self) -> None:
        self.index = SlugIndex.full()
        self.now: dict[tuple[str, int], PackObject] = {
            (kind, pk): one for kind in MODELS for pk, one in objects_now(kind)
        }

    def row_of(self, one: PackObject) -> Any:
        """Return the row of this slug, or of one that it had before; None if there is none."""
        return self.index.find(one.kind, one.slug, getattr(one, "old_slugs", ()))


@contextmanager
def one_revision(comment: str, changes: Iterable[Change], person: Any = None) -> Iterator[None]:
    """Keep what stands in the rows of the changes; what the block writes is a revision."""
    for _, row in changes:
        if row is not None:
            keep_as_it_stands(row)
    with revision(comment, person):
        yield


def write_words(pack: Pack, merged: Merged, *, update: bool) -> None:
    """Write skills, words and pictures, and note what became of each."""
    for what, kind, name in write_vocabulary(pack, update=update):
        merged.note(what, kind, name)
    for what, files in write_pictures(pack.pictures).items():
        for file in files:
            merged.note(what, "picture", file)
