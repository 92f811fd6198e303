"""The board's own words for levels, as phrases of a search."""

from collections.abc import Iterator, Mapping, Set
from functools import cache

from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import (
    content,
    folded,
    occupation_rows,
    plain_phrases,
    words_of,
)


def levels(words: Mapping[str, str], nouns: Set[str]) -> Iterator[tuple[str, Meaning]]:
    """The board's own words for levels; of those without one, that they stay words.

    Left out are those with one of the ``nouns``, which say what one is: "associate engineer", or
    with an occupation in one word: "SDE 2".
    """
    nouns |= _occupations_in_one_word()
    titles = words_of("words", "titles")
    for pattern, level in words.items():
        for phrase in plain_phrases([pattern]):
            count = phrase.count(" ") + 1
            if level == "" and count > 1:
                yield phrase, Meaning("stay", "", phrase)
            elif level and phrase not in titles and nouns.isdisjoint(phrase.split(" ")):
                yield phrase, Meaning("level", level, phrase)


@cache
def other_grade() -> dict[str, str]:
    """Each grade in its other form: II is 2."""
    grades: dict[str, str] = content()["grades"]
    return grades | {roman: digit for digit, roman in grades.items()}


def grades(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The board's own words for levels that end with a grade, with or without a job before it."""
    for pattern, level in words.items():
        if level and other_grade().keys() & {*pattern.split()[-1:]}:
            yield from ((phrase, level) for phrase in plain_phrases([pattern]))


@cache
def _occupations_in_one_word() -> frozenset[str]:
    names = (name for row in occupation_rows() for name in (*row["means"], *row["also"]))
    return frozenset(name for name in map(folded, names) if " " not in name)
