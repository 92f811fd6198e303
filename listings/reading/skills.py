"""Which skills a text names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from listings.reading import skill_phrases
from listings.reading.words import (
    TOKEN,
    WORD_LIMIT,
    fold,
    is_plain,
    raw_tokens,
    without_piles,
    words_of,
)

NO_SKILL = ""


@dataclass(frozen=True, slots=True)
class SkillPhrases:
    """A skill and the phrases that name it.

    Phrases in ``case_sensitive`` count only as written, and not where they begin a sentence that
    goes on as one with a verb does ("Go beyond …", but "Go is a plus"); the name is one of
    ``aliases`` unless it stands there. ``excludes`` are phrases that look like the skill and are
    not: "go to market".
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


@dataclass(slots=True)
class _Beginning:
    """Phrases that begin with one word: those of that word alone, the others by their second."""

    alone: list[_Phrase] = field(default_factory=list)
    longer: dict[str, list[_Phrase]] = field(default_factory=dict)

    def add(self, phrase: _Phrase) -> None:
        if len(phrase.words) == 1:
            self.alone.append(phrase)
        else:
            self.longer.setdefault(phrase.words[1], []).append(phrase)


class SkillMention(NamedTuple):
    """A skill in a text: the words at ``start`` to ``end`` of ``surfaces``, as written."""

    slug: str
    surfaces: Sequence[str]
    start: int
    end: int


BREAKS = r"[.!?:;,•·\n]"
HYPHENS = frozenset("-‐‑&")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_EAST_ASIAN = "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
_EAST_ASIAN_LETTER = re.compile(f"[{_EAST_ASIAN}]")
# Where these languages, which part no words, write a name in Latin letters: "Pythonでの開発".
_BESIDE_EAST_ASIAN = re.compile(
    rf"(?<=[{_EAST_ASIAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9+#])(?=[{_EAST_ASIAN}])"
)
SHORTEST_JOINED = 8
SHORTEST_NOUN = 4
"""Letters of a phrase that may be written as one word, and of a word with a plural."""

MOST_KEPT = 200_000
"""Words of which a reader remembers whether a skill begins with them."""


class SkillReader:
    """Finds skills in texts; the longest phrase wins.

    ``jobs``: names of jobs, which are no skill: "iOS Engineer".
    """

    def __init__(self, skills: Iterable[SkillPhrases] = (), jobs: Iterable[str] = ()) -> None:
        skills = [*skills, SkillPhrases(NO_SKILL, "", excludes=_with_plurals(jobs))]
        self._letters = {name for one in skills for name in one.case_sensitive if len(name) == 1}
        self._token = _pattern(self._letters)
        self._by_word: dict[str, _Beginning] = {}
        self._second_words: dict[str, set[str]] = {}
        phrases = [one for skill in skills for one in self._phrases(skill)]
        for phrase in sorted([*phrases, *_other_forms(phrases)], key=_order):
            self._by_word.setdefault(phrase.words[0], _Beginning()).add(phrase)
            if phrase.slug != NO_SKILL:
                self._note_beginning(phrase.words)
        self._begun: dict[str, _Beginning | None] = {}

    def read(self, title: str, text: str) -> list[str]:
        """Slugs in the order of their first mention, the title's first."""
        mentions = (*self.mentions(title), *self.mentions(text))
        return list(dict.fromkeys(one.slug for one in mentions))

    def mentions(self, text: str) -> Iterator[SkillMention]:
        """Every mention of a skill, in the order of the text."""
        surfaces = self._surfaces(text)
        begun, end = self._begun, 0
        for at, surface in enumerate(surfaces):
            found = begun[surface] if surface in begun else self._begin(surface)
            if found is None or at < end:
                continue
            following = surfaces[at + 1] if at + 1 < len(surfaces) else ""
            if found.alone or folded(following) in found.longer:
                phrase = self._longest(found, surfaces, at)
                if phrase:
                    end = at + len(phrase.words)
                    if phrase.slug != NO_SKILL:
                        yield SkillMention(phrase.slug, surfaces, at, end)

    def may_be_in(self, line: str) -> bool:
        """Whether mentions are possible: not where no words of a line begin a skill.

        The words are those that search keeps, and known from there. Lines whose words mentions
        would divide in another way may hold any.
        """
        if "_" in line or not is_plain(line.replace("’", "'")):
            return True
        words, second_words = words_of(line), self._second_words
        if self._second_words.keys().isdisjoint(words):
            return False
        for word, following in pairwise((*words, "")):
            if word in second_words:
                seconds = second_words[word]
                if not seconds or following in seconds:
                    return True
        return False

    def names_any(self, text: str) -> bool:
        return any(True for _ in self.mentions(text))

    def named(self, joined: str) -> str:
        """The skill that a name written in one word is the name of; empty where it is none."""
        found = self._by_word.get(joined)
        return next((one.slug for one in found.alone), NO_SKILL) if found else NO_SKILL

    def count_words(self, text: str) -> int:
        """How many surfaces of a longer text its beginning is."""
        return len(self._surfaces(text))

    def begins_a_skill(self, surface: str) -> bool:
        return self._begin(surface) is not None

    def _note_beginning(self, words: Sequence[str]) -> None:
        """Note a phrase's first word, with its second where texts divide both in one way.

        Of a word that begins a skill whatever follows, no second one is kept.
        """
        first, second = (*words, "")[:2]
        is_pair = second.isalnum() and second != "s"  # no mark, nor the s of "Let's Encrypt"
        if first not in self._second_words:
            self._second_words[first] = {second} if is_pair else set()
        elif not is_pair:
            self._second_words[first] = set()
        elif seconds := self._second_words[first]:
            seconds.add(second)

    def _begin(self, surface: str) -> _Beginning | None:
        """The phrases that begin with a word, kept for the next time."""
        if len(self._begun) > MOST_KEPT:
            self._begun.clear()
        found = self._by_word.get(folded(surface))
        self._begun[surface] = found
        return found

    def _surfaces(self, text: str) -> list[str]:
        if "://" in text or "www." in text:
            text = _ADDRESS.sub(".", text)
        if not text.isascii():
            text = unicodedata.normalize("NFKC", without_piles(text))
            if _EAST_ASIAN_LETTER.search(text):
                text = _BESIDE_EAST_ASIAN.sub(" ", text)
        return self._token.findall(text.replace(" (", " ,"))  # "AWS (EC2, S3)" names AWS too

    def _longest(self, begun: _Beginning, surfaces: list[str], at: int) -> _Phrase | None:
        if begun.longer and at + 1 < len(surfaces):
            for phrase in begun.longer.get(folded(surfaces[at + 1]), ()):
                if self._stands_at(phrase, surfaces, at):
                    return phrase
        for phrase in begun.alone:
            if phrase.exact is None or self._is_exact(phrase.exact, surfaces, at, at + 1):
                return phrase
        return None

    def _stands_at(self, phrase: _Phrase, surfaces: list[str], at: int) -> bool:
        end = at + len(phrase.words)
        words = [folded(surface) for surface in surfaces[at:end]]
        if words != phrase.words:
            return False
        return phrase.exact is None or self._is_exact(phrase.exact, surfaces, at, end)

    def _is_exact(self, exact: list[str], surfaces: list[str], at: int, end: int) -> bool:
        if surfaces[at:end] != exact:
            return False
        is_capitals = exact[0].isupper() and len(exact[0]) > 1
        if not is_capitals and _begins_a_sentence(surfaces, at, end):
            return False
        return exact[0] not in self._letters or end - at > 1 or self._is_letter(surfaces, at)

    def _is_letter(self, surfaces: list[str], at: int) -> bool:
        """Whether one letter is a language: not a part ("C-1", "P&C") nor of a name ("Dana C.")."""
        before = surfaces[at - 1] if at else ""
        after = surfaces[at + 1] if at + 1 < len(surfaces) else ""
        if not HYPHENS.isdisjoint((before, after)):
            return False
        is_named = before[:1].isupper() and before[1:].islower() and not self.begins_a_skill(before)
        return not (is_named and (after == "" or not after[0].isalnum()))

    def _phrases(self, skill: SkillPhrases) -> Iterator[_Phrase]:
        exact = set(skill.case_sensitive)
        for phrase in dict.fromkeys((skill.name, *skill.aliases)):
            words = self._words(phrase)
            if words and phrase not in exact:
                yield _Phrase(words, skill.slug)
        for phrase in exact:
            surfaces = self._surfaces(phrase)
            if surfaces:
                yield _Phrase([folded(surface) for surface in surfaces], skill.slug, surfaces)
        for phrase in skill.excludes:
            words = self._words(phrase)
            if words:
                yield _Phrase(words, NO_SKILL)

    def _words(self, phrase: str) -> list[str]:
        return [folded(surface) for surface in self._surfaces(phrase)]


