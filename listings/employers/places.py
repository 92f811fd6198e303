"""Places as people type them, without the big gazetteer: by rows, else by their country.

``Graz, Austria`` is taken for a city that no posting has named before; ``Graz`` alone is asked
back. The row gets the address that a sync would give it, so both meet later.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import F, Q

from listings.models import Place, PlaceKind
from listings.reading.countries import DATA, country_code, country_name
from listings.reading.names import fold_name, slug
from listings.reading.place_facts import PlaceFacts, country_facts
from listings.reading.words import fold
from listings.sources.place_rows import place_row

MOST_SHOWN = 4
NEEDS_REGION = frozenset({"US"})  # cities of one name are told apart by their state there


class UnknownPlaceError(ValueError):
    """The text names no one place; its message says what to add."""


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str

    @property
    def country(self) -> str:
        return self.code[:2]


def find_places(texts: Sequence[str]) -> list[Place]:
    """Return each place once, in order; unsaved rows for places that are new. One query.

    Raises ``UnknownPlaceError`` for the first text that names none, or several.
    """
    asked = [[part.strip() for part in text.split(",") if part.strip()] for text in texts]
    names = {fold(parts[0]).strip() for parts in asked if parts}
    rows = list(Place.objects.filter(Q(names__overlap=[*names]) | Q(sort_name__in=names)))
    found = [find_place(text, parts, rows) for text, parts in zip(texts, asked, strict=True)]
    return list({place.slug: place for place in found}.values())


def find_place(text: str, parts: list[str], rows: Sequence[Place]) -> Place:
    """Return the one place of a text, among the rows that share its first name."""
    if not parts:
        raise UnknownPlaceError(f"“{text}” names no place.")
    fits = [row for row in rows if _is_meant(row, parts)]
    if len(fits) > 1:
        fits = [row for row in fits if row.label.casefold() == ", ".join(parts).casefold()] or fits
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise UnknownPlaceError(f"Which “{text}”: {_choice(fits)}?")
    return _new_place(text, parts)


def _choice(fits: Sequence[Place]) -> str:
    labels = sorted({row.label for row in fits})
    return " or ".join(labels[:MOST_SHOWN]) + (" or another" if len(labels) > MOST_SHOWN else "")


def _is_meant(row: Place, parts: list[str]) -> bool:
    name = fold(parts[0]).strip()
    return (name in row.names or name == row.sort_name) and all(
        _lies_in(row, part) for part in parts[1:]
    )


def _lies_in(row: Place, part: str) -> bool:
    region_names = {fold(row.region), row.region_code.partition("-")[2].lower()}
    return country_code(part) == row.country or fold(part) in region_names - {""}


def _new_place(text: str, parts: list[str]) -> Place:
    code = country_code(parts[0])
    if len(parts) == 1 and code:
        return place_row(country_facts(code))
    region = next(filter(None, (_region(part) for part in parts[1:])), None)
    country = country_code(parts[-1]) if len(parts) > 1 else None
    if country is None and region is not None:
        country = region.country
    if country is None:
        raise UnknownPlaceError(f"We do not know “{text}” yet: add its country after a comma.")
    if region is not None and region.country != country:
        region = None
    if country in NEEDS_REGION and region is None:
        raise UnknownPlaceError(f"Which state is “{text}” in? Write it after the city.")
    return _new_city(text, parts[0], region, country)


def _new_city(text: str, city: str, region: Region | None, country: str) -> Place:
    if not any(letter.isalpha() for letter in city) or "://" in text or len(city) > 100:
        raise UnknownPlaceError(f"“{text[:60]}” does not look like a place.")
    suffix = region.code.partition("-")[2] if region and country in NEEDS_REGION else ""
    facts = PlaceFacts(
        PlaceKind.CITY.value,  # type: ignore[arg-type]
        city=city,
        region=region.name if region else "",
        region_code=region.code if region else "",
        country=country,
        slug=slug(city, suffix, country) or slug(country_name(country), "city"),
    )
    return place_row(facts)


def _region(text: str) -> Region | None:
    return _regions().get(fold_name(text))


@cache
def _regions() -> dict[str, Region]:
    """Regions by their folded names and by the abbreviation that people write after a city."""
    rows = tomllib.loads((DATA / "regions.toml").read_text(encoding="utf-8"))
    return {
        fold_name(name): Region(code, row["name"])
        for code, row in reversed(rows.items())
        for name in (*row.get("also", ()), row.get("abbreviation") or row["name"], row["name"])
    }


def suggest_places(typed: str, limit: int = 8) -> list[str]:
    """Return labels of places that begin with what was typed. One query.

    Only places of the gazetteer and whole countries: what another employer has typed stays
    unseen until a posting that names it is public.
    """
    name = fold(typed).strip()
    if len(name) < 2:
        return []
    known = Q(geonames_id__isnull=False) | ~Q(kind=PlaceKind.CITY)
    rows = Place.objects.filter(known, sort_name__startswith=name)
    return [
        row.label
        for row in rows.order_by(F("population").desc(nulls_last=True), "sort_name", "pk")[:limit]
    ]
