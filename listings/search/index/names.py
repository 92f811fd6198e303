"""Slugs and names of what postings are linked to, and what the index knows of places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from listings.search.index.rows import REGION_KEY

TABLES = {"role": "roles_role", "skill": "listings_skill", "company": "listings_company"}


class Name(NamedTuple):
    slug: str
    label: str


class PlaceFacts(NamedTuple):
    """A place as far as it decides or is shown; ``country`` is an ISO code."""

    slug: str
    city: str
    region: str
    region_slug: str
    region_key: int
    country: str
    is_city: bool


@dataclass(frozen=True)
class Names:
    """By the numbers of their rows; replaced as a whole when one changes."""

    role: dict[int, Name] = field(default_factory=dict)
    skill: dict[int, Name] = field(default_factory=dict)
    company: dict[int, Name] = field(default_factory=dict)
    places: dict[int, PlaceFacts] = field(default_factory=dict)
    blocked: frozenset[int] = frozenset()

    def of(self, kind: str) -> dict[int, Name]:
        """Return the names of roles, skills or companies."""
        found: dict[int, Name] = getattr(self, kind)
        return found

    @cached_property
    def regions(self) -> dict[int, PlaceFacts]:
        """One place of each region, by the region's key."""
        return {one.region_key: one for one in self.places.values() if one.region_slug}

    @cached_property
    def by_region(self) -> dict[str, list[int]]:
        """Numbers of the places of each region, by its slug."""
        found: dict[str, list[int]] = {}
        for number, place in self.places.items():
            found.setdefault(place.region_slug, []).append(number)
        return found

    def in_regions(self, slugs: Iterable[str]) -> list[int]:
        """Return the numbers of all places in some regions."""
        return [number for slug in slugs for number in self.by_region.get(slug, ())]


type Changed = Mapping[str, Iterable[int]] | None


def read(changed: Changed = None, known: Names | None = None) -> Names:
    """Read all names, or those of the rows that changed; what is gone keeps its old name."""
    known = known or Names()
    made = {kind: dict(known.of(kind)) for kind in TABLES}
    for kind, number, slug, name in _rows(changed):
        made[kind][number] = Name(slug, name)
    places = known.places | dict(_places(None if changed is None else changed.get("place", ())))
    return Names(**made, places=places, blocked=_blocked())


def _rows(changed: Changed) -> list[tuple[str, int, str, str]]:
    parts, parameters = [], []
    for kind, table in TABLES.items():
        where = ""
        if changed is not None:
            where = " WHERE id = ANY(%s)"
            parameters.append(list(changed.get(kind, ())))
        parts.append(f"SELECT '{kind}', id, slug, name FROM {table}{where}")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return cursor.fetchall()


def _places(changed: Iterable[int] | None) -> list[tuple[int, PlaceFacts]]:
    columns = f"id, slug, city, region, region_slug, {REGION_KEY}, country, kind = 'city'"
    sql = f"SELECT {columns} FROM listings_place"
    with connection.cursor() as cursor:
        if changed is None:
            cursor.execute(sql)
        else:
            cursor.execute(f"{sql} WHERE id = ANY(%s)", [list(changed)])
        return [(number, PlaceFacts(*facts)) for number, *facts in cursor.fetchall()]


def _blocked() -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM listings_company WHERE blocked_at IS NOT NULL")
        return frozenset(number for (number,) in cursor.fetchall())
