"""Expressions that look for letters first find what plain ones find."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from listings.reading.data import DATA
from listings.reading.phrases import Expression, needed_letters

FILES = ("condition_phrases", "requirement_phrases", "skill_phrases")
SENTENCES = (
    "we can't sponsor visas for this role, and no relocation support is available.",
    "visa sponsorship available; h-1b transfers are welcome",
    "you must be a u.s. citizen and hold an active secret clearance (ts/sci preferred)",
    "no prior experience required: full training is provided, career changers welcome!",
    "5+ years of experience with python, ideally go; a master's degree is a plus.",
    "fluent german (c1) and english, french is nice to have, polish is not needed",
    "mindestens drei jahre berufserfahrung, abgeschlossenes studium oder vergleichbar",
    "quereinsteiger sind herzlich willkommen, keine vorkenntnisse nötig",
    "au moins 3 ans d'expérience, télétravail possible, débutants acceptés",
    "al menos tres años de experiencia; ofrecemos ayuda con el visado",
    "stock options (vsop) and an equity package for every employee",
    "we're a team of phds with 20 years in business, backed by investors",
    "equal opportunity employer: without regard to citizenship or nationality",
    "you have shipped react, or similar tools, to production.",
    "",
    "we",
)


def _expressions(content: Any) -> Iterator[list[str]]:
    if isinstance(content, str):
        yield [content]
    elif isinstance(content, list):
        yield [one for one in content if isinstance(one, str)]
    elif isinstance(content, dict):
        for name, inner in content.items():
            if not name.endswith("letters"):
                yield from _expressions(inner)


@pytest.mark.parametrize("file", FILES)
def test_what_is_found_is_what_plain_expressions_find(file: str) -> None:
    content = tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8"))
    matches = 0
    for alternatives in _expressions(content):
        plain, ours = re.compile("|".join(alternatives)), Expression(*alternatives)
        for text in SENTENCES:
            expected, found = plain.search(text), ours.search(text)
            assert (found and found.span()) == (expected and expected.span()), (alternatives, text)
            spans = [one.span() for one in plain.finditer(text)]
            assert [one.span() for one in ours.finditer(text)] == spans
            assert ours.sub("…", text) == plain.sub("…", text)
            matches += bool(expected)
    assert matches > 20


@pytest.mark.parametrize(
    ("expression", "letters"),
    [
        (r"\bvisas?\b", {"visa"}),
        (r"\b(?:no|never)\b[^.;]{0,60}\bsponsor\w*", {"sponsor"}),
        (r"colou?r", {"color", "colour"}),
        (r"(?:ab|cd)+ef", {"ef"}),
        (r"[ab]cd|xyz", {"acd", "bcd", "xyz"}),
        (r"(?:visa)?", set()),
        (r"\w+", set()),
        (r"visa|\d+", set()),
        (r"(?i)visa", set()),
        (r"(?<!no )visa(?! card)", {"visa"}),
    ],
)
def test_letters_that_an_expression_cannot_do_without(expression: str, letters: set[str]) -> None:
    assert set(needed_letters(expression)) == letters


def test_of_two_alternatives_the_first_place_counts_and_then_the_first_alternative() -> None:
    found = Expression("later words", "late", "lat").search("it is later words")
    assert found
    assert found[0] == "later words"
    found = Expression("words", "late").search("it is later words")
    assert found
    assert found[0] == "late"


def test_groups_can_be_asked_for_by_name() -> None:
    found = Expression("(?P<days>[0-9]) days", "(?P<weeks>[0-9]) weeks").search("in 3 weeks")
    assert found
    assert (found["days"], found["weeks"]) == (None, "3")
