"""Slugs and names of what postings are linked to, and what the index knows of places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from django.db import connection

from listings.search.index.fields import Field
from listings.search.index.keys import letters
from listings.search.index.rows import REGION_KEY

TABLES = {"role": "roles_role", "skill": "listings_skill", "company": "listings_company"}


class Name(NamedTuple):
    slug: str
    label: str


class IndexedPlace(NamedTuple):
    """A place as far as it decides or is shown; ``country`` is an ISO code."""

    slug: str
    city: str
    region: str
    region_slug: str
    region_key: int
    country: str
    is_city: bool


class KeyFacts:
    """What is known of the ``V`` keys of a field, in their order.

    ``is_known``  (V,) bool: whether a row of that number is there
    ``rank``      (V,) int64: its place in the order of slugs
    ``country``   (V,) int64, of places and regions: ``letters`` of the country
    ``region``    (V,) int64, of places: the key of its region
    ``is_city``   (V,) bool, of places
    """

    def __init__(
        self, slugs: Sequence[str | None], places: Sequence[IndexedPlace | None] = ()
    ) -> None:
        self.is_known = np.array([slug is not None for slug in slugs], bool)
        self.rank = np.argsort(np.argsort(np.array([slug or "" for slug in slugs], str)))
        self.country = np.array([letters(one.country) if one else 0 for one in places], np.int64)
        self.region = np.array([one.region_key if one else 0 for one in places], np.int64)
        self.is_city = np.array([one is not None and one.is_city for one in places], bool)


@dataclass(frozen=True)
class Names:
    """By the numbers of their rows; replaced as a whole when one changes."""

    role: dict[int, Name] = field(default_factory=dict)
    skill: dict[int, Name] = field(default_factory=dict)
    company: dict[int, Name] = field(default_factory=dict)
    places: dict[int, IndexedPlace] = field(default_factory=dict)
    blocked: frozenset[int] = frozenset()
    facts: WeakKeyDictionary[Field, KeyFacts] = field(default_factory=WeakKeyDictionary)

    def of_field(self, field: Field, kind: str) -> KeyFacts:
        """Return what the index knows of the keys of a field of roles, places …; made once."""
        found = self.facts.get(field)
        if found is None:
            self.facts[field] = found = self._facts(field.keys.tolist(), kind)
        return found

    def _facts(self, keys: list[int], kind: str) -> KeyFacts:
        if kind not in ("place", "region"):
            names = self.of(kind)
            return KeyFacts([names[key].slug if key in names else None for key in keys])
        known = self.places if kind == "place" else self.regions
        places = [known.get(key) for key in keys]
        slug = "slug" if kind == "place" else "region_slug"
        return KeyFacts([place and getattr(place, slug) for place in places], places)

    def of(self, kind: str) -> dict[int, Name]:
        """Return the names of roles, skills or companies."""
        found: dict[int, Name] = getattr(self, kind)
        return found

    @cached_property
    def regions(self) -> dict[int, IndexedPlace]:
        """One place of each region, by the region's key."""
        return {one.region_key: one for one in self.places.values() if one.region_slug}

    @cached_property
    def by_region(self) -> dict[str, list[int]]:
        """Numbers of the places of each region, by its slug."""
        found: dict[str, list[int]] = {}
        for number, place in self.places.items():
            found.setdefault(place.region_slug, []).append(number)
        return found

    def region_key(self, slug: str) -> int:
        """Return the key of a region; 0 for one that has no places."""
        numbers = self.by_region.get(slug)
        return self.places[numbers[0]].region_key if numbers else 0

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
    return Names(
        role=made["role"],
        skill=made["skill"],
        company=made["company"],
        places=places,
        blocked=_blocked(),
    )


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


def _places(changed: Iterable[int] | None) -> list[tuple[int, IndexedPlace]]:
    columns = f"id, slug, city, region, region_slug, {REGION_KEY}, country, kind = 'city'"
    sql = f"SELECT {columns} FROM listings_place"
    with connection.cursor() as cursor:
        if changed is None:
            cursor.execute(sql)
        else:
            cursor.execute(f"{sql} WHERE id = ANY(%s)", [list(changed)])
        return [(number, IndexedPlace(*facts)) for number, *facts in cursor.fetchall()]


def _blocked() -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM listings_company WHERE blocked_at IS NOT NULL")
        return frozenset(number for (number,) in cursor.fetchall())
