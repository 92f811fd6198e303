"""Which parts of a title only say where the work is done. No Django."""

from functools import cache

from listings.reading.countries import area_code
from listings.reading.data import content
from listings.reading.regions import regions_named
from listings.reading.words import tokens

FILE = "title_words.toml"
LONGEST_NAME = 8
"""Words of a country's or region's name: "Saint Helena, Ascension and Tristan da Cunha" has 7."""
CODE = 2  # letters of a region's, behind a place: "New York, NY"


def only_says_where(piece: str, *, may_be_place: bool, behind_place: bool = False) -> bool:
    """Whether a part of a title names places or ways to work, and nothing else.

    ``may_be_place``: whether a place alone is one; else it may be the market that one sells to.
    ``behind_place``: whether the part before said where, and "KY" may be its state.
    """
    words = tokens(piece)
    vocabulary = content(FILE)
    rest = [word for word in words if word not in vocabulary["workplace"]]
    is_workplace = len(rest) < len(words)
    if is_workplace:
        rest = [word for word in rest if word not in vocabulary["beside_workplace"]]
    if not rest:
        return is_workplace
    return (may_be_place or is_workplace) and _are_places(rest, behind_place=behind_place)


def _are_places(words: list[str], *, behind_place: bool) -> bool:
    """Whether the words are names of countries, regions or large cities and nothing else."""
    ends = {0}  # how many of the first words are names
    for start in range(len(words)):
        if start in ends:
            names = range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
            ends |= {end for end in names if _is_place(" ".join(words[start:end]))}
            if (start or behind_place) and len(words[start]) == CODE and _is_region(words[start]):
                ends.add(start + 1)
    return len(words) in ends


def _is_place(name: str) -> bool:
    """Two and three letters are mostly no country here: AI, IT and PM are codes of some."""
    if name in _cities():
        return True
    if len(name) <= 3:
        return name in content(FILE)["places"]
    return bool(area_code(name)) or _is_region(name)


def _is_region(name: str) -> bool:
    countries = content(FILE)["regions_of"]
    return any(one.country in countries for one in regions_named(name))


@cache
def _cities() -> frozenset[str]:
    return frozenset(content(FILE)["cities"])
