"""Parts of a search that patterns read: amounts, times, markers of gender.

``5 years experience``, ``80% pensum``, ``last 3 days``. A number of years is what the visitor has:
openings may ask for so many at most. With a plus it is what openings ask for. Years that nothing
says to be experience count at the end alone: a "2 year contract" is none. Months are years of
experience, or how long a contract lasts, which no filter asks for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import chain
from math import ceil

from listings.models import YearsBand
from listings.reading.countries import COUNTRY_NAMES
from listings.reading.requirements import MOST_YEARS
from listings.reading.time_zones import zone_names
from listings.search.understanding.amounts import (
    BEGIN,
    END,
    any_of,
    folded_letters,
)
from listings.search.understanding.distances import distances_in
from listings.search.understanding.matching import GIVING_WAY, FoundPhrase
from listings.search.understanding.parts import LEFT_OUT, SAYS_NOTHING, FoundAmount, Meaning
from listings.search.understanding.pay import pay_in
from listings.search.understanding.phrases import content
from listings.search.understanding.pieces import Kind, Piece, flag_of
from listings.search.understanding.table import PhraseEntry, PhraseTable
from listings.search.understanding.time_zones import zones_in

TO = r"\s?(?:-|–|to|bis|a)\s?"
"""What stands between the two numbers of a range."""

FULL_TIME, MOST_HOURS = 34, 60
"""Hours a week from which work is full time, and the most that are hours of work."""

WEEKLY = frozenset(range(15, 46)) - {24}
"""Hours that are a week's where nothing says so; 24 are a day."""

FULL, LEAST_SHARE = 100, 20
"""Per cent of full time, and the least that is a share of it where nothing says so."""

POSTED = (1, 3, 7, 14, 30)
"""Within how many days a search may ask for."""

FULL_DAYS = 4
"""Days of work a week that may be all of it."""

HYBRID = re.compile(r"\bhibrid|\bhybrid|\bibrid")
"""In a search for hybrid work days are those in the office, wherever they stand."""

HOURS_A_DAY, MONTHS_A_YEAR = 24, 12
DAYS = {"days": 1, "weeks": 7, "months": 30}
OFFICE_DAYS = Meaning(LEFT_OUT, "", "excludes nothing: days in the office are no filter")
DURATION = Meaning(LEFT_OUT, "", "is how long: openings are not chosen by it")

# m/w/d, also in brackets and other orders
GENDERS = re.compile(
    r"[(\[]?(?<!\w)(?:[mwfdxhi](?:\s?[/|*]\s?[mwfdxi](?!\w)){1,3}"
    r"|all genders|alle geschlechter)(?!\w)[)\]]?",
    re.IGNORECASE,
)


def amounts(q: str, found: list[Piece], table: PhraseTable, taken: Set[str]) -> list[FoundPhrase]:
    """Pay, times, and how far a place may be."""
    text = folded_letters(q)
    if not any(letter.isdigit() for letter in q) and not _number_words().search(text):
        return []
    readers = (zones_in, posted_in, days_in, years_in, months_in, hours_in, shares_in, distances_in)
    read = [*pay_in(text, table.currency), *chain(*(reader(text) for reader in readers))]
    kept: list[FoundPhrase] = []
    for one in sorted(read, key=lambda one: one.start):  # those that begin together: pay first
        if one.meaning.kind not in taken - GIVING_WAY and _is_of_words(found, one.start, one.end):
            phrase = _over(found, one.start, one.end, one.meaning)
            if not kept or kept[-1].last < phrase.first:
                kept.append(phrase)
    return kept


