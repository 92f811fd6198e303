"""The key by which postings of one vacancy are found to be the same."""

import re
from functools import cache

from listings.reading.conditions import language_words
from listings.reading.countries import country_code, group_code
from listings.reading.title_parts import LONGEST, clean, title_words
from listings.reading.words import tokens

LONGEST_NAME = 8
"""Words of a country's or region's name: "Saint Helena, Ascension and Tristan da Cunha" has 7."""

_PARTS = re.compile(r"(\s[-–—|:•·@]++\s|(?<![-–—])[-–—]++\s|\s[-–—]++|[,;:|–—()\[\]{}])")


_BRACKETS = re.compile(r"[(][^()]*+[)]|\[[^\[\]]*+\]")


def normalize_title(title: str) -> str:
    """The key by which postings of one vacancy are found to be the same.

    Case, accents, markers of gender and pictures are off, and so are parts that only say where or
    in which language: "(Remote, UK)", "- LATAM", "| Brazil", "- Czech speaking". A place after a
    comma outside of brackets stays: it may be the market that one sells to. Where a title says
    nothing else, nothing is left out.
    """
    pieces = _PARTS.split(_BRACKETS.sub(_kept_bracket, clean(title)))
    dividers = ["", *(divider.strip() for divider in pieces[1::2])]
    kept = [
        word
        for divider, piece in zip(dividers, pieces[::2], strict=True)
        if not _only_says_where(piece, may_be_place=divider not in {"", ",", ";", ")", "]"})
        and not (divider and _only_says_language(piece))
        for word in tokens(piece)
    ]
    return " ".join(kept or tokens(title[:LONGEST]))


def _kept_bracket(found: re.Match[str]) -> str:
    """Nothing for a bracket that only says where or in which language: "(Remote, Spain)"."""
    inside = found[0][1:-1]
    is_off = _only_says_where(inside, may_be_place=True) or _only_says_language(inside)
    return " " if is_off and tokens(inside) else found[0]


def _only_says_language(piece: str) -> bool:
    """Whether a part names languages that the work is done in, and nothing else."""
    rest = [word for word in tokens(piece) if word not in title_words()["beside_language"]]
    return bool(rest) and all(word in _languages() for word in rest)


@cache
def _languages() -> frozenset[str]:
    return frozenset(word for name in language_words() for word in tokens(name))


def _only_says_where(piece: str, *, may_be_place: bool) -> bool:
    words = tokens(piece)
    vocabulary = title_words()
    rest = [word for word in words if word not in vocabulary["workplace"]]
    is_workplace = len(rest) < len(words)
    if is_workplace:
        rest = [word for word in rest if word not in vocabulary["beside_workplace"]]
    if not rest:
        return is_workplace
    return (may_be_place or is_workplace) and _are_places(rest)


def _are_places(words: list[str]) -> bool:
    """Whether the words are names of countries or regions and nothing else."""
    ends = {0}  # how many of the first words are names
    for start in range(len(words)):
        if start in ends:
            names = range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
            ends |= {end for end in names if _is_place(" ".join(words[start:end]))}
    return len(words) in ends


def _is_place(name: str) -> bool:
    """Two and three letters are mostly no country here: AI, IT and PM are codes of some."""
    if len(name) <= 3:
        return name in title_words()["places"]
    return bool(country_code(name) or group_code(name))
