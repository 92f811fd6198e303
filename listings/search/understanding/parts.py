"""What is understood of a search: its parts, and where they stand in what was typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from listings.reading.data import content

SPACES = re.compile(r"\s+")
# What joined the words before and behind a part, once the part is gone.
_LOOSE = re.compile(r"^(?:[\s,;|/]|OR\b)+|(?:[\s,;|/]|\bOR)+$|(?<=[,;|])\s*[,;|]")

NOT = "not-"
"""Before the name of a filter: what is excluded."""

LEFT_OUT = "left out"
"""Kind of what no filter can do; its label says why."""

_BEFORE_COMMA = re.compile(r"\s+(?=[,;])")


class Meaning(NamedTuple):
    """What a phrase means: a value of a filter.

    ``kind`` is the filter's parameter; ``title`` stands for an occupation that is no role of the
    board, and is met by the titles in ``titles``. ``keys`` are those of its rows: numbers of roles,
    skills, companies and cities, slugs of regions. ``also`` are further parameters that the same
    words set: the currency of pay, the level of a working student. ``first`` are titles that come
    before others. ``heading`` stands before the label in place of the filter's name.
    """

    kind: str
    value: str
    label: str
    keys: tuple[int | str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    titles: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    heading: str = ""


SAYS_NOTHING = Meaning("noun", "", "")


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """What a number in a text means, and its characters from ``start`` to ``end``."""

    meaning: Meaning
    start: int
    end: int


class Span(NamedTuple):
    """The characters of ``q`` from ``start`` to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A meaning and its place in ``q``: the characters from ``start`` to ``end``, as ``typed``.

    ``is_or``: "or" or a comma joins it to the part before, which is of the same filter.
    """

    meaning: Meaning
    start: int
    end: int
    typed: str
    is_or: bool = False

    @property
    def kind(self) -> str:
        return self.meaning.kind

    @property
    def value(self) -> str:
        return self.meaning.value

    @property
    def label(self) -> str:
        return self.meaning.label


def alternatives(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts, in lists of those that are joined by "or"."""
    found: list[list[Part]] = []
    for part in parts:
        if part.is_or and found:
            found[-1].append(part)
        else:
            found.append([part])
    return found


def typed_again(parts: Iterable[Part]) -> str:
    """The words of parts as a search that means the same."""
    written = (f"OR {part.typed}" if part.is_or else part.typed for part in parts)
    return " ".join(written).removeprefix("OR ")


def as_words(q: str, parts: Iterable[Part]) -> str:
    """``q`` with the words of these parts in quotes, where they are words and nothing else."""
    for part in sorted(parts, key=lambda part: -part.start):
        start, end = with_sign(q, part)
        q = f'{q[:start]}"{part.typed}"{q[end:]}'
    return q


def without(q: str, parts: Iterable[Part | Span]) -> str:
    """``q`` without the words of these parts, and without what joined them to others."""
    for part in sorted(parts, key=lambda part: -part.start):
        start, end = with_sign(q, part)
        before, after = q[:start].rstrip(), q[end:].lstrip()
        first, _, last = before.rpartition(" ")
        if last.lower() in _joints():
            before = first.rstrip()
        else:
            first, _, last = after.partition(" ")
            after = last.lstrip() if first.lower() in _joints() else after
        q = f"{before} {after}"
    return _BEFORE_COMMA.sub("", SPACES.sub(" ", _LOOSE.sub("", q))).strip()


SIGN_LENGTH = 30  # characters of a sign such as "location:" that are looked for
_SIGN = re.compile(r'(?<!\S)-?(?P<name>[^\W\d_]+):(?P<quote>"?)\s*$')


def with_sign(q: str, part: Part | Span) -> Span:
    """The place of a part with the sign before it: of "berlin" in ``location:"berlin"``."""
    match = _SIGN.search(q, max(0, part.start - SIGN_LENGTH), part.start)
    if match is None or match["name"].lower() not in _signs():
        return Span(part.start, part.end)
    is_quoted = bool(match["quote"]) and q[part.end : part.end + 1] == '"'
    return Span(match.start(), part.end + is_quoted)


@cache
def _signs() -> frozenset[str]:
    operators = content("query_words.toml")["operators"]
    return frozenset(name for names in operators.values() for name in names)


@cache
def _joints() -> frozenset[str]:
    """Words that join one or the other: "java or kotlin"."""
    fillers = content("query_words.toml")["fillers"]
    return frozenset((*fillers["or"], *fillers["or_between_values"]))


@dataclass(frozen=True, slots=True)
class Understanding:
    """``parts`` became filters; ``rest`` is searched for as words, its operators kept.

    A line break in ``rest`` stands where words were taken out: no phrase reaches over it.
    ``doubtful`` parts stay words and are offered; ``dropped`` are words that say nothing, and
    ``left_out`` those that say what no filter can do, each with the reason. ``alone`` are the words
    of ``rest`` that must each be met by themselves.
    """

    parts: tuple[Part, ...] = ()
    rest: str = ""
    doubtful: tuple[Part, ...] = ()
    dropped: tuple[tuple[int, int], ...] = field(default=())
    left_out: tuple[tuple[str, str], ...] = ()
    alone: tuple[Span, ...] = ()

    def of(self, kind: str) -> list[Part]:
        """Parts of one kind, in the order in which they were typed."""
        return [part for part in self.parts if part.kind == kind]
