"""Words of the headings of documents: what ``heading @@ query`` finds in SQL, from memory."""

import re
from collections.abc import Iterable
from functools import reduce

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, to_array, to_bitmap, union
from listings.search.index.tsquery import Either, Every, Lexeme, Node, Not, Phrase, read
from listings.search.index.vocabulary import GrowingVocabulary, SortedVocabulary, Vocabulary

WEIGHTS = "DCBA"
_LEXEME = re.compile(r"'((?:[^']|'')*)':([\dA-D,]+)")
_POSITION_BITS = 16


def tokens_of(vector: str, vocabulary: GrowingVocabulary) -> tuple[list[int], list[int]]:
    """Take a ``tsvector`` apart: numbers of words, and places (4 × position + weight)."""
    codes, places = [], []
    for text, positions in _LEXEME.findall(vector):
        word = (
            text.replace("''", "'").replace("\\\\", "\\") if "'" in text or "\\" in text else text
        )
        code = vocabulary.add(word)
        for position in positions.split(","):
            weight = WEIGHTS.find(position[-1])
            number = int(position[:-1]) if weight >= 0 else int(position)
            codes.append(code)
            places.append(number << 2 | max(weight, 0))
    return codes, places


class Words:
    """Words of ``n`` documents.

    ``starts``     (n + 1,) int64: document ``d`` has the words ``starts[d]`` to ``starts[d + 1]``
    ``codes``      (e,) int32: numbers in ``vocabulary``
    ``places``     (e,) uint16: 4 × position + weight (D 0, C 1, B 2, A 3)
    ``by_weight``  for each weight the documents of each word
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        starts: np.ndarray,
        codes: np.ndarray,
        places: np.ndarray,
        by_weight: tuple[Bitmaps, ...],
    ) -> None:
        self.vocabulary, self.by_weight = vocabulary, by_weight
        self.starts, self.codes, self.places = starts, codes, places

    @classmethod
    def of_tokens(
        cls,
        size: int,
        documents: np.ndarray,
        codes: np.ndarray,
        places: np.ndarray,
        vocabulary: Vocabulary,
    ) -> "Words":
        """Make them of tokens in any order, ``size`` documents; O(e log e)."""
        order = np.argsort(documents, kind="stable")
        documents, codes, places = documents[order], codes[order], places[order]
        starts = np.searchsorted(documents, np.arange(size + 1))
        words = len(vocabulary)
        by_weight = tuple(
            Bitmaps.of_pairs(words, codes[is_of], documents[is_of])
            for is_of in ((places & 3) == weight for weight in range(4))
        )
        return cls(vocabulary, starts, codes.astype(np.int32), places.astype(np.uint16), by_weight)

    def sorted(self) -> "Words":
        """Return the same with words in their order and bitmaps packed, as a file has them."""
        words = self.vocabulary.words()
        vocabulary = SortedVocabulary.of_words(words)
        ranks = np.argsort(np.argsort(np.array([word.encode() for word in words], object)))
        if not words:
            ranks = np.zeros(0, np.int64)
        documents = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        made = Words.of_tokens(
            len(self.starts) - 1, documents, ranks[self.codes], self.places, vocabulary
        )
        made.by_weight = tuple(one.packed() for one in made.by_weight)
        return made

    @property
    def all(self) -> BitMap:
        """Documents that have words at all."""
        return to_bitmap(np.flatnonzero(np.diff(self.starts)))

    def matching(self, literal: str) -> BitMap:
        """Return the documents whose heading meets the literal of a ``tsquery``."""
        return self._find(read(literal))

    def _find(self, node: Node) -> BitMap:
        match node:
            case Lexeme():
                codes = self._codes(node)
                chosen = self._weights(node)
                return union([self.by_weight[weight][code] for weight in chosen for code in codes])
            case Every(parts):
                wanted = [self._find(part) for part in parts if not isinstance(part, Not)]
                unwanted = [self._find(part.part) for part in parts if isinstance(part, Not)]
                found = reduce(BitMap.__and__, wanted) if wanted else self.all
                return reduce(BitMap.__sub__, unwanted, found)
            case Either(parts):
                return union([self._find(part) for part in parts])
            case Not(part):
                return self.all - self._find(part)
            case Phrase(parts):
                return self._phrase(parts)

    def _codes(self, lexeme: Lexeme) -> Iterable[int]:
        if lexeme.is_prefix:
            return self.vocabulary.starting_with(lexeme.text)
        code = self.vocabulary.code(lexeme.text)
        return () if code is None or code >= len(self.by_weight[0]) else (code,)

    def _weights(self, lexeme: Lexeme) -> list[int]:
        return [WEIGHTS.index(letter) for letter in lexeme.weights or WEIGHTS]

    def _phrase(self, parts: tuple[Node, ...]) -> BitMap:
        """Documents in which the words follow one another, by their positions.

        Looks at the words of those documents alone that have all of them.
        """
        candidates = to_array(reduce(BitMap.__and__, [self._find(part) for part in parts]))
        if not len(candidates):
            return BitMap()
        begin = self.starts[candidates]
        lengths = self.starts[candidates.astype(np.int64) + 1] - begin
        rows = np.repeat(np.arange(len(candidates)), lengths)
        at = begin[rows] + np.arange(len(rows)) - (np.cumsum(lengths) - lengths)[rows]
        codes, places = self.codes[at], self.places[at]
        keys = (rows << _POSITION_BITS) + (places >> 2)
        begins = [
            keys[self._is_one_of(part, codes, places & 3)] - offset
            for offset, part in enumerate(parts)
        ]
        found = reduce(np.intersect1d, begins)
        return to_bitmap(np.unique(candidates[found >> _POSITION_BITS]))

    def _is_one_of(self, node: Node, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Whether each of some words is what a part of a phrase asks for."""
        choices = node.parts if isinstance(node, Either) else (node,)
        found = np.zeros(len(codes), bool)
        for lexeme in choices:
            if isinstance(lexeme, Lexeme):
                wanted = np.fromiter(self._codes(lexeme), np.int64)
                found |= np.isin(codes, wanted) & np.isin(weights, self._weights(lexeme))
        return found
