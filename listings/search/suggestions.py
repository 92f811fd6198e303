"""What completes a text in one of the two boxes: names of what is on offer, by their beginnings.

The names are kept in the process and renewed by a thread now and then; who asks meanwhile gets the
last ones, so nobody waits. A look-up makes no query, takes the logarithm of the number of names,
and is linear in how many of them begin so; what one or two letters begin is found beforehand.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from django.conf import settings

from listings.reading.words import fold
from listings.search.index.current import current as current_index
from listings.search.renewed import Renewed
from listings.search.suggestion_names import Suggestion, names_of_places, names_of_work

IN_WORK = {"city": ("Places", 2)}
BOXES = {
    "where": {
        "remote": ("Remote work", 2),
        "city": ("Cities", 5),
        "metro": ("Areas", 2),
        "region": ("Regions", 3),
        "country": ("Countries", 3),
        "group": ("Groups of countries", 2),
    },
    "other_skills": {"skill": ("Skills", 6)},
    "q": {
        "role": ("Roles", 4),
        "skill": ("Skills", 4),
        "company": ("Companies", 4),
        "title": ("Titles", 4),
        **IN_WORK,
    },
}
"""By parameter the kinds of names in the order of the list, with titles and how many are shown."""

LAST = "\U0010ffff"  # after every text that begins alike
LONGEST = 100  # characters that are looked at
MOST_TAILS = 8
FEW_LETTERS = 2
TIMES_FOUND = 4  # that a name can be met: whole or begun, by its own name or another one
MOST_OF_A_KIND = 10
OTHERS_FROM = 4  # Latin letters: fewer begin too many other names
_START = re.compile(r"(?<!\w)\w|(?<!\S)\S")  # of a word in a name
_TYPED_START = re.compile(r"(?<![^\s,;/|(])[^\s,;/|(]")  # of a word in what is typed


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


@dataclass(frozen=True)
class SuggestionTable:
    work: Prefixes
    places: Prefixes


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind under their title; ``before`` is what stays of the typed text."""

    title: str
    before: str
    suggestions: list[Suggestion]


def completing(table: SuggestionTable, box: str, typed: str) -> list[Group]:
    """What completes the text of a box, in groups."""
    names, kinds = (table.places if box == "where" else table.work), BOXES[box]
    before, found = names.completing(typed, {kind: most for kind, (_, most) in kinds.items()})
    return [Group(kinds[kind][0], before, some) for kind, some in found.items()]


def make_table() -> SuggestionTable | None:
    """Every name that has live openings; None while there is no index that counts them."""
    index, most = current_index(), settings.SUGGESTIONS.most
    if index is None:
        return None
    places = list(names_of_places(index, most))
    cities = [one._replace(value=one.name) for one in places if one.kind in IN_WORK]
    return SuggestionTable(Prefixes([*names_of_work(index, most), *cities]), Prefixes(places))


kept = Renewed(lambda _: make_table(), lambda: settings.SUGGESTIONS.seconds)


def current() -> SuggestionTable | None:
    """The names of now, at most so old as the settings say; None until they are made once."""
    return make_table() if settings.SEARCH.is_index_fresh else kept.last()
