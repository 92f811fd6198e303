"""Which phrases of the table stand in a run of words, and which of them count."""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from listings.search.understanding.parts import Meaning
from listings.search.understanding.pieces import Kind, Piece, Word
from listings.search.understanding.table import PLACES, Entry, PhraseTable

FILLERS = frozenset({"noun", "preposition"})


class Found(NamedTuple):
    """An entry of the table at the pieces from ``first`` to ``last``."""

    entry: Entry
    first: int
    last: int
    words: int

    @property
    def meaning(self) -> Meaning | None:
        return self.entry.meaning


def phrases_in(run: Sequence[Word], found: Sequence[Piece], table: PhraseTable) -> Iterator[Found]:
    """Every phrase of a run, overlapping or not. Linear: a phrase has a few words at most."""
    for start, word in enumerate(run):
        if not word.begins:
            continue
        longest = min(table.longest(word.folded), len(run) - start)
        phrase, words = "", []
        for count in range(1, longest + 1):
            last = run[start + count - 1]
            words.append(last.folded)
            if not last.ends:
                continue
            phrase = " ".join(words)
            entry = table.get(phrase) or table.plural_of(phrase)
            if entry and _may_span(entry, found[word.first : last.last + 1]):
                yield Found(entry, word.first, last.last, count)


def _may_span(entry: Entry, pieces: Sequence[Piece]) -> bool:
    """A comma stands inside names of places alone: "Austin, TX"."""
    if all(piece.kind is Kind.WORD for piece in pieces):
        return True
    return entry.meaning is not None and entry.meaning.kind in PLACES


def chosen(candidates: Sequence[Found], taken: Set[str]) -> tuple[list[Found], frozenset[int]]:
    """The phrases that count, in the order of the search, and the pieces that stay words.

    Kinds in ``taken`` are given already: their words stay words.
    """
    best = _longest_first([one for one in candidates if one.meaning is not None])
    kept = [one for one in best if one.meaning and _counts(one.meaning, taken)]
    staying = (one for one in best if one not in kept)
    return kept, frozenset(at for one in staying for at in range(one.first, one.last + 1))


def _longest_first(candidates: Sequence[Found]) -> list[Found]:
    """Phrases that share no piece; long ones outweigh several short ones, else more are better.

    "java spring boot" is Java and Spring Boot, not Java Spring and a boot.
    """
    ending: dict[int, list[Found]] = {}
    for one in candidates:
        ending.setdefault(one.last, []).append(one)
    weights, taken = [0], list[Found | None]()
    for at in range(max(ending, default=-1) + 1):
        weight, best = weights[at], None
        for one in ending.get(at, ()):
            if weights[one.first] + one.words**3 > weight:
                weight, best = weights[one.first] + one.words**3, one
        weights.append(weight)
        taken.append(best)
    return _read_back(taken)


def _read_back(taken: Sequence[Found | None]) -> list[Found]:
    found, at = [], len(taken) - 1
    while at >= 0:
        one = taken[at]
        if one is not None:
            found.append(one)
        at = one.first - 1 if one is not None else at - 1
    return found[::-1]


def _counts(meaning: Meaning, taken: Set[str]) -> bool:
    parameter = {"level_of": "level", "title": "role"}.get(meaning.kind, meaning.kind)
    return meaning.kind != "stay" and parameter not in taken


def offered(candidates: Sequence[Found], claimed: Set[int]) -> list[tuple[Found, Meaning]]:
    """Doubtful meanings of words that nothing else is understood of."""
    return [
        (one, meaning)
        for one in candidates
        if one.entry.offers and claimed.isdisjoint(range(one.first, one.last + 1))
        for meaning in one.entry.offers
    ]
