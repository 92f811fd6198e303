"""The level that a title states, by words that editors write.

One rule for every order of words: the first side that states a level decides ("Senior / Staff
Engineer" is senior, "Principal/Senior Engineer" lead), and of the words of one side the highest
("Senior HR Director" is an executive), but whoever begins as a beginner stays one ("Junior Team
Lead"). A side ends at a comma, a dash, a bracket, a slash, an "and" and an "or".
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from listings.reading.alternatives import expand
from listings.reading.patterns import Patterns, PhraseMatch
from listings.reading.title_parts import in_order, spoken_words
from listings.reading.words import fold

NO_LEVEL = ""
ENTRY = "entry"
LEVELS = (NO_LEVEL, ENTRY, "mid", "senior", "lead", "executive")


class LevelReader:
    """``words`` maps a phrase to its level; an empty level says that its words state none."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._phrases = Patterns(words.items())
        stating = [phrase for phrase, level in words.items() if level != NO_LEVEL]
        self.vocabulary = Patterns((phrase, "") for phrase in stating).vocabulary
        self.markers = _markers(stating)

    def read(self, title: str) -> str:
        """The level, or "" where the title states none."""
        told = [match for match in self.counting(title) if match.meaning != NO_LEVEL]
        sides = groupby(told, key=lambda match: match.part)
        return next((_one_of([match.meaning for match in side]) for _, side in sides), NO_LEVEL)

    def found(self, title: str) -> list[PhraseMatch]:
        """Every phrase that the title holds."""
        return list(self._phrases.all(in_order(title)))

    def counting(self, title: str) -> list[PhraseMatch]:
        """Phrases that share no word, in title order."""
        return _claimed(self.found(title))


def _markers(phrases: Iterable[str]) -> frozenset[str]:
    """Words that say a level alone, and those that stand with one: "team" of "team lead"."""
    split = [spoken_words(fold(variant)) for phrase in phrases for variant in expand(phrase)]
    alone = {words[0] for words in split if len(words) == 1}
    return frozenset(word for words in split if not alone.isdisjoint(words) for word in words)


def _one_of(levels: Sequence[str]) -> str:
    return ENTRY if levels[0] == ENTRY else max(levels, key=LEVELS.index)


def _claimed(matches: Iterable[PhraseMatch]) -> list[PhraseMatch]:
    """Matches that share no word, in title order: first the longer, then what states none."""
    chosen: list[PhraseMatch] = []
    claimed: set[int] = set()
    for match in sorted(matches, key=_claims):
        if claimed.isdisjoint(match.own):
            chosen.append(match)
            claimed |= match.own
    return sorted(chosen, key=lambda match: min(match.own))


def _claims(match: PhraseMatch) -> tuple[int, bool, int]:
    return (-sum(match.words), match.meaning != NO_LEVEL, match.gaps)
