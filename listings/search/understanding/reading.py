"""What a search means: a pure function of what was typed and the table of phrases."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from listings.reading.query_syntax import QUERY_CHARACTERS, QUERY_WORDS
from listings.search.understanding.content import words_of
from listings.search.understanding.matching import (
    FILLERS,
    GENDERS,
    Found,
    Kind,
    Piece,
    chosen,
    offered,
    phrases_in,
    pieces,
    runs,
)
from listings.search.understanding.parts import Meaning, Part, Understanding
from listings.search.understanding.pay import pay_in
from listings.search.understanding.table import OFFERED, PLACES, Entry, PhraseTable

OR_KINDS = frozenset({"role", "company", *PLACES, "level", "type", "workplace", "speaks"})
"""Kinds of which a search may ask for one or the other."""

NAMES = frozenset({"role", "title", "skill", "company"})
FIELD_ENDS = frozenset({*PLACES, *OFFERED, "workplace", "type", "level", "noun"})
"""Kinds that end the field behind a level, as a place does."""

TITLE = "title:"
MOST_PIECES = 2 * QUERY_WORDS
"""Words, operators and signs of a search that are read."""


@dataclass(slots=True)
class _Draft:
    """The pieces of a search, and what has been understood of them so far."""

    q: str
    found: list[Piece]
    kept: list[Found]
    field: frozenset[int] = frozenset()

    def at(self, piece: int) -> Found | None:
        return next((one for one in self.kept if one.first <= piece <= one.last), None)

    def has_word(self, piece: int) -> bool:
        """Whether there is such a piece, and it is no operator between others."""
        is_there = 0 <= piece < len(self.found)
        return is_there and self.found[piece].kind in (Kind.WORD, Kind.OPAQUE)

    def beside(self, piece: int, step: int) -> int:
        """Return the next piece before (−1) or behind (1) one that is no filler: "or in munich"."""
        at = piece + step
        while self.has_word(at) and _is_filler(self.at(at)):
            at += step
        return at

    @property
    def claimed(self) -> frozenset[int]:
        """Pieces of which something is understood, and those that join two words."""
        joining = (at for at, piece in enumerate(self.found) if piece.kind is Kind.OR)
        return frozenset(joining).union(
            at for one in self.kept for at in range(one.first, one.last + 1)
        )


def understand(q: str, table: PhraseTable, taken: Set[str] = frozenset()) -> Understanding:
    """Return what of ``q`` the table understands, and what remains to be searched for as words.

    The longest phrase goes first. Nothing is understood in quotes, behind ``-``, in ``title:x`` and
    the like, nor of a word with ``*``. Words of kinds in ``taken`` (parameters that are given
    already) stay words. ``q`` is read to 4,000 characters and 64 words; linear in its length.
    """
    found = pieces(q[:QUERY_CHARACTERS], MOST_PIECES)
    end = found[-1].end if found else 0
    fixed = [*_pay(q[:end], found, table, taken), *_genders(q[:end], found)]
    consumed = [False] * len(found)
    for one in fixed:
        consumed[one.first : one.last + 1] = [True] * (one.last + 1 - one.first)
    candidates, before = _candidates(found, consumed, table)
    kept, staying = chosen(candidates, taken)
    draft = _Draft(q, found, [*fixed, *kept])
    draft.kept += _places_behind(draft, candidates, before, taken)
    _mark_alternatives(draft)
    _leave_fields_as_words(draft)
    _leave_alternatives_as_words(draft)
    _keep_lonely_prepositions(draft)
    doubtful = [
        _part(draft, one, meaning)
        for one, meaning in offered(candidates, draft.claimed | staying)
        if meaning.kind not in taken
    ]
    return Understanding(
        parts=tuple(
            _part(draft, one, _plain(one.meaning))
            for one in sorted(draft.kept, key=lambda one: one.first)
            if one.meaning and one.meaning.kind not in FILLERS
        ),
        rest=_rest(draft) + q[end:].rstrip(),
        doubtful=tuple(doubtful),
        dropped=tuple(
            (found[one.first].start, found[one.last].end)
            for one in draft.kept
            if one.meaning and one.meaning.kind in FILLERS
        ),
    )


def _candidates(
    found: list[Piece], consumed: list[bool], table: PhraseTable
) -> tuple[list[Found], dict[int, str]]:
    """Phrases of the first words, and of each piece the word before it."""
    candidates: list[Found] = []
    before: dict[int, str] = {}
    room = QUERY_WORDS
    for run in runs(found, consumed):
        words = run[:room]
        room -= len(words)
        candidates += phrases_in(words, found, table)
        before |= {two.first: one.folded for one, two in pairwise(words)}
    return candidates, before


def _pay(q: str, found: list[Piece], table: PhraseTable, taken: Set[str]) -> list[Found]:
    if "salary_min" in taken:
        return []
    return [
        _over(found, pay.start, pay.end, pay.meaning)
        for pay in pay_in(q, table.currency)
        if _is_of_words(found, pay.start, pay.end)
    ]


def _is_of_words(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether the characters are whole pieces that are words."""
    inside = [piece for piece in found if piece.start < end and start < piece.end]
    within = all(start <= piece.start and piece.end <= end for piece in inside)
    plain = all(piece.kind in (Kind.WORD, Kind.COMMA) for piece in inside)
    is_one_run = not any(piece.is_new_run for piece in inside[1:])
    return bool(inside) and within and plain and is_one_run


