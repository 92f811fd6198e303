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

from listings.reading.words import fold

LAST = "\U0010ffff"  # after every text that begins alike
LONGEST = 100  # characters that are looked at
MOST_TAILS = 8
FEW_LETTERS = 2
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
        self._ranks = [rank for _, rank in pairs]
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
        ranks = [*sorted(self._ranks[first:whole]), *self._begun(folded, whole, last)]
        found: dict[str, list[Suggestion]] = {kind: [] for kind in most}
        for rank in ranks:
            one = self.suggestions[rank % len(self.suggestions)]
            kept = found.get(one.kind)
            if kept is not None and len(kept) < most[one.kind] and one not in kept:
                kept.append(one)
        return {kind: kept for kind, kept in found.items() if kept}

    def _begun(self, folded: str, first: int, last: int) -> list[int]:
        """Ranks of longer names in a part of the list, the first ones first."""
        if not folded.isascii() or len(folded) >= OTHERS_FROM:
            return sorted(set(self._ranks[first:last]))
        if len(folded) <= FEW_LETTERS:
            return self._of_few_letters.get(folded, [])
        own = len(self.suggestions)
        return sorted({rank for rank in self._ranks[first:last] if rank < own})

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