def _other_forms(phrases: Sequence[_Phrase]) -> Iterator[_Phrase]:
    """Phrases of several words with their last one in the other number, and written as one word."""
    known = {tuple(one.words) for one in phrases}
    for one in phrases:
        if len(one.words) == 1 or one.exact is not None:
            continue
        *others, last = one.words
        forms = [[*others, form] for form in _other_number(last)]
        if one.slug != NO_SKILL and len("".join(one.words)) >= SHORTEST_JOINED:
            forms += [["".join(one.words)]] if all(map(str.isalpha, one.words)) else []
        for words in forms:
            if tuple(words) not in known:
                known.add(tuple(words))
                yield _Phrase(words, one.slug)


def _other_number(word: str) -> list[str]:
    if len(word) < SHORTEST_NOUN or not word.isalpha() or word.endswith(("ss", "is", "us", "ics")):
        return []
    return [word.removesuffix("s") if word.endswith("s") else f"{word}s"]


def _with_plurals(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(form for name in names for form in (name, f"{name}s"))


def _pattern(letters: Iterable[str]) -> re.Pattern[str]:
    """Words, the marks that end a phrase, and the joins of a skill that is one letter ("TT&C")."""
    either = "".join(map(re.escape, sorted(letters)))
    hyphen = rf" | (?<=\b[{either}])[-‐‑&](?=\w) | (?<=\w)[-‐‑&](?=[{either}]\b)" if either else ""
    return re.compile(rf"{TOKEN.pattern} | {BREAKS}{hyphen}", re.VERBOSE)


def _order(phrase: _Phrase) -> tuple[int, bool, bool]:
    """Longest first; of the same words what is exact, and a skill before another's exclusion."""
    return (-len(phrase.words), phrase.slug == NO_SKILL, phrase.exact is None)


def _begins_a_sentence(surfaces: Sequence[str], at: int, end: int) -> bool:
    if at > 0 and (surfaces[at - 1][0].isalnum() or surfaces[at - 1] in {",", *HYPHENS}):
        return False
    following, then = (*surfaces[end : end + 2], "", "")[:2]
    if following in ("a", "an") and then in skill_phrases.words("after_a_names_article"):
        return False
    return following[:1].islower() and following not in skill_phrases.words("after_a_name")


@lru_cache(maxsize=300_000)
def folded(surface: str) -> str:
    """A word as ``raw_tokens`` makes it; a mark that ends a phrase stays itself."""
    words = raw_tokens(fold(surface[:WORD_LIMIT]))
    return words[0] if words else surface
