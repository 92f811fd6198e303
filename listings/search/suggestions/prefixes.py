"""Names by what they begin with: a sorted list of every name from each of its words on.

Pure; no query happens here. A look-up takes the logarithm of the number of names, and is linear in
how many of them begin so; what one or two letters begin is found beforehand.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from listings.reading.words import fold

LAST = "\U0010ffff"  # after every text that begins alike
LONGEST = 100  # characters that are looked at
MOST_TAILS = 8
FEW_LETTERS = 2
TIMES_FOUND = 4  # that a name can be met: whole or begun, by its own name or another one
MOST_OF_A_KIND = 10
OTHERS_FROM = 4  # Latin letters: fewer begin too many other names
_START = re.compile(r"(?<!\w)\w|(?<!\S)\S")  # of a word in a name
_TYPED_START = re.compile(r"(?<![^\s,;/|(])[^\s,;/|(]")  # of a word in what is typed


class Suggestion(NamedTuple):
    """A name that can be typed, and what then stands in the box: ``value``."""

    kind: str
    label: str
    value: str
    number: int
    name: str
    other_names: tuple[str, ...] = ()


class Prefixes:
    """Suggestions by the beginnings of their words; of each kind those with most openings first.

    What is called exactly so comes first. Other names count from their fourth letter on, after all
    that are called so themselves.
    """

    def __init__(self, suggestions: Iterable[Suggestion]) -> None:
        self.suggestions = sorted(suggestions, key=lambda one: (-one.number, one.label))
        count = len(self.suggestions)
        keys = {
            (key, rank)
            for rank, one in enumerate(self.suggestions)
            for key in _from_each_word(fold(one.name))
        }
        keys |= {
            (name, rank + count)
            for rank, one in enumerate(self.suggestions)
            for name in one.other_names
        }
        pairs = sorted(keys)
        self._keys = [key for key, _ in pairs]
        self._ranks = np.array([rank for _, rank in pairs], np.int32)
        kinds = {kind: code for code, kind in enumerate({one.kind for one in self.suggestions})}
        self._codes = kinds
        self._kinds = np.array([kinds[one.kind] for one in self.suggestions], np.int8)
        self._of_few_letters = self._first_of_few_letters(pairs)

    def _first_of_few_letters(self, pairs: list[tuple[str, int]]) -> dict[str, list[int]]:
        """Ranks of the first suggestions of each kind by one and by two letters; O(n log n)."""
        found: dict[str, list[int]] = {}
        number: Counter[tuple[str, str]] = Counter()
        own = (pair for pair in pairs if pair[1] < len(self.suggestions))
        for key, rank in sorted(own, key=itemgetter(1)):
            kind = self.suggestions[rank].kind
            for few in {key[:letters] for letters in range(1, FEW_LETTERS + 1)}:
                ranks = found.setdefault(few, [])
                if number[few, kind] < MOST_OF_A_KIND and rank not in ranks[-1:]:
                    number[few, kind] += 1
                    ranks.append(rank)
        return found

    def begin_with(self, typed: str, most: dict[str, int]) -> dict[str, list[Suggestion]]:
        """At most so many suggestions of each kind, for names with a word that begins so."""
        folded = " ".join(fold(typed[:LONGEST]).split())
        if not folded:
            return {}
        first = bisect_left(self._keys, folded)
        last = bisect_left(self._keys, folded + LAST)
        whole = bisect_right(self._keys, folded, first, last)
        exact = np.unique(self._ranks[first:whole])
        ranks = np.concatenate((exact, self._begun(folded, whole, last)))
        ranks %= max(len(self.suggestions), 1)
        kinds = self._kinds[ranks]
        found = {
            kind: self._first(ranks[kinds == self._codes.get(kind, -1)], number)
            for kind, number in most.items()
        }
        return {kind: kept for kind, kept in found.items() if kept}

    def _first(self, ranks: np.ndarray, most: int) -> list[Suggestion]:
        """The first different ones: a name and other names of it may begin alike."""
        different = dict.fromkeys(ranks[: most * TIMES_FOUND].tolist())
        return [self.suggestions[rank] for rank in list(different)[:most]]

    def _begun(self, folded: str, first: int, last: int) -> np.ndarray:
        """Ranks of longer names in a part of the list, the first ones first."""
        if not folded.isascii() or len(folded) >= OTHERS_FROM:
            return np.unique(self._ranks[first:last])
        if len(folded) <= FEW_LETTERS:
            return np.array(self._of_few_letters.get(folded, []), np.int32)
        ranks = self._ranks[first:last]
        return np.unique(ranks[ranks < len(self.suggestions)])

    def completing(
        self, typed: str, most: dict[str, int]
    ) -> tuple[str, dict[str, list[Suggestion]]]:
        """What completes the text, or else its last words; and what stands before these."""
        typed = typed[:LONGEST]
        starts = [found.start() for found in _TYPED_START.finditer(typed)]
        for start in [*starts[:1], *starts[1:][-MOST_TAILS:]]:
            if found := self.begin_with(typed[start:], most):
                return typed[:start], found
        return "", {}


def _from_each_word(folded: str) -> list[str]:
    """``data engineer`` and ``engineer``."""
    return [" ".join(folded[found.start() :].split()) for found in _START.finditer(folded)]
