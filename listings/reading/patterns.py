"""Phrases that editors write to say what a title means, and finding them in titles.

``data engineer``       these words, side by side, anywhere in a part of the title
``backend * engineer``  up to three other words between them
``(ml|machine learning) engineer``    either; brackets may stand in brackets
``software engineer, * backend *``    the first in one part of the title, and another part that
                        is wholly the second; ``*`` at its ends stands for any words
``* software engineer`` a leading ``*`` makes a phrase the last resort: every other reading wins
``= product designer``  a part of the title that is wholly this, but for words of level
``? test engineer``     a guess: it counts where the text beside the title confirms it, and then
                        wins over others of the same words
``?= research fellow``  both: a guess that also counts where there is no text beside the title
``-leiter``             any word that ends so and stands in no other phrase
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from listings.reading.alternatives import expand
from listings.reading.title_parts import AND, TitlePart, TitleParts, spoken_words
from listings.reading.words import fold

GAP = 3
"""Words that one ``*`` may stand for in the first part of a phrase."""

STAR = "*"
GUESS, WHOLE = "?", "="
ENDING = "-"
LAST_RESORT = 100

CONJUNCTIONS = frozenset({"and", "und", "et", "y"})
"""Left out of a title between two words, and so of a phrase."""


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found: what it means and which words of the title it is made of.

    ``own`` are the words that no other match may claim; a head noun that two roles share
    ("ML / NLP engineer") belongs to one of them only. ``words`` counts those of the phrase's first
    part and of the others, ``gaps`` the words in between.
    """

    meaning: str
    part: int
    own: frozenset[int]
    words: tuple[int, int]
    gaps: int
    last: int
    is_guess: bool = False
    is_whole: bool = False
    phrase: str = ""

    @property
    def is_last_resort(self) -> bool:
        return self.gaps >= LAST_RESORT

    @property
    def is_replaceable(self) -> bool:
        """Whether a part that names a role for itself tells more than this."""
        return self.is_last_resort or self.words[1] > 0

    def is_all_of(self, part: TitlePart, beside: AbstractSet[str]) -> bool:
        """Whether it is the whole part, but for words that make no difference beside it."""
        return all(
            at in self.own or word in beside for at, word in enumerate(part.words, part.start)
        )

    @property
    def rank(self) -> tuple[int, int, int, int, bool]:
        return (self.gaps, -self.words[0], -self.words[1], -self.last, not self.is_guess)


@dataclass(frozen=True, slots=True)
class _Pattern:
    meaning: str
    first: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]
    is_last_resort: bool
    is_guess: bool
    is_whole: bool
    phrase: str
    needed: frozenset[str]

    @property
    def beginning(self) -> tuple[str, str]:
        """Its first two words: the second may be a gap, or missing."""
        return self.first[0], self.first[1] if len(self.first) > 1 else ""


