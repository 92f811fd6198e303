"""Places and ways to work of which one is enough: "paris or remote", "hybrid berlin or london".

They become what the "Where" box calls parts: a place, a way to work, or both.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from listings.models import Workplace
from listings.search.understanding.draft import SearchDraft, is_filler, kind_of, put
from listings.search.understanding.matching import FoundPhrase, Kind
from listings.search.understanding.parts import Meaning
from listings.search.understanding.table import PLACES, PhraseEntry

WAY = "workplace"
FINEST = ("city", "region", "country")

type Side = list[FoundPhrase]
"""What stands before, between or behind "or"."""


def join_places(draft: SearchDraft) -> None:
    """Make alternatives of one filter of places of several kinds and of ways to work.

    "Remote or hybrid in Berlin" has values of two filters already, and stays so.
    """
    found = sorted((one for one in draft.kept if not is_filler(one)), key=lambda one: one.first)
    for run in [*_runs(draft, found)]:
        pairs = [*pairwise(run)]
        if any(_is_or(draft, *pair) and kind_of(pair[0]) != kind_of(pair[1]) for pair in pairs):
            for side in _sides(draft, run):
                put(draft, _joined(draft, side))


def _runs(draft: SearchDraft, found: Sequence[FoundPhrase]) -> Iterator[list[FoundPhrase]]:
    """Places and ways to work with nothing but commas, "or" and fillers between them."""
    run: list[FoundPhrase] = []
    for one in found:
        is_where = kind_of(one) in (WAY, *PLACES)
        if run and is_where and _only_joined(draft, run[-1], one):
            run.append(one)
            continue
        yield run
        run = [one] if is_where else []
    yield run


def _between(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> list[int]:
    return [at for at in range(one.last + 1, two.first) if not is_filler(draft.at(at))]


def _only_joined(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> bool:
    joints = (Kind.OR, Kind.COMMA)
    return all(draft.found[at].kind in joints for at in _between(draft, one, two))


def _is_or(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> bool:
    return any(draft.found[at].kind is Kind.OR for at in _between(draft, one, two))


def _sides(draft: SearchDraft, run: Sequence[FoundPhrase]) -> list[Side]:
    """The alternatives; a way to work before or behind places alone is none: "remote in …"."""
    sides: list[Side] = [[run[0]]]
    for one, two in pairwise(run):
        is_list = kind_of(one) == kind_of(two) and bool(_between(draft, one, two))
        if is_list or _is_or(draft, one, two):
            sides.append([])
        sides[-1].append(two)
    ways = sum(kind_of(one) == WAY for one in run)
    if ways == 1 and all(any(kind_of(one) in PLACES for one in side) for side in sides):
        if kind_of(sides[0][0]) == WAY:
            sides[0] = sides[0][1:]
        if kind_of(sides[-1][-1]) == WAY:
            sides[-1] = sides[-1][:-1]
    return sides


def _joined(draft: SearchDraft, side: Side) -> FoundPhrase:
    """The finest place of one alternative, and the way to work there."""
    meanings = [one.meaning for one in side if one.meaning]
    way = next((one.value for one in meanings if one.kind == WAY), "")
    place = next((one for kind in FINEST for one in meanings if one.kind == kind), None)
    label = Workplace(way).label if way else ""
    if place:
        label = f"{label} in {place.label}" if way else place.label
    first, last = side[0].first, side[-1].last
    typed = draft.q[draft.found[first].start : draft.found[last].end]
    meaning = Meaning(
        *("where", typed, label, place.keys if place else (), _said(way, place)), heading="Where"
    )
    return FoundPhrase(PhraseEntry(meaning), first, last, last - first + 1)


def _said(way: str, place: Meaning | None) -> tuple[tuple[str, str], ...]:
    said = [(WAY, way)] if way else []
    return (*said, (place.kind, place.value)) if place else tuple(said)
