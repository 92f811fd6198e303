"""Regular expressions of a content file, made once, with its %names% written out. No Django."""

import re
import tomllib
from functools import cache
from typing import Any

from listings.reading.countries import DATA
from listings.reading.expressions import Expression
from listings.reading.sections import Sentence, Sentences

SHORT = 1_000  # characters


@cache
def content(file: str) -> dict[str, Any]:
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))


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
    letters = content(file)["letters"]
    is_short = len(sentences.joined) < SHORT
    if is_short or any(word in sentences.joined for word in content(file)["foreign"]):
        letters = [*letters, *content(file)["foreign_letters"]]
    return sentences.holding(letters)
