"""Reads what a visitor typed: words, phrases, OR, commas, ``-word``, ``prefix*``, ``title:word``.

Anything is allowed and nothing raises. Time is linear in the characters typed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from listings.reading.data import content
from listings.reading.document_words import COMPANY, SKILL, TITLE
from listings.reading.query import Group, IgnoredOperator, Query, QueryTerm, QueryWord
from listings.reading.stems import SNOWBALL, other_number, search_stem, stem_words
from listings.reading.words import (
    fold,
    in_pairs,
    is_unspaced,
    join_words,
    joined_at,
    raw_tokens,
)

OPERATORS = ("OR", "AND")
BOTH_SIDES = 2

QUERY_CHARACTERS = 4_000
QUERY_WORDS = 64
"""What is typed beyond these is ignored."""

KEPT_QUERIES = 100
"""A search and its variants ask for the same words several times."""

SHORTEST_PREFIX = 2
MOST_FORGIVEN = 5
LONGEST_WRITTEN = 40
"""Faults that are named, and characters of each that are shown."""

FIELDS = {
    **dict.fromkeys(("title", "intitle", "allintitle", "jobtitle"), TITLE),
    "skill": SKILL,
    "company": COMPANY,
}

OLD_STEMS = ""
"""In place of a language: documents that hold bare stems, until they are written anew."""

_OLD_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv")


@lru_cache(maxsize=KEPT_QUERIES)
def parse(q: str, languages: tuple[str, ...] = ("en",)) -> Query:
    """``data engineer`` both words, ``"data engineer"`` phrase, ``-senior`` not this word.

    ``a OR b`` either, tighter than the space, also in small letters or another language between
    two words; a comma divides whole alternatives. ``languages`` are
    those (keys of ``SNOWBALL``) whose stems documents hold.
    """
    reader = _Reader(languages)
    typed = q.translate(SIGNS)
    reader.read(typed[:QUERY_CHARACTERS])
    if typed.count('"') % 2:
        reader.forgive('"', "is not closed by a second one")
    return reader.query()


SIGNS = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("，、", ",") | {"＊": "*", "：": ":", "－": "-"}
)
_CHUNK = re.compile(
    rf"""
    (?P<comma>(?<!\d),|,(?!\d)) |
    (?P<sign>(?<![^\s,])(?:-+|!(?=\w)))?
    (?:(?P<field>{"|".join(FIELDS)}):)?
    (?: "(?P<phrase>[^"]*)" | (?P<plain>[^\s"/,;|]+) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class _Reader:
    """Terms as they are read; ``run`` are plain chunks that may be written as one word."""

    languages: tuple[str, ...]
    alternatives: list[list[list[QueryTerm]]] = field(default_factory=lambda: [[]])
    forgiven: list[IgnoredOperator] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    operator: str = ""
    room: int = QUERY_WORDS

    def read(self, q: str) -> None:
        chunks = list(_CHUNK.finditer(q))
        for at, found in enumerate(chunks):
            if self.room < 0:
                break
            self._read_chunk(found, _operator(chunks, at))
        self._end_run()
        self._forgive_operator()

    def _read_chunk(self, found: re.Match[str], operator: str) -> None:
        plain, is_marked = found["plain"], bool(found["sign"] or found["field"])
        if plain and not is_marked and not operator and _is_plain(plain):
            self.run.append(plain)
            return
        self._end_run()
        if found["comma"]:
            self._forgive_operator()
            self.alternatives.append([])
        elif operator:
            self._read_operator(operator)
        else:
            self._read_marked(found)

    def _read_operator(self, operator: str) -> None:
        if self.operator or not self.alternatives[-1]:
            self.forgive(operator, "stands alone: it joins two words")
        else:
            self.operator = operator

    def _forgive_operator(self) -> None:
        if self.operator:
            self.forgive(self.operator, "stands alone: it joins two words")
            self.operator = ""

    def _read_marked(self, found: re.Match[str]) -> None:
        """A term with a sign before it, a field, quotation marks or a star."""
        is_negative, fields = bool(found["sign"]), FIELDS.get((found["field"] or "").lower(), "")
        text = found["phrase"] if found["plain"] is None else found["plain"]
        words = _split(join_words(raw_tokens(fold(text))))
        if not words or (not fields and text.lower() in _LONE_FIELDS):
            self._forgive_empty(found)
        elif found["plain"] is None:
            self._add([self._verbatim(word) for word in words], is_negative, fields)
        else:
            self._add(self._starred(text, words, is_negative), is_negative, fields)

    def _forgive_empty(self, found: re.Match[str]) -> None:
        if any(sign in found[0] for sign in '-*:"'):
            self.forgive(found[0], "has no word beside it")

    def _starred(self, text: str, words: list[str], is_negative: bool) -> list[QueryWord]:
        """Words of a chunk, the last of them a prefix where a star follows it."""
        made = self._words(words, is_negative)
        if "*" in text.removesuffix("*"):
            self.forgive(text, "has a star that is not at the end of a word")
        elif text.endswith("*"):
            if len(words[-1]) < SHORTEST_PREFIX and not is_unspaced(words[-1]):
                self.forgive(text, "needs two letters before the star")
            else:
                made[-1] = self._prefix(words[-1])
        return made

    def _prefix(self, word: str) -> QueryWord:
        """Texts hold stems, which a prefix may be longer than."""
        begun = tuple(f"{one.upper()}:{word}" for one in self.languages if one in SNOWBALL)
        stems = dict.fromkeys((*begun, *self._stems(word)))
        return QueryWord(word, stems=tuple(stems), is_prefix=True, is_verbatim=True)

    def _verbatim(self, word: str) -> QueryWord:
        return QueryWord(word, self._old(word), self._stems(word), is_verbatim=True)

    def _end_run(self) -> None:
        """Add a term for each chunk of words that were typed without a space between them.

        Joined across chunks first: ``full stack`` is one word of the vocabulary.
        """
        split = [(word, at) for at, text in enumerate(self.run) for word in raw_tokens(fold(text))]
        chunks: dict[int, list[str]] = {}
        for word, at in joined_at([word for word, _ in split]):
            chunks.setdefault(split[at][1], []).append(word)
        self.run = []
        for words in chunks.values():
            self._add(self._words(_split(words), False), False, "")

    def _words(self, words: list[str], is_negative: bool) -> list[QueryWord]:
        """Neighbours count in either number; one word alone in the forms of each language too."""
        if len(words) == 1 and len(words[0]) == 1 and is_unspaced(words[0]):
            return [self._prefix(words[0])]
        is_verbatim = is_negative or len(words) > 1
        return [
            QueryWord(
                word,
                (*other_number(word), *self._old(word)),
                self._stems(word),
                is_verbatim=is_verbatim,
            )
            for word in words
        ]

    def _stems(self, word: str) -> tuple[str, ...]:
        found = (search_stem(word, one) for one in self.languages if one in SNOWBALL)
        return tuple(dict.fromkeys(filter(None, found)))

    def _old(self, word: str) -> tuple[str, ...]:
        """The bare stems of a document that is to be written anew."""
        if OLD_STEMS not in self.languages:
            return ()
        return tuple(dict.fromkeys(stem_words([word], one)[0] for one in _OLD_LANGUAGES))

    def _add(self, words: Sequence[QueryWord], is_negative: bool, fields: str) -> None:
        was_full, self.room = self.room < 0, self.room - len(words)
        if self.room < 0:
            if not was_full:
                self.forgive(words[0].exact, f"comes after {QUERY_WORDS} words and is not read")
            return
        term, groups = QueryTerm(tuple(words), is_negative, fields), self.alternatives[-1]
        if self.operator == "OR":
            groups[-1].append(term)
        else:
            groups.append([term])
        self.operator = ""

    def forgive(self, written: str, reason: str) -> None:
        if len(self.forgiven) < MOST_FORGIVEN:
            self.forgiven.append(IgnoredOperator(written[:LONGEST_WRITTEN], reason))

    def query(self) -> Query:
        made = (_once(groups) for groups in self.alternatives)
        return Query(tuple(dict.fromkeys(filter(None, made))), tuple(dict.fromkeys(self.forgiven)))


def _operator(chunks: Sequence[re.Match[str]], at: int) -> str:
    """Return OR or AND where a chunk is one, in small letters between two words alone."""
    found = chunks[at]
    plain = found["plain"] or ""
    if found["sign"] or found["field"]:
        return ""
    if plain in OPERATORS:
        return plain
    if not at or plain.lower() not in content("query_words.toml")["fillers"]["or"]:
        return ""
    beside = (chunks[at - 1], *chunks[at + 1 : at + 2])
    is_between = len(beside) == BOTH_SIDES and not any(
        one["comma"] or one["plain"] in OPERATORS for one in beside
    )
    return "OR" if is_between else ""


def _once(groups: Iterable[Iterable[QueryTerm]]) -> tuple[Group, ...]:
    return tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups))


def _is_plain(chunk: str) -> bool:
    """Whether nothing in it is a sign of the query language."""
    return "*" not in chunk and chunk.lower() not in _LONE_FIELDS and chunk.strip("-") != ""


_LONE_FIELDS = frozenset(f"{name}:" for name in FIELDS)


def _split(words: Iterable[str]) -> list[str]:
    return [part for word in words for part in in_pairs(word)]
