"""Years of experience in a search: ``5 years experience``, ``less than 2 years``, ``3+ yrs``.

A number of years is what the visitor has: openings may ask for so many at most. With a plus it is
what openings ask for. Years that nothing says to be experience count at the end alone: a "2 year
contract" is none.
"""

import re
from collections.abc import Iterator
from functools import cache

from listings.models import YearsBand
from listings.reading.requirements import MOST_YEARS
from listings.search.understanding.parts import FoundAmount, Meaning
from listings.search.understanding.phrases import content


@cache
def _years() -> re.Pattern[str]:
    words = content()["years"]
    under, unit, joins, experience, alone = (
        "|".join(sorted(words[name], key=len, reverse=True))
        for name in ("at_most", "unit", "joins", "experience", "alone")
    )
    return re.compile(
        rf"(?<![\w.,$€£*:/+-])(?P<years>(?:(?P<under>{under})\s)?(?P<least>[0-9]{{1,2}})"
        rf"(?:\s?(?:-|–|to|bis|a)\s?(?P<most>[0-9]{{1,2}}))?(?P<plus>\s?\+)?"
        rf"[\s-]?(?:(?P<alone>{alone})|(?:{unit})(?P<experience>\s(?:(?:{joins})[\s'’])*(?:{experience}))?))"
        rf"(?![\w*:/-])(?P<end>\s*$)?"
    )


def years_in(text: str) -> Iterator[FoundAmount]:
    """Years of experience in a folded text (``folded_letters``)."""
    for match in _years().finditer(text):
        signs = (match["under"], match["alone"], match["experience"], match["plus"])
        number = int(match["most"] or match["least"])
        if number <= MOST_YEARS and (any(signs) or match["end"] is not None):
            meaning = _asked(number) if match["plus"] else _at_most(number)
            yield FoundAmount(meaning, *match.span("years"))


def _at_most(years: int) -> Meaning:
    return Meaning("years_max", str(years), f"at most {years} years asked")


def _asked(years: int) -> Meaning:
    band = [one for one in YearsBand if int(one.value[0]) <= years][-1]
    return Meaning("years", band.value, band.label)
