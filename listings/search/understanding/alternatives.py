"""Of a search, what asks for one or the other: "or" between two words, and commas."""

from collections.abc import Sequence

from listings.search.understanding.content import words_of
from listings.search.understanding.draft import SearchDraft, kind_of
from listings.search.understanding.matching import FoundPhrase, Kind
from listings.search.understanding.parts import NOT
from listings.search.understanding.table import PLACES

OR_KINDS = frozenset({"role", "company", *PLACES, "level", "type", "workplace", "speaks"})
"""Kinds of which a search may ask for one or the other."""

NAMES = frozenset({"role", "title", "skill", "company"})


def mark_alternatives(draft: SearchDraft) -> None:
    """An "or" between two words is one, however it is written: "toronto or vancouver"."""
    for at, piece in enumerate(draft.found):
        text, sides = piece.text.lower(), (draft.beside(at, -1), draft.beside(at, 1))
        if text in words_of("fillers", "or"):
            is_or = all(map(draft.has_word, sides))
        else:
            is_or = text in words_of("fillers", "or_between_values") and _are_values(
                [draft.at(side) for side in sides]
            )
        if is_or and piece.kind is Kind.WORD and draft.at(at) is None:
            piece.kind = Kind.OR


def _are_values(sides: Sequence[FoundPhrase | None]) -> bool:
    return all(sides) and _are_of_one_filter([one for one in sides if one])


def leave_alternatives_as_words(draft: SearchDraft) -> None:
    """Of ``a OR b`` either both are values of one filter, or both stay words; so with commas."""
    is_done = False
    while not is_done:
        refused = {
            id(side)
            for at, piece in enumerate(draft.found)
            if piece.kind is Kind.OR
            for side in _refused(draft, at)
        }
        draft.kept = [one for one in draft.kept if id(one) not in refused]
        is_done = not refused
    if not _is_one_search(draft):
        draft.kept = []


def _refused(draft: SearchDraft, at: int) -> list[FoundPhrase]:
    places = draft.beside(at, -1), draft.beside(at, 1)
    if not all(map(draft.has_word, places)):
        return []
    sides = [side for side in map(draft.at, places) if side is not None]
    return [] if len(sides) == 2 and _are_of_one_filter(sides) else sides


def _are_of_one_filter(found: Sequence[FoundPhrase]) -> bool:
    kinds = {kind_of(one) for one in found}
    return len(kinds) == 1 and kinds.pop().removeprefix(NOT) in OR_KINDS


def _is_one_search(draft: SearchDraft) -> bool:
    """Whether commas part values of one filter, or a place from the rest, but no whole searches."""
    searches = [side for side in _between_commas(draft) if _names_something(draft, side)]
    if len(searches) < 2:
        return True
    parts = [[*{id(one): one for one in map(draft.at, side) if one}.values()] for side in searches]
    is_each_a_part = all(
        len(inside) == 1 and all(map(draft.at, side))
        for inside, side in zip(parts, searches, strict=True)
    )
    return is_each_a_part and _are_of_one_filter([one for inside in parts for one in inside])


def _between_commas(draft: SearchDraft) -> list[list[int]]:
    """The pieces before, between and behind commas; a comma inside a name parts nothing."""
    sides: list[list[int]] = [[]]
    for at, piece in enumerate(draft.found):
        if piece.kind is Kind.COMMA and draft.at(at) is None:
            sides.append([])
        elif piece.kind in (Kind.WORD, Kind.OPAQUE):
            sides[-1].append(at)
    return sides


def _names_something(draft: SearchDraft, side: Sequence[int]) -> bool:
    """Whether a word is left there, or it names what one does, knows or works for."""
    found = [draft.at(at) for at in side]
    return any(one is None or kind_of(one).removeprefix(NOT) in NAMES for one in found)
