"""Words of headings and whole texts: the documents that ``@@ query`` finds in SQL, from memory."""

import re
from collections.abc import Callable
from functools import cached_property, reduce

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import Bitmaps, to_bitmap, union
from listings.search.index.tsquery import And, Lexeme, Node, Not, Or, Phrase, read
from listings.search.index.vocabulary import (
    GrowingVocabulary,
    SortedVocabulary,
    TextTokens,
    Vocabulary,
)

WEIGHTS = "DCBA"
_LEXEME = re.compile(r"'((?:[^']|'')*)':([\dA-D,]+)")
PLACE_BITS, DOCUMENT_BITS = 16, 24  # of a key to sort by: word, document, place
CODE_SHIFT = PLACE_BITS + DOCUMENT_BITS
MOST_PHRASES = 500
"""Phrases whose documents are kept: going through places costs most where words are frequent."""

AT_ONCE = 8_000_000
"""Tokens of texts that are sorted together while a file is made, so that it needs little memory."""

NO_DOCUMENT = -1
_NO_PLACES = np.zeros(0, np.int64)


class NeedsPlacesError(Exception):
    """Only the database knows where in a text, and in which field, its words stand."""


def plain_tokens_of(vector: str, vocabulary: GrowingVocabulary) -> list[int]:
    """Return the numbers of the words of a ``tsvector`` without places: each once.

    Words hold neither quotes nor backslashes (``document_words``).
    """
    known = vocabulary.codes
    words = vector[1:-1].split("' '") if vector else []
    return [known.setdefault(word, len(known)) for word in words]


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


class Evaluated:
    """Sets of documents that meet the literal of a ``tsquery``, by sets that have a word."""

    vocabulary: Vocabulary

    @property
    def all(self) -> BitMap:
        """Documents that have words at all."""
        raise NotImplementedError

    def _having(self, lexeme: Lexeme) -> list[BitMap]:
        raise NotImplementedError

    def _side_by_side(self, phrase: Phrase) -> BitMap:
        raise NotImplementedError

    def matching(self, literal: str) -> BitMap:
        """Return the documents whose words meet the literal of a ``tsquery``."""
        return self._find(read(literal))

    def _find(self, node: Node) -> BitMap:
        match node:
            case Lexeme():
                return union(self._having(node))
            case And(parts):
                wanted = [self._find(part) for part in parts if not isinstance(part, Not)]
                unwanted = [self._find(part.part) for part in parts if isinstance(part, Not)]
                found = reduce(BitMap.__and__, wanted) if wanted else self.all
                return reduce(BitMap.__sub__, unwanted, found)
            case Or(parts):
                return union([self._find(part) for part in parts])
            case Not(part):
                return self.all - self._find(part)
            case Phrase():
                return self._side_by_side(node)

    def _codes(self, lexeme: Lexeme) -> list[int]:
        """Numbers of the words that are meant."""
        if lexeme.is_prefix:
            return list(self.vocabulary.starting_with(lexeme.text))
        code = self.vocabulary.code(lexeme.text)
        return [] if code is None else [code]


