"""Time zones in a search: "CET", "PT hours", "UTC+1", "within 2 hours of EST".

They ask for openings that lie there, and for remote ones that people there may take. A zone is a
part of the "Where" box; the page names it, so that nobody takes it for more.
"""

import re
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from listings.reading.data import content as data_file
from listings.reading.time_zones import (
    TimeZone,
    named_zones,
    zone_names,
    zones_by_label,
    zones_within,
)
from listings.search.understanding.amounts import BEGIN, END, any_of, folded_letters
from listings.search.understanding.parts import FoundAmount, Meaning
from listings.search.understanding.phrases import folded

KIND = "where"
EITHER_SIDE = r"(?:\+\s?/?\s?[-–−]|±)"
MINUTES_AN_HOUR = 60


@cache
def zone_phrases() -> tuple[tuple[str, Meaning], ...]:
    """Phrases that mean a zone, each with its meaning."""
    return tuple((folded(name), _meaning(zone.label, zone)) for name, zone in named_zones().items())


def zone_of(key: str) -> TimeZone:
    """The zone that a meaning names: by its label, or hours around an offset."""
    if zone := zones_by_label().get(key):
        return zone
    hours, offset, label = key.split(" ", 2)
    return zones_within(label, float(offset), float(hours))


def zones_in(text: str) -> Iterator[FoundAmount]:
    """Zones by their hours from UTC, and all that are some hours around one, in a folded text."""
    ranges = [*_ranges_in(text)]
    yield from ranges
    for match in _zones().finditer(text):
        if any(match.start() < one.end and one.start < match.end() for one in ranges):
            continue
        hours = match["reach"] or match["also"] or ""
        if match["name"] and not hours:
            continue  # a phrase of the table
        label, offset = _named(match)
        if hours:
            label = f"within {int(hours)} {'hour' if int(hours) == 1 else 'hours'} of {label}"
        zone = zones_within(label, offset, float(hours or 0))
        if zone.countries or zone.regions:
            key = f"{hours or 0} {offset} {label}"
            yield FoundAmount(_meaning(key, zone), *match.span())


def _ranges_in(text: str) -> Iterator[FoundAmount]:
    """All zones from one to another: "UTC-5 to UTC-3", "GMT to GMT+3", "EST to PST"."""
    for match in _ranges().finditer(text):
        first, second = (_named(match, end) for end in ("from_", "to_"))
        low, high = sorted((first, second), key=itemgetter(1))
        hours, middle = (high[1] - low[1]) / 2, (high[1] + low[1]) / 2
        label = f"{low[0]} to {high[0]}"
        zone = zones_within(label, middle, hours)
        if hours and (zone.countries or zone.regions):
            yield FoundAmount(_meaning(f"{hours} {middle} {label}", zone), *match.span())


def _meaning(key: str, zone: TimeZone) -> Meaning:
    return Meaning(KIND, key, zone.label, also=(("zone", key),), heading="Where")


def _named(match: re.Match[str], end: str = "") -> tuple[str, float]:
    """The label of a zone and its hours from UTC: ``UTC+5:30``; of a range that at one ``end``."""
    if name := match[f"{end}name"]:
        zone = _zones_by_written()[name]
        return zone.label, zone.offset or 0.0
    sign = "+" if match[f"{end}sign"] == "+" else "−"
    hours, minutes = int(match[f"{end}hours"]), match[f"{end}minutes"] or "00"
    offset = hours + int(minutes) / MINUTES_AN_HOUR
    label = f"UTC{sign}{hours}{'' if int(minutes) == 0 else f':{minutes}'}"
    return label, offset if sign == "+" else -offset


@cache
def _zones_by_written() -> dict[str, TimeZone]:
    """Zones by their names in folded letters."""
    by_label = zones_by_label()
    rows = data_file("time_zones.toml")["zones"].items()
    return {folded_letters(name): by_label[label] for label, row in rows for name in row["names"]}


@cache
def _zones() -> re.Pattern[str]:
    words = data_file("time_zones.toml")["reach"]
    before, unit, of = (any_of(words[name]) for name in ("before", "unit", "of"))
    names = any_of(map(folded_letters, zone_names()))
    return re.compile(
        rf"{BEGIN}(?:(?:(?:{before})\s|{EITHER_SIDE}\s?)(?P<reach>[0-9]{{1,2}})"
        rf"\s?(?:(?:{unit})\s)?(?:(?:{of})\s)?)?"
        rf"(?:(?:utc|gmt)\s?(?P<sign>[-+–−])\s?(?P<hours>[0-9]{{1,2}})(?::?(?P<minutes>[0-9]{{2}}))?"
        rf"|(?P<name>{names}))(?![^\W_])"
        rf"(?:\s?\(?{EITHER_SIDE}\s?(?P<also>[0-9]{{1,2}})(?:\s?(?:{unit}))?\)?)?{END}"
    )


@cache
def _ranges() -> re.Pattern[str]:
    """Two zones and what joins them; UTC need not be said again: "UTC-5 to -3"."""
    words = data_file("time_zones.toml")["reach"]
    between, joint, to = (any_of(words[name]) for name in ("between", "and", "to"))
    names = any_of(map(folded_letters, zone_names()))
    first, second = (
        rf"(?:(?:utc|gmt){optional}\s?(?P<{end}sign>[-+–−±])\s?(?P<{end}hours>[0-9]{{1,2}})"
        rf"(?::?(?P<{end}minutes>[0-9]{{2}}))?|(?P<{end}name>{names}))(?![^\W_])"
        for end, optional in (("from_", ""), ("to_", "?"))
    )
    return re.compile(
        rf"{BEGIN}(?:(?P<between>{between})\s|(?:from|von)\s)?{first}"
        rf"(?:\s?(?:{to})\s?|\s(?(between)(?:{joint})|(?!))\s){second}{END}"
    )
