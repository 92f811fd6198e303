"""What differs between two moments of a guide, role, term or author."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jobboard.markup.differences import TextPiece, compare
from roles.revisions.snapshot import Snapshot, TextGroup

CONTEXT = 2  # beside a change: what is left of its paragraph, and one more
_BREAK = re.compile(r"(?<=\n\n)(?!\n)")


def difference(old: str, new: str) -> list[TextPiece]:
    """Return the pieces of both texts in reading order, without what no change is near."""
    return list(_shortened(compare(old, new)))


def _shortened(pieces: Sequence[TextPiece]) -> Iterator[TextPiece]:
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        if piece.kind == "same":
            yield from _near(piece.text, after=place > 0, before=place < last)
        else:
            yield piece


def _near(text: str, *, after: bool, before: bool) -> Iterator[TextPiece]:
    """Keep the paragraphs beside a change that came before this text or comes after it."""
    paragraphs = _BREAK.split(text)
    head = CONTEXT if after else 0
    tail = CONTEXT if before else 0
    between = len(paragraphs) - head - tail
    if between < 2:
        yield TextPiece("same", text)
        return
    yield from _same(paragraphs[:head])
    yield TextPiece("skipped", paragraphs=between)
    yield from _same(paragraphs[len(paragraphs) - tail :])


def _same(paragraphs: list[str]) -> Iterator[TextPiece]:
    if paragraphs:
        yield TextPiece("same", "".join(paragraphs))


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the fewest members whose place among the common ones changed."""
    place = {key: at for at, key in enumerate(old)}
    common = [key for key in new if key in place]
    return set(common) - set(_longest_rising(common, place))


def _longest_rising(keys: list[str], place: dict[str, int]) -> list[str]:
    """Return a longest part of ``keys`` whose places rise; quadratic, for a page's sections."""
    best: list[list[str]] = []
    for key in keys:
        before = [run for run in best if place[run[-1]] < place[key]]
        best.append([*max(before, key=len, default=[]), key])
    return max(best, key=len, default=[])


@dataclass(frozen=True, slots=True)
class TextChange:
    label: str
    pieces: list[TextPiece]


@dataclass(frozen=True, slots=True)
class GroupChange:
    """``state`` is changed, added, removed or moved; an added one shows all that it says."""

    heading: str
    kind: str
    state: str
    texts: list[TextChange] = field(default_factory=list)
    is_moved: bool = False


def changes(old: Snapshot, new: Snapshot) -> list[GroupChange]:
    """Return what changed from ``old`` to ``new``, in the order of ``new``; removed parts last."""
    pairs = list(_pairs(old, new))
    now = [one.key for one, other in pairs if one and other]
    places = moved([group.key for group in old if group.key in now], now)
    return [change for one, other in pairs if (change := _change(one, other, places))]


def _pairs(old: Snapshot, new: Snapshot) -> Iterator[tuple[TextGroup | None, TextGroup | None]]:
    """Pair the groups of both: by key first, then by what they are about."""
    left = {group.key: group for group in old}
    by_key = {group.key: left.pop(group.key) for group in new if group.key in left}
    about = {(group.kind, group.heading): group for group in left.values()}
    for group in new:
        found = by_key.get(group.key) or about.pop((group.kind, group.heading), None)
        if found:
            left.pop(found.key, None)
        yield found, group
    yield from ((group, None) for group in left.values())


def _change(old: TextGroup | None, new: TextGroup | None, places: set[str]) -> GroupChange | None:
    about = new or old
    assert about  # noqa: S101 (a pair has at least one side)
    texts = _texts(old.texts if old else {}, new.texts if new else {})
    is_moved = bool(old and new and old.key in places)
    if old and new and not texts and not is_moved:
        return None
    state = "added" if not old else "removed" if not new else "changed" if texts else "moved"
    return GroupChange(about.heading, about.kind, state, texts, is_moved)


def _texts(old: dict[str, str], new: dict[str, str]) -> list[TextChange]:
    labels = dict.fromkeys((*new, *old))
    pairs = ((label, old.get(label, ""), new.get(label, "")) for label in labels)
    return [
        TextChange(label, difference(before, after))
        for label, before, after in pairs
        if before != after
    ]
