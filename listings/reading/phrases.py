"""Regular expressions of a content file, made once, with its %names% written out. No Django.

They look for plain letters first: an expression such as ``\\b(?:no|never)\\b[^.;]{0,60}\\bsponsor``
is tried at every character of a sentence, and finds nothing in most. The letters that it can't do
without ("sponsor") are read off the expression itself, and looked for at once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from re import _constants, _parser  # type: ignore[attr-defined] # the one parser of this syntax
from typing import Any

from ahocorasick import Automaton

from listings.reading.data import content
from listings.reading.sections import Sentence, Sentences

MOST_LETTERS = 40
"""Strings of which one must be there; to look for more takes longer than the expression."""

SHORTEST = 2
"""Characters of such a string; shorter ones are in every text."""

FEW = 4
"""Alternatives with letters that are looked for one by one; of more, all in one pass."""

type _Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: all that it can be, where that is little; strings it needs one of.

    None stands for too many, or none.
    """

    spellings: _Words | None = None
    needed: _Words | None = None


def needed_letters(expression: str) -> tuple[str, ...]:
    """Strings of which each text that the expression finds holds one; () where it needs none."""
    parsed = _parser.parse(expression)
    if parsed.state.flags & re.IGNORECASE:
        return ()
    part = _sequence(parsed)
    needed = _better(part.needed, part.spellings)
    return tuple(sorted(needed, key=len)) if needed else ()


def _sequence(items: Iterable[Any]) -> _Part:
    run, needed, is_whole = frozenset({""}), None, True
    for item in items:
        part = _part(*item)
        together = len(run) * len(part.spellings or ())
        if part.spellings is not None and together <= MOST_LETTERS:
            run = frozenset(map("".join, product(run, part.spellings)))
            continue
        is_whole = False
        needed = _better(_better(needed, run), part.needed)
        run = part.spellings or frozenset({""})
    return _Part(run if is_whole else None, _better(needed, run))


def _part(kind: Any, value: Any) -> _Part:
    if kind in _NO_WIDTH:
        return _Part(frozenset({""}))
    if kind is _constants.SUBPATTERN:
        _, flags, _, items = value
        return _Part() if flags else _sequence(items)
    if kind is _constants.BRANCH:
        return _one_of([_sequence(branch) for branch in value[1]])
    if kind in _REPEATS:
        return _repeated(*value)
    return _Part(_letters(kind, value))


def _letters(kind: Any, value: Any) -> _Words | None:
    """The few letters that stand in one place of an expression."""
    if kind is _constants.LITERAL:
        return frozenset({chr(value)})
    if kind is _constants.IN and all(one is _constants.LITERAL for one, _ in value):
        return frozenset(chr(letter) for _, letter in value)
    return None


_NO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def _repeated(least: int, most: int, items: Any) -> _Part:
    part = _sequence(items)
    if least == 0:
        is_short = most == 1 and part.spellings is not None
        return _Part(frozenset({"", *(part.spellings or ())})) if is_short else _Part()
    if least == most == 1:
        return part
    return _Part(None, _better(part.needed, part.spellings))


def _one_of(parts: Sequence[_Part]) -> _Part:
    spellings = [part.spellings for part in parts]
    if all(one is not None for one in spellings):
        every = frozenset[str]().union(*(one for one in spellings if one is not None))
        if len(every) <= MOST_LETTERS:
            return _Part(every)
    needed = [_better(part.needed, part.spellings) for part in parts]
    if any(one is None for one in needed):
        return _Part()
    return _Part(None, _shortest(one for some in needed for one in some or ()))


