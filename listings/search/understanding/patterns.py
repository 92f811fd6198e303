"""Parts of a search that patterns read: amounts, distances, markers of gender."""

from collections.abc import Iterable, Sequence, Set
from itertools import chain

from listings.reading.words import fold
from listings.search.understanding.amounts import distances_in, pay_in
from listings.search.understanding.matching import (
    GENDERS,
    GIVING_WAY,
    FoundPhrase,
    Kind,
    Piece,
)
from listings.search.understanding.parts import Meaning
from listings.search.understanding.table import PhraseEntry, PhraseTable
from listings.search.understanding.times import (
    days_in,
    hours_in,
    months_in,
    posted_in,
    shares_in,
    years_in,
)


def amounts(q: str, found: list[Piece], table: PhraseTable, taken: Set[str]) -> list[FoundPhrase]:
    """Pay, times, and how far a place may be."""
    if not any(letter.isdigit() for letter in q):
        return []
    text = folded_letters(q)
    readers = (posted_in, days_in, years_in, months_in, hours_in, shares_in, distances_in)
    read = [*pay_in(text, table.currency), *chain(*(reader(text) for reader in readers))]
    kept: list[FoundPhrase] = []
    for one in sorted(read, key=lambda one: one.start):  # those that begin together: pay first
        if one.meaning.kind not in taken - GIVING_WAY and _is_of_words(found, one.start, one.end):
            phrase = _over(found, one.start, one.end, one.meaning)
            if not kept or kept[-1].last < phrase.first:
                kept.append(phrase)
    return kept


def _is_of_words(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether the characters are whole pieces that are words; a dash may stand between them."""
    inside = [piece for piece in found if piece.start < end and start < piece.end]
    within = all(start <= piece.start and piece.end <= end for piece in inside)
    plain = all(one.kind in (Kind.WORD, Kind.COMMA) or one.text == "-" for one in inside)
    is_one_run = not any(piece.is_new_run for piece in inside[1:])
    return bool(inside) and within and plain and is_one_run


def genders(q: str, found: list[Piece]) -> Iterable[FoundPhrase]:
    """Markers such as "m/w/d", which say nothing."""
    for match in GENDERS.finditer(q):
        if _is_of_words(found, match.start(), match.end()):
            yield _over(found, match.start(), match.end(), Meaning("noun", "", ""))


def _over(found: Sequence[Piece], start: int, end: int, meaning: Meaning) -> FoundPhrase:
    inside = [at for at, piece in enumerate(found) if start <= piece.start and piece.end <= end]
    return FoundPhrase(PhraseEntry(meaning), inside[0], inside[-1], len(inside))


def folded_letters(q: str) -> str:
    """Return a text of the same length, each letter folded by itself: places in it stay."""
    return q.lower() if q.isascii() else "".join(map(_letter, q))


def _letter(letter: str) -> str:
    folded = letter if letter.isascii() or letter.isspace() else fold(letter)
    return folded if len(folded) == 1 else letter
