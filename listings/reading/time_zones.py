"""Time zones in which people want to work, by name and by hours from UTC: ``data/time_zones.toml``.

One is where people live in it: whole countries, or regions and the remote work of their country.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from listings.reading.countries import GROUPS
from listings.reading.data import content
from listings.reading.names import fold_name
from listings.reading.regions import region_slug


@dataclass(frozen=True, slots=True)
class TimeZone:
    """``offset``: hours from UTC in winter; None of several zones together.

    ``remote`` are ISO codes of countries of which remote work counts, ``regions`` are slugs.
    """

    label: str
    offset: float | None
    countries: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    remote: frozenset[str] = frozenset()


def time_zone(folded: str) -> TimeZone | None:
    """The zone of a folded name (``fold_name``), if there is one."""
    return named_zones().get(folded)


@cache
def zones_by_label() -> dict[str, TimeZone]:
    """Zones by what the page calls them."""
    return {zone.label: zone for zone in named_zones().values()}


@lru_cache(maxsize=1_000)
def zones_within(label: str, offset: float, hours: float) -> TimeZone:
    """All zones that are at most so many hours away from an offset, as one."""
    near = [
        zone
        for zone in zones_by_label().values()
        if zone.offset is not None and abs(zone.offset - offset) <= hours
    ]
    return TimeZone(
        label,
        None,
        frozenset(code for zone in near for code in zone.countries),
        tuple(slug for zone in near for slug in zone.regions),
        frozenset(code for zone in near for code in zone.remote),
    )


@cache
def named_zones() -> dict[str, TimeZone]:
    """Zones by each of their folded names, and by names in a form: "PT hours"."""
    found: dict[str, TimeZone] = {}
    for label, row in content("time_zones.toml")["zones"].items():
        zone = _zone(label, row)
        found |= dict.fromkeys(map(fold_name, _phrases(row)), zone)
    return found


def zone_names() -> Iterator[str]:
    """What means a zone by itself, as it is written: "CET"."""
    for row in content("time_zones.toml")["zones"].values():
        yield from row["names"]


def _phrases(row: dict[str, Any]) -> Iterator[str]:
    yield from row["names"]
    for form in content("time_zones.toml")["forms"]["words"]:
        for name in (*row["names"], *row.get("short", ())):
            yield form.format(name)


def _zone(label: str, row: dict[str, Any]) -> TimeZone:
    groups = (GROUPS[name].countries for name in _listed(row, "groups"))
    return TimeZone(
        label,
        row.get("offset"),
        frozenset(_listed(row, "countries")).union(*groups),
        tuple(map(region_slug, row.get("regions", ()))),
        frozenset(_listed(row, "remote")),
    )


def _listed(row: dict[str, Any], name: str) -> Iterable[str]:
    return str(row.get(name, "")).split()