def _better(one: _Words | None, other: _Words | None) -> _Words | None:
    """The strings that fewer texts hold, judged by the shortest and then by their number."""
    usable = [_shortest(words) for words in (one, other) if words]
    usable = [words for words in usable if _is_usable(words)]
    return max(usable, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _is_usable(words: _Words) -> bool:
    return len(words) <= MOST_LETTERS and min(map(len, words)) >= SHORTEST


def _shortest(words: Iterable[str]) -> _Words:
    """Without those that hold another of them."""
    kept: list[str] = []
    for word in sorted(set(words), key=len):
        if not any(one in word for one in kept):
            kept.append(word)
    return frozenset(kept)


class _Alternative:
    """One expression of several, compiled when a text first holds its letters."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.letters = needed_letters(expression)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def may_be_in(self, text: str) -> bool:
        letters = self.letters
        if not letters:
            return True
        for one in letters:  # noqa: SIM110 (a generator would double its cost)
            if one in text:
                return True
        return False


class Expression:
    """What ``re.compile`` of the alternatives gives, and finds the same.

    Expressions with groups may speak of each other, and are one alternative.
    """

    def __init__(self, *alternatives: str) -> None:
        self._whole = "|".join(alternatives)
        has_groups = _parser.parse(self._whole).state.groups > 1
        own = (self._whole,) if has_groups else alternatives
        self._alternatives = [_Alternative(one) for one in own]

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self._whole)

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        """The first match, between the places of ``span`` where they are given."""
        found: re.Match[str] | None = None
        for one in self._possible(text):
            match = one.compiled.search(text, *span)
            if match and (found is None or match.start() < found.start()):
                found = match
        return found

    def match(self, text: str, *span: int) -> re.Match[str] | None:
        expression = self._needed(text)
        return expression.match(text, *span) if expression else None

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        expression = self._needed(text)
        return expression.finditer(text, *span) if expression else iter(())

    def findall(self, text: str) -> list[Any]:
        expression = self._needed(text)
        return expression.findall(text) if expression else []

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        expression = self._needed(text)
        return expression.sub(by, text) if expression else text

    def _needed(self, text: str) -> re.Pattern[str] | None:
        """What finds in a text all that the whole does; None where nothing can be found."""
        possible = self._possible(text)
        if len(possible) == 1:
            return possible[0].compiled
        return self.compiled if possible else None

    def _possible(self, text: str) -> list[_Alternative]:
        """The alternatives that a text may hold, in order."""
        if len(self._alternatives) - len(self._always) <= FEW:
            return [one for one in self._alternatives if one.may_be_in(text)]
        found = set(self._always)
        for _, places in self._places_by_letters.iter(text):
            found |= places
        return [self._alternatives[at] for at in sorted(found)] if found else []

    @cached_property
    def _always(self) -> frozenset[int]:
        """The places of alternatives that need no letters."""
        return frozenset(at for at, one in enumerate(self._alternatives) if not one.letters)

    @cached_property
    def _places_by_letters(self) -> Automaton:
        """The letters of all alternatives, with the places of those that need them."""
        places: dict[str, set[int]] = {}
        for at, one in enumerate(self._alternatives):
            for letters in one.letters:
                places.setdefault(letters, set()).add(at)
        automaton = Automaton()
        for letters, of_letters in places.items():
            automaton.add_word(letters, of_letters)
        automaton.make_automaton()
        return automaton


SHORT = 1_000  # characters


@cache
def pattern(file: str, table: str, name: str) -> Expression:
    """An expression of the file; a list of them as alternatives that are tried together.

    ``table`` is empty for one that stands in none.
    """
    found = (content(file)[table] if table else content(file))[name]
    given = [found] if isinstance(found, str) else found
    return Expression(*(_written_out(file, one) for one in given))


@cache
def patterns(file: str, table: str, name: str) -> tuple[Expression, ...]:
    """Expressions that are tried one after the other."""
    return tuple(Expression(_written_out(file, one)) for one in content(file)[table][name])


def _written_out(file: str, expression: str) -> str:
    """With the file's ``words`` in place of their %names%, which may stand in each other."""
    words = content(file).get("words", {})
    while found := re.search(r"%(\w+)%", expression):
        expression = expression.replace(found[0], words[found[1]])
    return expression


def naming(file: str, sentences: Sentences) -> list[Sentence]:
    """The sentences that hold any of the file's letters.

    Letters of other languages than English are looked for where a long text uses their words.
    """
    found = sentences.about((file, "letters"))
    is_short = sum(len(one.lowered) for one in sentences) < SHORT
    if not (is_short or sentences.about((file, "foreign"))):
        return found
    foreign = sentences.about((file, "foreign_letters"))
    return sorted({*found, *foreign}, key=lambda one: one.start) if foreign else found
