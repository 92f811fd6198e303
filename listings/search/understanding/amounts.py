"""Patterns of numbers in a search, in letters that are folded one by one."""

from collections.abc import Iterable

from listings.reading.words import fold

BEGIN, END = r"(?<![\w.,$€£*:/+-])", r"(?![\w*:/-])"
"""What may stand before a number that is no pay, and behind all that belongs to it."""


def folded_letters(q: str) -> str:
    """Return a text of the same length, each letter folded by itself: places in it stay."""
    return q.lower() if q.isascii() else "".join(map(_folded_letter, q))


def _folded_letter(letter: str) -> str:
    folded = letter.lower() if letter.isascii() or letter.isspace() else fold(letter)
    return folded if len(folded) == 1 else letter


def any_of(words: Iterable[str]) -> str:
    """A pattern of one of the words; an apostrophe is a space there: "jusqu a"."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(longest_first).replace(".", r"\.").replace(" ", r"[\s'’]")
