"""Regular expressions of a content file, compiled once, with its %names% written out. No Django."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from listings.reading.countries import DATA
from listings.reading.sections import Sentence

SHORT = 1_000  # characters


@cache
def content(file: str) -> dict[str, Any]:
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))


@cache
def pattern(file: str, table: str, name: str) -> re.Pattern[str]:
    """An expression of the file; a list of them as alternatives that are tried together."""
    found = content(file)[table][name]
    return re.compile(_written_out(file, found if isinstance(found, str) else "|".join(found)))


@cache
def patterns(file: str, table: str, name: str) -> tuple[re.Pattern[str], ...]:
    """Expressions that are tried one after the other."""
    return tuple(re.compile(_written_out(file, one)) for one in content(file)[table][name])


def _written_out(file: str, expression: str) -> str:
    """With the file's ``words`` in place of their %names%, which may stand in each other."""
    words = content(file)["words"]
    while found := re.search(r"%(\w+)%", expression):
        expression = expression.replace(found[0], words[found[1]])
    return expression


def naming(file: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that hold any of the file's letters.

    Letters of other languages than English are looked for where a long text uses their words.
    """
    text = "\n".join(one.lowered for one in sentences)
    letters = content(file)["letters"]
    if len(text) < SHORT or any(word in text for word in content(file)["foreign"]):
        letters = [*letters, *content(file)["foreign_letters"]]
    return holding(letters, sentences)


def holding(letters: Iterable[str], sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that hold any of these letters, in order; costs one search of the text each.

    A space stands before each sentence, so that " ba" begins a word.
    """
    text = "\n ".join(["", *(one.lowered for one in sentences)])
    begins = [0, *accumulate(len(one.lowered) + 2 for one in sentences)]
    numbers: set[int] = set()
    for part in letters:
        at = text.find(part)
        while at >= 0:
            number = bisect_right(begins, at) - 1
            numbers.add(number)
            at = text.find(part, begins[number + 1])
    return [sentences[number] for number in sorted(numbers)]
