"""A search while it is read: its pieces, and what of them is one or the other.

"Or" between two words, and commas.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, pairwise

from listings.search.understanding.matching import FoundPhrase
from listings.search.understanding.parts import NOT, SAYS_NOTHING, Meaning
from listings.search.understanding.phrases import words_of
from listings.search.understanding.pieces import Kind, Piece
from listings.search.understanding.table import FILLERS, PLACES

AND = "AND"


@dataclass(slots=True)
class SearchDraft:
    """The pieces of a search, and what has been understood of them so far: ``kept``.

    ``candidates`` are all phrases that stand there, ``taken`` kinds that are given already, and
    ``before`` has the word before a piece. ``staying`` are pieces of phrases that stay words,
    ``field`` those that titles must have, and ``excluded`` words that no posting may have;
    ``aside`` are understood beside several searches.
    """

    q: str
    found: list[Piece]
    kept: list[FoundPhrase]
    candidates: Sequence[FoundPhrase]
    before: Mapping[int, str]
    taken: Set[str]
    staying: frozenset[int]
    field: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    aside: frozenset[int] = frozenset()

    def at(self, piece: int) -> FoundPhrase | None:
        return next((one for one in self.kept if one.first <= piece <= one.last), None)

    def has_word(self, piece: int) -> bool:
        """Whether there is such a piece, and it is no operator between others."""
        if not 0 <= piece < len(self.found) or self.found[piece].text == AND:
            return False
        return self.found[piece].kind in (Kind.WORD, Kind.OPAQUE)

    def beside(self, piece: int, step: int) -> int:
        """Return the next piece before (−1) or behind (1) one that is no filler: "or in munich"."""
        at = piece + step
        while self.has_word(at) and is_filler(self.at(at)):
            at += step
        return at

    @property
    def covered(self) -> frozenset[int]:
        """Pieces of which something is understood."""
        return frozenset(at for one in self.kept for at in one.span)

    @property
    def claimed(self) -> frozenset[int]:
        """The same with what is excluded, and what joins two words."""
        joining = (at for at, piece in enumerate(self.found) if piece.kind is Kind.OR)
        return self.covered.union(self.excluded, joining)

    def doubtful(self) -> list[tuple[FoundPhrase, Meaning]]:
        """Doubtful meanings of words that nothing else is understood of."""
        claimed = self.claimed
        return [
            (one, meaning)
            for one in self.candidates
            if one.entry.offers and claimed.isdisjoint(one.span)
            for meaning in one.entry.offers
            if meaning.kind not in self.taken
        ]

    def in_order(self) -> list[FoundPhrase]:
        """What is understood, as it was typed, but for fillers."""
        found = (one for one in self.kept if not is_filler(one))
        return sorted(found, key=lambda one: one.first)

    def is_free(self, run: range) -> bool:
        """Whether nothing is understood of some pieces, but for fillers that reach no further."""
        found = (self.at(at) for at in run)
        return all(
            one is None or (is_filler(one) and run[0] <= one.first <= one.last <= run[-1])
            for one in found
        )

    def typed(self, first: int, last: int) -> str:
        """What was typed from one piece to another."""
        return self.q[self.found[first].start : self.found[last].end]


def is_preposition(one: FoundPhrase | None) -> bool:
    return kind_of(one) == "preposition"


def is_filler(one: FoundPhrase | None) -> bool:
    return kind_of(one) in FILLERS


def kind_of(one: FoundPhrase | None) -> str:
    """The filter that a phrase is a value of, or ""."""
    return one.meaning.kind if one and one.meaning else ""


def put(draft: SearchDraft, one: FoundPhrase) -> None:
    """Keep a phrase in place of all that stand where it does."""
    draft.kept = [kept for kept in draft.kept if kept.last < one.first or kept.first > one.last]
    draft.kept.append(one)


BY_SIGN = frozenset({"workplace", *PLACES})
"""Kinds behind a ``-``: what postings say of them stands in no words that a search excludes."""

OR_KINDS = frozenset(
    {"role", "title", "skill", "company", *PLACES, "level", "type", "workplace", "speaks", "where"}
)
"""Kinds of which a search may ask for one or the other."""

NAMES = frozenset({"role", "title", "skill", "company"})

ASIDE = frozenset({*BY_SIGN, "type", "where"})
"""Kinds that stand beside a title, behind a comma, a dash or in brackets."""


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
    found = [one for one in sides if one]
    are_places = all(kind_of(one) in BY_SIGN for one in found)
    return len(found) == len(sides) and (are_places or _are_of_one_filter(found))


def leave_alternatives_as_words(draft: SearchDraft) -> None:
    """Of ``a OR b`` either both are values of one filter, or both stay words; so with commas."""
    is_done = False
    while not is_done:
        refused = {
            id(side)
            for at, piece in enumerate(draft.found)
            if piece.kind is Kind.OR and draft.at(at) is None
            for side in _refused(draft, at)
        }
        draft.kept = [one for one in draft.kept if id(one) not in refused]
        is_done = not refused
    if not _is_one_search(draft):
        silent = [one for one in draft.kept if one.meaning == SAYS_NOTHING]
        alone = [*_standing_alone(draft)]
        draft.aside = frozenset(at for one in alone for at in one.span)
        draft.kept = [*{id(one): one for one in (*alone, *silent)}.values()]


def _refused(draft: SearchDraft, at: int) -> list[FoundPhrase]:
    places = draft.beside(at, -1), draft.beside(at, 1)
    if not all(map(draft.has_word, places)) or not draft.excluded.isdisjoint(places):
        return []
    sides = [side for side in map(draft.at, places) if side is not None]
    return [] if len(sides) == 2 and _are_of_one_filter(sides) else sides


def _are_of_one_filter(found: Sequence[FoundPhrase]) -> bool:
    kinds = {kind_of(one) for one in found}
    return len(kinds) == 1 and kinds.pop().removeprefix(NOT) in OR_KINDS


def _is_one_search(draft: SearchDraft) -> bool:
    """Whether commas part values of filters, or a place from the rest, but no whole searches.

    Two sides may say the same filter where each is a value of it and nothing else.
    """
    aside = {at for one in _standing_alone(draft) for at in one.span}
    sides_left = ([at for at in side if at not in aside] for side in _between_commas(draft))
    searches = [side for side in sides_left if _names_something(draft, side)]
    if len(searches) < 2:
        return True
    if not all(map(draft.at, chain(*searches))):
        return False
    sides: dict[str, list[list[FoundPhrase]]] = {}
    for side in searches:
        said = [
            *{id(one): one for one in map(draft.at, side) if one and not is_filler(one)}.values()
        ]
        for family in {_family(one) for one in said}:
            sides.setdefault(family, []).append(said)
    return all(len(some) == 1 or _are_values_of_one(draft, some) for some in sides.values())


def _family(one: FoundPhrase) -> str:
    """The filter that a phrase is a value of; an occupation is no role of the board, or one."""
    kind = kind_of(one).removeprefix(NOT)
    return "role" if kind == "title" else kind


def _are_values_of_one(draft: SearchDraft, sides: Sequence[Sequence[FoundPhrase]]) -> bool:
    are_single = all(is_either(draft, *pair) for side in sides for pair in pairwise(side))
    return are_single and _are_of_one_filter([*chain(*sides)])


def is_joined(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> bool:
    """Whether "or" or a comma, and nothing else, joins two phrases; of occupations a slash, too."""
    are_jobs = {kind_of(one), kind_of(two)} <= {"role", "title"}
    if two.first == one.last + 1 and draft.found[two.first].is_slashed and are_jobs:
        return True
    between = range(one.last + 1, two.first)
    signs = [at for at in between if draft.found[at].kind in (Kind.OR, Kind.COMMA)]
    return bool(signs) and all(is_filler(draft.at(at)) for at in between if at not in signs)


def is_either(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> bool:
    """Whether these are alternatives of one filter."""
    return kind_of(one) == kind_of(two) and is_joined(draft, one, two)


def _between_commas(draft: SearchDraft) -> list[list[int]]:
    """The pieces before, between and behind commas; a comma inside a name parts nothing."""
    sides: list[list[int]] = [[]]
    for at, piece in enumerate(draft.found):
        if piece.kind is Kind.COMMA and draft.at(at) is None:
            sides.append([])
        elif draft.has_word(at):
            sides[-1].append(at)
    return sides


def _standing_alone(draft: SearchDraft) -> Iterator[FoundPhrase]:
    """Places, ways to work and types beside the rest of a title: "Engineer, Data - Remote, US"."""
    side: list[int] = []
    for at, piece in enumerate([*draft.found, None]):
        is_comma = piece is not None and piece.kind is Kind.COMMA and draft.at(at) is None
        if piece is None or is_comma or piece.is_apart or piece.is_bracketed:
            found = [draft.at(one) for one in side]
            if all(kind_of(one) in ASIDE or is_filler(one) for one in found):
                yield from {id(one): one for one in found if one}.values()
            side = []
        if piece is not None and not is_comma:
            side.append(at)


def _names_something(draft: SearchDraft, side: Sequence[int]) -> bool:
    """Whether a word is left there, or it names what one does, knows or works for.

    A word that no posting may have names nothing to look for: "engineer, not manager".
    """
    found = [draft.at(at) for at in side if at not in draft.excluded]
    return any(one is None or kind_of(one).removeprefix(NOT) in NAMES for one in found)