def _genders(q: str, found: list[Piece]) -> Iterable[Found]:
    """Markers such as "m/w/d", which say nothing."""
    for match in GENDERS.finditer(q):
        if _is_of_words(found, match.start(), match.end()):
            yield _over(found, match.start(), match.end(), Meaning("noun", "", ""))


def _over(found: Sequence[Piece], start: int, end: int, meaning: Meaning) -> Found:
    inside = [at for at, piece in enumerate(found) if start <= piece.start and piece.end <= end]
    return Found(Entry(meaning), inside[0], inside[-1], len(inside))


def _places_behind(
    draft: _Draft,
    candidates: list[Found],
    before: dict[int, str],
    taken: Set[str],
) -> list[Found]:
    """Doubtful names that stand behind "in" and the like are places: "engineer in Nice"."""
    found = []
    for one, meaning in offered(candidates, draft.claimed):
        places = [m for m in one.entry.offers if m.kind in PLACES]
        is_place = len(places) == 1 and meaning is places[0] and meaning.kind not in taken
        if (
            is_place
            and before.get(one.first) in words_of("fillers", "before_places")
            and draft.at(one.first) is None
        ):
            found.append(one._replace(entry=Entry(meaning)))
    return found


def _mark_alternatives(draft: _Draft) -> None:
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


def _are_values(sides: Sequence[Found | None]) -> bool:
    return all(sides) and _are_of_one_filter([one for one in sides if one])


def _leave_fields_as_words(draft: _Draft) -> None:
    """Behind "head of" stands a field, which titles name: "head of machine learning"."""
    field: set[int] = set()
    for level in [one for one in draft.kept if one.meaning and one.meaning.kind == "level_of"]:
        at = level.last + 1
        while at < len(draft.found) and draft.found[at].kind is Kind.WORD:
            other = draft.at(at)
            kind = other.meaning.kind if other and other.meaning else ""
            if (
                kind in FIELD_ENDS
                or kind in ("level_of", "salary_min")
                or _is_way_to_place(draft, at)
            ):
                break
            if kind != "preposition":
                field.add(at)
            at += 1
    draft.field = frozenset(field)
    draft.kept = [one for one in draft.kept if field.isdisjoint(range(one.first, one.last + 1))]


def _is_way_to_place(draft: _Draft, at: int) -> bool:
    """Whether a preposition is followed by what ends the field."""
    here, behind = draft.at(at), draft.at(at + 1)
    is_preposition = (
        here is not None and here.meaning is not None and here.meaning.kind == "preposition"
    )
    return (
        is_preposition
        and behind is not None
        and behind.meaning is not None
        and behind.meaning.kind in FIELD_ENDS
    )


def _leave_alternatives_as_words(draft: _Draft) -> None:
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


