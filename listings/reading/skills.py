"""Which skills a posting names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from listings.reading.words import TOKEN, WORD_LIMIT, fold, raw_tokens, without_piles

NO_SKILL = ""


@dataclass(frozen=True, slots=True)
class SkillPhrases:
    """A skill and the phrases that name it.

    Phrases in ``case_sensitive`` count only as written, and not where they begin a sentence that
    goes on in small letters ("Go beyond …"); the name is one of ``aliases`` unless it stands
    there. ``excludes`` are phrases that look like the skill and are not: "go to market".
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    case_sensitive: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: list[str]
    slug: str
    exact: list[str] | None = None


_BREAK = re.compile(rf"{TOKEN.pattern} | [.!?:;•·\n]", re.VERBOSE)
_JOINING = frozenset({"and", "or", "und", "oder", "et", "ou", "y", "o"})


class SkillReader:
    """Finds skills in texts; the longest phrase wins."""

    def __init__(self, skills: Iterable[SkillPhrases] = ()) -> None:
        self._by_word: dict[str, list[_Phrase]] = {}
        for skill in skills:
            for phrase in _phrases(skill):
                self._by_word.setdefault(phrase.words[0], []).append(phrase)
        for phrases in self._by_word.values():
            phrases.sort(key=_order)

    def read(self, title: str, text: str) -> list[str]:
        """Slugs in the order of their first mention, the title's first."""
        found = dict.fromkeys((*self._find(title), *self._find(text)))
        found.pop(NO_SKILL, None)
        return list(found)

    def _find(self, text: str) -> Iterator[str]:
        surfaces = _BREAK.findall(unicodedata.normalize("NFKC", without_piles(text)))
        words = [_folded(surface[:WORD_LIMIT]) for surface in surfaces]
        end = 0
        for at in [at for at, word in enumerate(words) if word in self._by_word]:
            if at >= end:
                phrase = self._longest(words, surfaces, at)
                if phrase:
                    end = at + len(phrase.words)
                    yield phrase.slug

    def _longest(self, words: list[str], surfaces: list[str], at: int) -> _Phrase | None:
        for phrase in self._by_word[words[at]]:
            end = at + len(phrase.words)
            if words[at:end] == phrase.words and (
                phrase.exact is None
                or (surfaces[at:end] == phrase.exact and not _begins_a_sentence(surfaces, at, end))
            ):
                return phrase
        return None


def _order(phrase: _Phrase) -> tuple[int, bool, bool]:
    """Longest first; of the same words what is exact, and a skill before another's exclusion."""
    return (-len(phrase.words), phrase.slug == NO_SKILL, phrase.exact is None)


def _begins_a_sentence(surfaces: Sequence[str], at: int, end: int) -> bool:
    if at > 0 and surfaces[at - 1][0].isalnum():
        return False
    following = surfaces[end] if end < len(surfaces) else ""
    return following[:1].islower() and following not in _JOINING


def _phrases(skill: SkillPhrases) -> Iterator[_Phrase]:
    exact = set(skill.case_sensitive)
    for phrase in dict.fromkeys((skill.name, *skill.aliases)):
        words = raw_tokens(fold(phrase))
        if words and phrase not in exact:
            yield _Phrase(words, skill.slug)
    for phrase in exact:
        surfaces = TOKEN.findall(unicodedata.normalize("NFKC", phrase))
        if surfaces:
            yield _Phrase([_folded(surface) for surface in surfaces], skill.slug, surfaces)
    for phrase in skill.excludes:
        words = raw_tokens(fold(phrase))
        if words:
            yield _Phrase(words, NO_SKILL)


@lru_cache(maxsize=300_000)
def _folded(surface: str) -> str:
    """A word as ``raw_tokens`` makes it; a mark that ends a sentence stays itself."""
    words = raw_tokens(fold(surface))
    return words[0] if words else surface
