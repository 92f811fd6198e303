"""Metropolitan areas by the names that people give them: content of metro_areas.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from listings.reading.countries import DATA
from listings.reading.names import fold_name


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything at most ``km`` kilometres from a point (degrees)."""

    latitude: float
    longitude: float
    km: float


@dataclass(frozen=True, slots=True)
class MetroArea:
    """Either a circle, or cities by the slugs of their places."""

    label: str
    circle: Circle | None = None
    cities: tuple[str, ...] = ()


def metro_area(folded: str) -> MetroArea | None:
    """The area of a folded name."""
    return metro_areas().get(folded)


@cache
def metro_areas() -> dict[str, MetroArea]:
    """Areas by each of their folded names."""
    found: dict[str, MetroArea] = {}
    for label, row in _content()["areas"].items():
        latitude, longitude = row.get("centre", (0, 0))
        circle = Circle(latitude, longitude, row["km"]) if "centre" in row else None
        area = MetroArea(label, circle, tuple(row.get("cities", ())))
        found |= {fold_name(name): area for name in (label, *row.get("also", ()))}
    return found


def parts_of(slug: str) -> tuple[str, ...]:
    """Slugs of the places that are a part of a city."""
    return tuple(_content()["parts"].get(slug, ()))


def whole_of(slug: str) -> str:
    """The slug of the city that a place is a part of, or an empty text."""
    return _wholes().get(slug, "")


@cache
def _wholes() -> dict[str, str]:
    return {part: whole for whole, parts in _content()["parts"].items() for part in parts}


@cache
def around_words() -> frozenset[str]:
    """Folded words and phrases beside a city's name that mean its surroundings as well."""
    return frozenset(_content()["around"]["words"])


def around_km() -> int:
    """How far the surroundings of a city reach, in kilometres."""
    return int(_content()["around"]["km"])


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((DATA / "metro_areas.toml").read_text(encoding="utf-8"))