class Patterns:
    """Phrases with what they mean, ready to be found."""

    def __init__(
        self, phrases: Iterable[tuple[str, str]], beside: AbstractSet[str] = frozenset()
    ) -> None:
        """Take pairs of phrase and meaning; words ``beside`` a whole part make no difference."""
        self._beside = beside | {AND}
        self._by_beginning: dict[tuple[str, str], list[_Pattern]] = {}
        self.vocabulary: set[str] = set()
        self._endings: tuple[str, ...] = ()
        for phrase, meaning in phrases:
            for variant in expand(phrase):
                self._add(variant, meaning)
        endings = {word for word in self.vocabulary if word.startswith(ENDING)}
        self._endings = tuple(sorted(endings, key=len, reverse=True))

    def _add(self, variant: str, meaning: str) -> None:
        phrase = variant.lstrip(f"{GUESS}{WHOLE} ")
        marks = variant[: len(variant) - len(phrase)]
        first, *others = [_words(part) for part in phrase.split(",")]
        is_last_resort = first[:1] == (STAR,)
        first = first[1:] if is_last_resort else first
        if not first or STAR in {first[0], first[-1]}:
            return
        words = {word for part in (first, *others) for word in part}
        self.vocabulary |= words
        pattern = _Pattern(
            meaning=meaning,
            first=first,
            others=tuple(filter(None, others)),
            is_last_resort=is_last_resort,
            is_guess=GUESS in marks,
            is_whole=WHOLE in marks,
            needed=frozenset(words - {STAR}),
            phrase=variant,
        )
        self._by_beginning.setdefault(pattern.beginning, []).append(pattern)

    def best(
        self, title: TitleParts, counts: Callable[[PhraseMatch], bool] = lambda match: True
    ) -> list[PhraseMatch]:
        """Matches that count and share no word, in title order.

        The closest and longest are chosen first, then the later: a title ends with its noun.
        """
        chosen: list[PhraseMatch] = []
        claimed: set[int] = set()
        for match in sorted(filter(counts, self.all(title)), key=lambda match: match.rank):
            same = [c for c in chosen if c.own == match.own and c.rank == match.rank]
            if claimed.isdisjoint(match.own) or same:
                chosen.append(match)
                claimed |= match.own
        return sorted(chosen, key=lambda match: (match.part, min(match.own)))

    def all(self, title: TitleParts) -> Iterator[PhraseMatch]:
        """Every match, overlapping or not."""
        singular = {word: self._known(word) for part in title for word in part.words}
        there = frozenset(singular.values())
        for number, part in enumerate(title):
            for reading in part.readings():
                words = [singular[part.words[at - part.start]] for at in reading.at]
                for pattern, start in self._possible(words, there):
                    if reading.borrowed and (pattern.is_last_resort or pattern.others):
                        continue
                    found = _find(pattern.first, words, start)
                    if found and self._others_met(pattern, title, number, singular):
                        match = _match(pattern, number, reading.at, reading.borrowed, found)
                        if not pattern.is_whole or match.is_all_of(part, self._beside):
                            yield match

    def _possible(
        self, words: Sequence[str], there: AbstractSet[str]
    ) -> Iterator[tuple[_Pattern, int]]:
        """Patterns that may begin at a word, and its index: all their words are in the title."""
        for start, (word, following) in enumerate(pairwise([*words, ""])):
            for second in (following, STAR, "") if following else (STAR, ""):
                for pattern in self._by_beginning.get((word, second), ()):
                    if pattern.needed <= there:
                        yield pattern, start

    def _known(self, word: str) -> str:
        """The word as phrases write it: its singular, or the ending that they name."""
        if word in self.vocabulary:
            return word
        if word[-1:] == "s" and word[:-1] in self.vocabulary:
            return word[:-1]
        return next((end for end in self._endings if word.endswith(end.strip(ENDING))), word)

    @staticmethod
    def _others_met(
        pattern: _Pattern, title: TitleParts, first: int, singular: Mapping[str, str]
    ) -> bool:
        parts = [part for number, part in enumerate(title) if number != first]
        return all(
            any(_covers(other, [singular[word] for word in part.spoken]) for part in parts)
            for other in pattern.others
        )


def _words(part: str) -> tuple[str, ...]:
    words: list[str] = []
    for piece in re.split(r"(\*|(?<!\S)-\w+)", part):
        words.extend([piece] if piece.startswith((STAR, ENDING)) else spoken_words(fold(piece)))
    inner = (word for word in words[1:-1] if word not in CONJUNCTIONS)
    return (*words[:1], *inner, *words[1:][-1:])


def _find(pattern: Sequence[str], words: Sequence[str], start: int) -> list[int] | None:
    """Indexes in ``words`` of the pattern's words if it begins at ``start``."""
    if not pattern:
        return []
    if pattern[0] != STAR:
        if start >= len(words) or words[start] != pattern[0]:
            return None
        rest = _find(pattern[1:], words, start + 1)
        return None if rest is None else [start, *rest]
    for skipped in range(GAP + 1):
        rest = _find(pattern[1:], words, start + skipped)
        if rest is not None:
            return rest
    return None


def _covers(pattern: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the pattern is the whole of ``words``; here ``*`` stands for any number."""
    if not pattern:
        return not words
    if pattern[0] == STAR:
        return any(_covers(pattern[1:], words[skip:]) for skip in range(len(words) + 1))
    return bool(words) and words[0] == pattern[0] and _covers(pattern[1:], words[1:])


def _match(
    pattern: _Pattern, part: int, at: Sequence[int], borrowed: frozenset[int], found: Sequence[int]
) -> PhraseMatch:
    """The match in positions of the title; a phrase made of borrowed words alone owns them."""
    used = frozenset(at[index] for index in found)
    gaps = found[-1] - found[0] + 1 - len(found) + (LAST_RESORT if pattern.is_last_resort else 0)
    words = (len(found), sum(len(other) for other in pattern.others))
    own = used - borrowed or used
    return PhraseMatch(
        meaning=pattern.meaning,
        part=part,
        own=own,
        words=words,
        gaps=gaps,
        last=at[found[-1]],
        is_guess=pattern.is_guess,
        is_whole=pattern.is_whole,
        phrase=pattern.phrase,
    )