def _refused(draft: _Draft, at: int) -> list[Found]:
    places = draft.beside(at, -1), draft.beside(at, 1)
    if not all(map(draft.has_word, places)):
        return []
    sides = [side for side in map(draft.at, places) if side is not None]
    return [] if len(sides) == 2 and _are_of_one_filter(sides) else sides


def _are_of_one_filter(found: Sequence[Found]) -> bool:
    kinds = {one.meaning.kind for one in found if one.meaning}
    return len(kinds) == 1 and kinds <= OR_KINDS


def _is_one_search(draft: _Draft) -> bool:
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


def _between_commas(draft: _Draft) -> list[list[int]]:
    """The pieces before, between and behind commas; a comma inside a name parts nothing."""
    sides: list[list[int]] = [[]]
    for at, piece in enumerate(draft.found):
        if piece.kind is Kind.COMMA and draft.at(at) is None:
            sides.append([])
        elif piece.kind in (Kind.WORD, Kind.OPAQUE):
            sides[-1].append(at)
    return sides


def _names_something(draft: _Draft, side: Sequence[int]) -> bool:
    """Whether a word is left there, or it names what one does, knows or works for."""
    found = [draft.at(at) for at in side]
    return any(one is None or (one.meaning and one.meaning.kind in NAMES) for one in found)


def _keep_lonely_prepositions(draft: _Draft) -> None:
    """Prepositions go only where something else is left or understood."""
    others = [
        at
        for at, piece in enumerate(draft.found)
        if piece.kind in (Kind.WORD, Kind.OPAQUE) and not _is_preposition(draft.at(at))
    ]
    if not others:
        draft.kept = [one for one in draft.kept if not _is_preposition(one)]


def _is_preposition(one: Found | None) -> bool:
    return one is not None and one.meaning is not None and one.meaning.kind == "preposition"


def _is_filler(one: Found | None) -> bool:
    return one is not None and one.meaning is not None and one.meaning.kind in FILLERS


def _plain(meaning: Meaning) -> Meaning:
    return meaning._replace(kind="level") if meaning.kind == "level_of" else meaning


def _part(draft: _Draft, one: Found, meaning: Meaning) -> Part:
    start, end = draft.found[one.first].start, draft.found[one.last].end
    return Part(meaning, start, end, draft.q[start:end])


def _rest(draft: _Draft) -> str:
    """What is left, as it was typed; a line break where words were taken out."""
    gone = {at for one in draft.kept for at in range(one.first, one.last + 1)}
    kept = [
        at
        for at, piece in enumerate(draft.found)
        if at not in gone and (piece.kind in (Kind.WORD, Kind.OPAQUE) or _joins(draft, at, gone))
    ]
    texts: list[str] = []
    for number, at in enumerate(kept):
        if number:
            texts.append(_between(draft, kept[number - 1], at))
        text = draft.q[draft.found[at].start : draft.found[at].end]
        texts.append(f"{TITLE}{text}" if at in draft.field else text)
    return "".join(texts)


def _joins(draft: _Draft, at: int, gone: Set[int]) -> bool:
    """Whether both sides of an operator are left; of several one stays, a comma first.

    A word that goes for nothing is no side: in "ml in OR remote" they are "ml" and "remote".
    """
    before, after = at - 1, at + 1
    while before >= 0 and not _is_side(draft, before, gone):
        before -= 1
    while after < len(draft.found) and not _is_side(draft, after, gone):
        after += 1
    signs = [one for one in range(before + 1, after) if not draft.has_word(one)]
    stays = next((one for one in signs if draft.found[one].kind is Kind.COMMA), signs[0])
    is_between = before >= 0 and after < len(draft.found)
    return at == stays and is_between and gone.isdisjoint({before, after})


def _is_side(draft: _Draft, at: int, gone: Set[int]) -> bool:
    one = draft.at(at)
    return draft.has_word(at) and not (at in gone and (_is_preposition(one) or _is_filler(one)))


def _between(draft: _Draft, before: int, after: int) -> str:
    if after != before + 1:
        return "\n"
    return draft.q[draft.found[before].end : draft.found[after].start]
