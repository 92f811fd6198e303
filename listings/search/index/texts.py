"""Words of whole postings, texts and all: what ``text @@ query`` finds in SQL, from memory."""

from collections.abc import Callable

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, to_bitmap
from listings.search.index.rows import TextTokens
from listings.search.index.tsquery import Lexeme, Phrase
from listings.search.index.vocabulary import SortedVocabulary
from listings.search.index.words import MOST_PHRASES, Evaluated

AT_ONCE = 8_000_000
"""Tokens that are sorted together while a file is made, so that it needs little memory."""

NOWHERE = -1


class NeedsPlacesError(Exception):
    """Only the database knows where in a text, and in which field, its words stand."""


class Texts(Evaluated):
    """Documents by each of ``V`` words; ``bitmaps`` has one more, of all that have words."""

    vocabulary: SortedVocabulary

    def __init__(self, vocabulary: SortedVocabulary, bitmaps: Bitmaps) -> None:
        self.vocabulary, self.bitmaps = vocabulary, bitmaps
        self._confirmed: dict[str, BitMap] = {}

    @classmethod
    def of_tokens(cls, tokens: TextTokens, documents: np.ndarray) -> "Texts":
        """Make them of tokens; ``documents`` (n,) are those of the postings, −1 for none.

        O(e log e), in portions of ``AT_ONCE`` tokens.
        """
        words = [word.encode() for word in tokens.vocabulary.words()]
        order = np.array(sorted(range(len(words)), key=words.__getitem__), np.int64)
        ranks = np.empty(len(words), np.int32)
        ranks[order] = np.arange(len(words))
        codes = ranks[tokens.codes]
        ends = np.cumsum(tokens.lengths)
        made: list[bytes] = []
        for first, last in _portions(np.bincount(codes, minlength=len(words))):
            at = np.flatnonzero((codes >= first) & (codes < last))
            found = documents[np.searchsorted(ends, at, side="right")]
            is_there = found != NOWHERE
            made += _serialized(first, last, codes[at[is_there]], found[is_there])
        everyone = documents[(documents != NOWHERE) & (tokens.lengths > 0)]
        made.append(to_bitmap(np.sort(everyone)).serialize())
        return cls(SortedVocabulary.of_words(words), Bitmaps.of_serialized(made))

    def confirmed(self, literal: str, find: Callable[[], BitMap]) -> BitMap:
        """Return what the database found for a literal; texts of a part never change."""
        found = self._confirmed.get(literal)
        if found is None:
            if len(self._confirmed) >= MOST_PHRASES:
                self._confirmed.clear()
            self._confirmed[literal] = found = find()
        return found

    @property
    def all(self) -> BitMap:
        return self.bitmaps[len(self.bitmaps) - 1]

    def _having(self, lexeme: Lexeme) -> list[BitMap]:
        if lexeme.weights:
            raise NeedsPlacesError(lexeme)
        return [self.bitmaps[code] for code in self._codes(lexeme)]

    def _side_by_side(self, phrase: Phrase) -> BitMap:
        raise NeedsPlacesError(phrase)


def _portions(numbers: np.ndarray) -> list[tuple[int, int]]:
    """Cut words into ranges that have about ``AT_ONCE`` tokens together."""
    if not len(numbers):
        return []
    portion = np.cumsum(numbers) // AT_ONCE
    starts = np.flatnonzero(np.diff(portion, prepend=-1))
    ends = np.append(starts[1:], len(numbers))[: len(starts)]  # none at all on an empty board
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _serialized(first: int, last: int, codes: np.ndarray, documents: np.ndarray) -> list[bytes]:
    bitmaps = Bitmaps.of_pairs(last - first, codes - first, documents)
    return [bitmaps.unkept(code).serialize() for code in range(last - first)]
