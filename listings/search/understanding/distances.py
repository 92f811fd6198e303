"""How far a place may be: ``within 20 miles of London``, ``Berlin +50 km``, ``50 km Berlin``."""

import re
from collections.abc import Iterator
from functools import cache

from listings.search.understanding.amounts import BEGIN, END, any_of
from listings.search.understanding.parts import LEFT_OUT, FoundAmount, Meaning
from listings.search.understanding.phrases import content

DISTANCE = Meaning(LEFT_OUT, "", "is a distance: choose one beside the box “Where”")
"""Its value is the kilometres, or "" where it is told in minutes."""

LONE = (("alone", "distance"),)
"""In ``also``: no word says that it is a distance, which it is beside a city alone."""

KM_A_MILE = 1.609344


@cache
def _distances() -> re.Pattern[str]:
    words = content()["distance"]
    before, unit, alone, behind = (
        any_of(words[one]) for one in ("before", "unit", "alone", "behind")
    )
    return re.compile(
        rf"{BEGIN}(?P<before>(?:{before})\s)?(?P<plus>[+±]\s?)?(?P<number>[0-9]{{1,3}})\s?"
        rf"(?:(?P<alone>{alone})|(?P<unit>{unit}))(?P<behind>\s(?:{behind}){END})?{END}"
    )


def distances_in(text: str) -> Iterator[FoundAmount]:
    """How far a place may be, in a folded text: "within 50 km of", and "50 km" alone."""
    words = content()["distance"]
    for match in _distances().finditer(text):
        unit = match["alone"] or match["unit"]
        is_told = bool(match["before"] or match["behind"] or match["plus"])
        if is_told or match["alone"]:
            factor = KM_A_MILE if unit in words["miles"] else 1
            km = str(round(int(match["number"]) * factor))
            value = "" if unit in words["minutes"] else km
            meaning = DISTANCE._replace(value=value, also=() if is_told else LONE)
            yield FoundAmount(meaning, *match.span())