class Words(Evaluated):
    """Words of documents, ``V`` different ones with ``e`` places in all.

    ``starts``     (V + 1,) int64: where the places of each word begin
    ``documents``  (e,) uint32: in which document, ascending for each word
    ``places``     (e,) uint16: 4 × position + weight (D 0, C 1, B 2, A 3), ascending in a document
    ``by_weight``  for each weight the documents of each word
    ``all``        documents that have words at all
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        starts: np.ndarray,
        documents: np.ndarray,
        places: np.ndarray,
        by_weight: tuple[Bitmaps, ...],
    ) -> None:
        self.vocabulary, self.by_weight = vocabulary, by_weight
        self.starts, self.documents, self.places = starts, documents, places
        self._phrases: dict[Phrase, BitMap] = {}

    @classmethod
    def of_tokens(
        cls, documents: np.ndarray, codes: np.ndarray, places: np.ndarray, vocabulary: Vocabulary
    ) -> "Words":
        """Make them of tokens in any order; O(e log e)."""
        keys = np.sort(
            (codes.astype(np.int64) << CODE_SHIFT)
            | (documents.astype(np.int64) << PLACE_BITS)
            | places
        )
        codes = keys >> CODE_SHIFT
        documents = ((keys >> PLACE_BITS) & ((1 << DOCUMENT_BITS) - 1)).astype(np.uint32)
        places = (keys & ((1 << PLACE_BITS) - 1)).astype(np.uint16)
        starts = np.searchsorted(codes, np.arange(len(vocabulary) + 1))
        return cls(vocabulary, starts, documents, places, _by_weight(starts, documents, places))

    def sorted(self) -> "Words":
        """Return the same with words in their order and bitmaps packed, as a file has them."""
        words = [word.encode() for word in self.vocabulary.words()]
        order = np.array(sorted(range(len(words)), key=words.__getitem__), np.int64)
        lengths = np.diff(self.starts)[order]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        at = np.repeat(self.starts[order] - starts[:-1], lengths) + np.arange(starts[-1])
        documents, places = self.documents[at], self.places[at]
        by_weight = tuple(one.packed() for one in _by_weight(starts, documents, places))
        vocabulary = SortedVocabulary.of_words(words)
        return Words(vocabulary, starts, documents, places, by_weight)

    @cached_property
    def all(self) -> BitMap:
        """Documents that have words at all."""
        return to_bitmap(np.unique(self.documents))

    def _having(self, lexeme: Lexeme) -> list[BitMap]:
        codes = self._codes(lexeme)
        return [self.by_weight[weight][code] for weight in self._weights(lexeme) for code in codes]

    def _side_by_side(self, phrase: Phrase) -> BitMap:
        if phrase not in self._phrases:
            if len(self._phrases) >= MOST_PHRASES:
                self._phrases.clear()
            self._phrases[phrase] = self._phrase(phrase.parts)
        return self._phrases[phrase]

    def _codes(self, lexeme: Lexeme) -> list[int]:
        """A vocabulary that grows may know later words."""
        return [code for code in super()._codes(lexeme) if code < len(self.starts) - 1]

    def _weights(self, lexeme: Lexeme) -> list[int]:
        return [WEIGHTS.index(letter) for letter in lexeme.weights or WEIGHTS]

    def _phrase(self, parts: tuple[Node, ...]) -> BitMap:
        """Documents in which the words follow one another, by their positions.

        O(places of the rarest word · log places of the others).
        """
        begins = [self._positions(part) - offset for offset, part in enumerate(parts)]
        first, *others = sorted(begins, key=len)
        for other in others:
            first = first[_is_in(first, other)]
        documents = first >> PLACE_BITS
        return to_bitmap(documents[np.diff(documents, prepend=-1) != 0])

    def _positions(self, node: Node) -> np.ndarray:
        """Where one of several words stands: document << 16 + position, ascending."""
        choices = node.parts if isinstance(node, Or) else (node,)
        found = [
            self._places_of(code, self._weights(lexeme))
            for lexeme in choices
            if isinstance(lexeme, Lexeme)
            for code in self._codes(lexeme)
        ]
        return found[0] if len(found) == 1 else np.sort(np.concatenate([*found, _NO_PLACES]))

    def _places_of(self, code: int, weights: list[int]) -> np.ndarray:
        part = slice(int(self.starts[code]), int(self.starts[code + 1]))
        documents, places = self.documents[part].astype(np.int64), self.places[part]
        found = (documents << PLACE_BITS) + (places >> 2)
        return found if len(weights) == len(WEIGHTS) else found[np.isin(places & 3, weights)]


def _is_in(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Whether each number is among others, which are ascending."""
    if not len(known):
        return np.zeros(len(wanted), bool)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.asarray(known[at] == wanted)


def _by_weight(
    starts: np.ndarray, documents: np.ndarray, places: np.ndarray
) -> tuple[Bitmaps, ...]:
    """Of each weight the documents of each word: places in their order, each document once."""
    words = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    made = []
    for weight in range(len(WEIGHTS)):
        is_of = (places & 3) == weight
        own_words, own = words[is_of], documents[is_of]
        is_new = (np.diff(own_words, prepend=-1) != 0) | (np.diff(own, prepend=own[:1]) != 0)
        own_words, own = own_words[is_new], own[is_new]
        own_starts = np.searchsorted(own_words, np.arange(len(starts)))
        made.append(Bitmaps(own_starts, own, is_packed=False))
    return tuple(made)


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
            is_there = found != NO_DOCUMENT
            made += _serialized(first, last, codes[at[is_there]], found[is_there])
        everyone = documents[(documents != NO_DOCUMENT) & (tokens.lengths > 0)]
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