def _is_of_words(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether the characters are whole pieces that are words; a dash may stand between them."""
    inside = [piece for piece in found if piece.start < end and start < piece.end]
    within = all(start <= piece.start and piece.end <= end for piece in inside)
    plain = all(map(_is_plain, inside))
    is_one_run = not any(piece.is_new_run for piece in inside[1:])
    return bool(inside) and within and plain and is_one_run


def _is_plain(piece: Piece) -> bool:
    """Whether it is a word, a comma, a dash, or a number that one stands before: "CET +/-2"."""
    is_word = piece.kind in (Kind.WORD, Kind.COMMA)
    return is_word or (piece.text[0] == "-" and piece.text[1:].isdecimal()) or piece.text == "-"


def genders(q: str, found: list[Piece]) -> Iterable[FoundPhrase]:
    """Markers such as "m/w/d", which say nothing."""
    for match in GENDERS.finditer(q):
        if _is_of_words(found, match.start(), match.end()):
            yield _over(found, match.start(), match.end(), SAYS_NOTHING)


def flags(found: Sequence[Piece], taken: Set[str]) -> Iterable[FoundPhrase]:
    """Countries that were said by their flags."""
    if "country" not in taken:
        for at, piece in enumerate(found):
            if (code := flag_of(piece.text)) in COUNTRY_NAMES:
                yield FoundPhrase.of(Meaning("country", code, COUNTRY_NAMES[code]), at, at)


def _over(found: Sequence[Piece], start: int, end: int, meaning: Meaning) -> FoundPhrase:
    inside = [at for at, piece in enumerate(found) if start <= piece.start and piece.end <= end]
    return FoundPhrase(PhraseEntry(meaning), inside[0], inside[-1], len(inside))


@cache
def _years() -> re.Pattern[str]:
    words = content()["years"]
    under, over, unit, joins, experience, alone = (
        any_of(words[name])
        for name in ("at_most", "at_least", "unit", "joins", "experience", "alone")
    )
    number = rf"[0-9]{{1,2}}|{any_of(words['numbers'])}"
    return re.compile(
        rf"{BEGIN}(?P<years>(?:(?:(?P<under>{under})|(?P<over>{over}))\s)?(?P<least>{number})"
        rf"(?:{TO}(?P<most>{number}))?(?P<plus>\s?\+)?"
        rf"[\s-]?(?:(?P<alone>{alone})|(?:{unit})(?P<experience>\s(?:(?:{joins})[\s'’])*(?:{experience}))?))"
        rf"{END}(?P<end>\s*$)?"
    )


def _number(written: str) -> int:
    """A number in digits or in a word of ``years.numbers``."""
    numbers: dict[str, int] = content()["years"]["numbers"]
    return int(written) if written.isdecimal() else numbers[written]


@cache
def _number_words() -> re.Pattern[str]:
    """Words that stand for an amount without digits: numbers, and zones ("EST to PST")."""
    words = [*content()["years"]["numbers"], *map(folded_letters, zone_names())]
    return re.compile(rf"{BEGIN}(?:{any_of(words)}){END}")


def years_in(text: str) -> Iterator[FoundAmount]:
    """Years of experience in a folded text (``folded_letters``)."""
    for match in _years().finditer(text):
        signs = (
            match["under"],
            match["over"],
            match["most"],
            match["alone"],
            match["experience"],
            match["plus"],
        )
        number = _number(match["most"] or match["least"])
        if number <= MOST_YEARS and (any(signs) or match["end"] is not None):
            is_least = match["plus"] or match["over"]
            meaning = _years_asked(number) if is_least else _at_most_years(number)
            yield FoundAmount(meaning, *match.span("years"))


@cache
def _hours() -> re.Pattern[str]:
    words = content()["hours"]
    unit, each, week, weekly, other = (
        any_of(words[name]) for name in ("unit", "each", "week", "weekly", "other")
    )
    return re.compile(
        rf"{BEGIN}(?:[0-9]{{1,2}}{TO})?(?P<hours>[0-9]{{1,2}})[\s-]?"
        rf"(?:{unit})(?P<weekly>(?:\s?/\s?|[\s-](?:(?:{each})\s)?)(?:{week})|\s(?:{weekly}))?"
        rf"{END}(?!\s(?:{other})(?!\w))"
    )


def hours_in(text: str) -> Iterator[FoundAmount]:
    """Hours of work a week in a folded text: a part of full time, or all of it."""
    for match in _hours().finditer(text):
        hours = int(match["hours"])
        if hours <= MOST_HOURS if match["weekly"] else hours in WEEKLY:
            value = "part-time" if hours < FULL_TIME else "full-time"
            yield FoundAmount(Meaning("type", value, match[0]), *match.span())


@cache
def _shares() -> re.Pattern[str]:
    words = content()["pensum"]
    said, other = any_of(words["words"]), any_of(words["other"])
    return re.compile(
        rf"{BEGIN}(?P<before>(?:{said})\s)?(?:(?P<least>[0-9]{{2,3}})\s?%?{TO})?"
        rf"(?P<most>[0-9]{{2,3}})\s?%(?P<behind>\s(?:{said}))?{END}(?!\s(?:{other})(?!\w))"
    )


def shares_in(text: str) -> Iterator[FoundAmount]:
    """A part of full time in a folded text; one that may be all of it asks for nothing."""
    for match in _shares().finditer(text):
        most, is_told = int(match["most"]), bool(match["before"] or match["behind"])
        if most < FULL and (is_told or most >= LEAST_SHARE):
            yield FoundAmount(Meaning("type", "part-time", match[0]), *match.span())
        elif most == FULL and (is_told or match["least"]):
            yield FoundAmount(SAYS_NOTHING, *match.span())
    for match in _shares_of_place().finditer(text):
        if int(match["most"]) < FULL:
            yield FoundAmount(OFFICE_DAYS, *match.span("share"))


@cache
def _shares_of_place() -> re.Pattern[str]:
    """How much of the work is done where: "80% remote"."""
    return re.compile(
        rf"{BEGIN}(?P<share>(?:[0-9]{{2}}\s?%?{TO})?(?P<most>[0-9]{{1,3}})\s?%)"
        rf"(?=\s(?:{any_of(content()['pensum']['places'])})(?!\w))"
    )


def _at_most_years(years: int) -> Meaning:
    label = f"at most {years} {'year' if years == 1 else 'years'} asked"
    return Meaning("years_max", str(years), label)


def _years_asked(years: int) -> Meaning:
    band = [one for one in YearsBand if int(one.value[0]) <= years][-1]
    return Meaning("years", band.value, band.label)


@cache
def _months() -> re.Pattern[str]:
    unit = any_of(content()["posted_within"]["months"])
    experience = any_of(content()["years"]["experience"])
    joins = any_of(content()["years"]["joins"])
    return re.compile(
        rf"{BEGIN}(?:[0-9]{{1,2}}{TO})?(?P<months>[0-9]{{1,2}})"
        rf"\s?\+?[\s-]?(?:{unit})(?P<experience>\s(?:(?:{joins})[\s'’])*(?:{experience}))?"
        rf"{END}"
    )


def months_in(text: str) -> Iterator[FoundAmount]:
    """Months of experience in a folded text, or how long work lasts."""
    for match in _months().finditer(text):
        years = ceil(int(match["months"]) / MONTHS_A_YEAR)
        yield FoundAmount(_at_most_years(years) if match["experience"] else DURATION, *match.span())


@cache
def _posted() -> re.Pattern[str]:
    words = content()["posted_within"]
    units = "|".join(
        f"(?P<{name}>{any_of(words[name])})" for name in ("hours", "days", "weeks", "months")
    )
    before, behind = any_of(words["before"]), any_of(words["behind"])
    return re.compile(
        rf"(?<![\w*:/-])(?P<before>(?:{before})\s)?(?P<number>[0-9]{{1,2}})\s?(?:{units})"
        rf"(?P<behind>\s(?:{behind}))?{END}"
    )


def posted_in(text: str) -> Iterator[FoundAmount]:
    """How new openings may be, in a folded text: "last 10 days", "posted 2 weeks ago"."""
    for match in _posted().finditer(text):
        number = int(match["number"])
        by_unit = [number * days for unit, days in DAYS.items() if match[unit]]
        days = by_unit[0] if by_unit else ceil(number / HOURS_A_DAY)
        if (match["before"] or match["behind"]) and 0 < days <= POSTED[-1]:
            value = next(one for one in POSTED if one >= days)
            yield FoundAmount(Meaning("posted", str(value), match[0]), *match.span())


@cache
def _days() -> re.Pattern[str]:
    words = content()["days"]
    unit, before, behind = (any_of(words[name]) for name in ("unit", "before", "behind"))
    each, week = any_of(content()["hours"]["each"]), any_of(content()["hours"]["week"])
    return re.compile(
        rf"{BEGIN}(?P<before>(?:{before})\s)?"
        rf"(?P<days>(?:[1-5]{TO})?(?P<number>[1-5])[\s-]?(?:{unit})"
        rf"(?P<weekly>(?:\s?/\s?|\s(?:(?:{each})\s)?)(?:{week}))?(?P<behind>\s(?:{behind}))?){END}"
    )


def days_in(text: str) -> Iterator[FoundAmount]:
    """Days of a week in a folded text: some in the office are hybrid work, few are part-time."""
    is_hybrid = HYBRID.search(text) is not None
    for match in _days().finditer(text):
        if match["behind"]:
            yield FoundAmount(Meaning("workplace", "hybrid", match["days"]), *match.span("days"))
        elif match["before"] or (is_hybrid and not match["weekly"]):
            yield FoundAmount(OFFICE_DAYS, *match.span("days"))
        elif match["weekly"] and int(match["number"]) < FULL_DAYS:
            yield FoundAmount(Meaning("type", "part-time", match["days"]), *match.span("days"))
        elif match["weekly"] and int(match["number"]) > FULL_DAYS:
            yield FoundAmount(SAYS_NOTHING, *match.span("days"))
