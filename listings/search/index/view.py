"""Which documents of a part are live at a moment, what may be asked of them, and by which names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from django.db import connection
from pyroaring import BitMap

from listings.models.source import VERIFIED_FOR
from listings.reading.countries import country_name
from listings.reading.words import fold
from listings.search.index.bitmaps import to_array, to_bitmap
from listings.search.index.fields import Field
from listings.search.index.part import IndexPart
from listings.search.index.rows import NEVER, REGION_KEY
from listings.search.index.vocabulary import letters

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
    def companies_by_name(self) -> dict[int, str]:
        """Names of companies as they are looked for, by their numbers in the order of names."""
        return by_name((number, *name) for number, name in self.company.items())

    @cached_property
    def of_places(self) -> dict[int, str]:
        """What each place is called: by its city, else its region, else its country."""
        return {
            number: one.city or one.region or country_name(one.country)
            for number, one in self.places.items()
        }

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


def by_name(companies: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Fold the names of companies, given as number, slug and name, and put them in their order."""
    named = sorted((fold(name), slug, number) for number, slug, name in companies)
    return {number: name for name, _, number in named}


type Changed = Mapping[str, Iterable[int]] | None


def read_names(changed: Changed = None, known: Names | None = None) -> Names:
    """Read all names, or those of the rows that changed; what is gone keeps its old name."""
    known = known or Names()
    made = {kind: dict(known.of(kind)) for kind in TABLES}
    for kind, number, slug, name in _named_rows(changed):
        made[kind][number] = Name(slug, name)
    places = known.places | dict(_places(None if changed is None else changed.get("place", ())))
    return Names(
        role=made["role"],
        skill=made["skill"],
        company=made["company"],
        places=places,
        blocked=_blocked(),
    )


def _named_rows(changed: Changed) -> list[tuple[str, int, str, str]]:
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


def read_sources(ids: Iterable[int] | None = None) -> dict[int, int]:
    """Return until when each board vouches for its postings, in microseconds since 1970."""
    good = "extract(epoch FROM last_good_at) * 1000000"
    allowed = int(VERIFIED_FOR.total_seconds() * 1_000_000)
    until = f"CASE WHEN is_recorded THEN {NEVER} ELSE coalesce({good} + {allowed}, 0) END::bigint"
    sql = f"SELECT id, {until} FROM listings_source"
    with connection.cursor() as cursor:
        if ids is None:
            cursor.execute(sql)
        else:
            cursor.execute(f"{sql} WHERE id = ANY(%s)", [list(ids)])
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class View:
    """A part at the moment ``now`` (microseconds since 1970), as it stays until ``until``."""

    part: IndexPart
    names: Names
    now: int
    live: BitMap
    until: int

    @classmethod
    def of(
        cls, part: IndexPart, names: Names, sources: dict[int, int], masked: BitMap, now: int
    ) -> "View":
        """Find what is live; O(n), a few milliseconds for a million documents."""
        posted, ends = part.columns["posted"], part.ends(sources)
        is_live = (posted <= now) & (ends > now)
        live = to_bitmap(np.flatnonzero(is_live)) - masked
        live -= part.fields["company"].having(names.blocked)
        next_start = posted[posted > now].min(initial=NEVER)
        next_end = ends[is_live].min(initial=NEVER)
        return cls(part, names, now, live, int(min(next_start, next_end)))

    def having(self, field: str, keys: Iterable[int]) -> BitMap:
        """Return the documents, live or not, with any of the values."""
        return self.part.fields[field].having(keys)

    def having_with_others(self, field: str, keys: Iterable[int], others: int) -> BitMap:
        """Return the documents, live or not, with any of the values and so many others; O(n)."""
        return self.part.fields[field].having_with_others(keys, others)

    def in_regions(self, slugs: Iterable[str]) -> BitMap:
        """Return the documents, live or not, with a place in any of the regions."""
        return self.having("place", self.names.in_regions(slugs))

    @property
    def has_pay(self) -> BitMap:
        return self.part.has_pay

    @cached_property
    def heads(self) -> BitMap:
        """Live documents that head their clusters, or are alone."""
        return self.live & self.part.copies.heads

    @cached_property
    def featured(self) -> BitMap:
        """Live documents that are featured now."""
        ever, until = self.part.featured, self.part.columns["featured"]
        return self.live & to_bitmap(ever[until.take(ever) > self.now])

    @cached_property
    def irregular(self) -> BitMap:
        """Copies of whose clusters another document than the head may be shown."""
        copies = self.part.copies
        return copies.headless | (copies.mates(self.featured) & copies.bitmap)

    def with_years(self, most: int | None = None) -> BitMap:
        """Return documents that ask for at most so many years of experience, or for any."""
        years = self.part.fields["years_asked"]
        return years.having(key for key in years.keys.tolist() if most is None or key <= most)

    def posted_within(self, span: timedelta) -> BitMap:
        """Return documents that were posted since then; O(log n)."""
        first = self.part.posted_after(self.now - span // timedelta(microseconds=1))
        return BitMap(range(first, len(self.part)))

    def of_postings(self, ids: Iterable[int]) -> BitMap:
        """Return the documents of postings by their numbers."""
        wanted = np.fromiter(ids, np.int64)
        return to_bitmap(np.sort(self.part.by_id.documents(wanted)[0]))


@dataclass(frozen=True)
class Index:
    """The parts of the market as they are at one moment; immutable, so threads may share it."""

    views: tuple[View, ...]

    @property
    def names(self) -> Names:
        return self.views[0].names

    @property
    def employers(self) -> set[int]:
        """The numbers of companies with a live posting; O(n)."""
        found: set[int] = set()
        for view in self.views:
            company = view.part.fields["company"]
            codes = np.unique(company.codes.take(to_array(view.live)))
            found.update(company.keys[codes].tolist())
        return found

    @property
    def now(self) -> int:
        """The moment, in microseconds since 1970."""
        return self.views[0].now
