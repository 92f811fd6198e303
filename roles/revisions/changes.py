"""What differs between two moments of a guide, role, term or author."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from roles.revisions.snapshot import Group, Snapshot
from roles.revisions.words import Piece, difference, moved


@dataclass(frozen=True, slots=True)
class TextChange:
    label: str
    pieces: list[Piece]


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


def _pairs(old: Snapshot, new: Snapshot) -> Iterator[tuple[Group | None, Group | None]]:
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


def _change(old: Group | None, new: Group | None, places: set[str]) -> GroupChange | None:
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
