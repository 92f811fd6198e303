"""Rows of many postings written at once, and those of their places, roles and skills.

By COPY: an INSERT of many values costs more to write out than to carry out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model

from listings.models import (
    KnownPlace,
    Listing,
    ListingPlace,
    Place,
    PlaceKind,
)
from listings.reading.gazetteer import gazetteer
from listings.reading.names import fold_name
from listings.reading.place_facts import PlaceFacts, city_facts, region_facts
from listings.reading.words import fold, slug


def copy_new[One: Model](model: type[One], rows: Sequence[One]) -> None:
    """Add rows, without signals. What the database gives them is not read back: ``give_keys``."""
    if not rows:
        return
    given = [field for field in model._meta.concrete_fields if not field.generated]
    if rows[0].pk is None:
        given.remove(model._meta.pk)
    columns = [(field, field.attname, _is_plain(field)) for field in given]
    copy_rows(
        model, [str(field.column) for field in given], (_values(row, columns) for row in rows)
    )


def _values(row: Model, columns: Iterable[tuple[Field[Any, Any], str, bool]]) -> list[Any]:
    values = row.__dict__
    return [
        values[name]
        if is_plain and type(values.get(name, ...)) in WRITTEN_AS_THEY_ARE
        else field.get_db_prep_save(field.pre_save(row, True), connection)
        for field, name, is_plain in columns
    ]


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows that are no more than values of columns, as the database takes them."""
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


WRITTEN_AS_THEY_ARE = {str, int, bool, type(None)}
"""Types of values that most fields give to the database as they are."""


def _is_plain(field: Field[Any, Any]) -> bool:
    """Whether a field leaves such values alone; asking it costs more than writing them."""
    is_made_on_save = type(field).pre_save is not Field.pre_save
    return not (is_made_on_save or isinstance(field, JSONField))


def give_keys[One: Model](model: type[One], rows: Sequence[One]) -> None:
    """Give rows that are not written yet the next primary keys of their table."""
    if not rows:
        return
    sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [model._meta.db_table, model._meta.pk.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


class PlaceRows:
    """Finds the row of a place. Remembers what it found: places are never deleted by a sync."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def ids(self, places: Iterable[PlaceFacts]) -> dict[str, int]:
        """Row by slug; rows that are missing are added, also while another run adds them."""
        wanted = {place.slug: place for place in places}
        self._find(wanted.keys() - self._ids.keys())
        missing = [wanted[slug] for slug in sorted(wanted.keys() - self._ids.keys())]
        if missing:
            Place.objects.bulk_create(map(place_row, missing), ignore_conflicts=True)
            self._find({place.slug for place in missing})
            self._find_by_number([place for place in missing if place.slug not in self._ids])
        return {slug: self._ids[slug] for slug in wanted}

    def _find(self, slugs: Iterable[str]) -> None:
        if slugs := list(slugs):
            self._ids.update(Place.objects.filter(slug__in=slugs).values_list("slug", "pk"))

    def _find_by_number(self, places: list[PlaceFacts]) -> None:
        """Places that an editor gave another slug: their GeoNames number stays."""
        numbers = {place.geonames_id: place.slug for place in places if place.geonames_id}
        rows = Place.objects.filter(geonames_id__in=numbers).values_list("geonames_id", "pk")
        self._ids.update({numbers[number]: pk for number, pk in rows if number is not None})


def place_row(place: PlaceFacts) -> Place:
    """The unsaved row of a place that was read."""
    region = slug(place.region, place.country) if place.region else ""
    names = dict.fromkeys((fold(place.name), *place.alternate_names))
    return Place(
        kind=PlaceKind(place.kind),
        slug=place.slug[:120],
        city=place.city[:120],
        region=place.region[:120],
        region_slug=region[:120],
        region_code=place.region_code[:10],
        country=place.country,
        names=[name[:120] for name in names if name],
        sort_name=fold(place.name)[:120],
        latitude=place.latitude,
        longitude=place.longitude,
        population=place.population or None,
        geonames_id=place.geonames_id,
    )


COLUMNS = ("slug", "label", "country", "sort_name", "names", "population", "facts")


@transaction.atomic
def load_known_places() -> int:
    """Replace all rows by those of the gazetteer; return how many there are."""
    KnownPlace.objects.all().delete()
    slugs: set[str] = set()
    table = f"COPY {KnownPlace._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(table) as copy:  # 70,000 rows at once
        for row in map(known_place, _all()):
            if row.slug not in slugs:
                slugs.add(row.slug)
                values = [getattr(row, column) for column in COLUMNS[:-1]]
                copy.write_row([*values, json.dumps(row.facts)])
    return len(slugs)


def _all() -> Iterator[PlaceFacts]:
    tables = gazetteer()
    for code in tables.regions:
        yield region_facts(tables, code)
    for city in tables.cities():
        yield city_facts(tables, city)


def known_place(facts: PlaceFacts) -> KnownPlace:
    """The unsaved row of a place of the gazetteer; "Sankt Gallen" is found as "St. Gallen" too."""
    if (short := fold_name(facts.name)) not in facts.alternate_names:
        facts = replace(facts, alternate_names=(short, *facts.alternate_names))
    place = place_row(facts)
    return KnownPlace(
        slug=place.slug,
        label=place.label,
        country=place.country,
        sort_name=place.sort_name,
        names=place.names,
        population=facts.population,
        facts=asdict(facts),
    )


type Through = type[Any]  # a table that Django made for a many-to-many field


@dataclass(frozen=True, slots=True)
class WantedPlace:
    place_id: int
    apply_url: str


def write_tags(
    through: Through,
    column: str,
    wanted: Mapping[int, Iterable[int]],
    new: AbstractSet[int] = frozenset(),
) -> set[int]:
    """Make the rows of a plain many-to-many table those of ``wanted``; returns who changed.

    Listings that are ``new`` have none yet.
    """
    known = wanted.keys() - new
    rows = through.objects.filter(listing_id__in=known) if known else through.objects.none()
    present = {(row[1], row[2]): row[0] for row in rows.values_list("pk", "listing_id", column)}
    pairs = {(listing, tag) for listing, tags in wanted.items() for tag in tags}
    surplus, missing = present.keys() - pairs, pairs - present.keys()
    if surplus:
        through.objects.filter(pk__in=[present[pair] for pair in surplus]).delete()
    if missing:
        copy_rows(through, ("listing_id", column), sorted(missing))
    return {listing for listing, _ in surplus | missing}


def write_places(
    wanted: Mapping[int, list[WantedPlace]], new: AbstractSet[int] = frozenset()
) -> set[int]:
    """Make the listings' places those of ``wanted``; returns whose set of places changed."""
    present = _present_places(wanted.keys() - new)
    surplus, missing, moved = list[int](), list[_PlaceRow](), list[ListingPlace]()
    changed: set[int] = set()
    for listing, places in wanted.items():
        rows = {
            one.place_id: (listing, one.place_id, one.apply_url, position)
            for position, one in enumerate(places)
        }
        had = present.get(listing, {})
        surplus += [row.pk for place, row in had.items() if place not in rows]
        missing += [row for place, row in rows.items() if place not in had]
        moved += [had[row[1]] for row in rows.values() if row[1] in had and _move(had[row[1]], row)]
        changed |= {listing} if rows.keys() != had.keys() else set()
    if surplus:
        ListingPlace.objects.filter(pk__in=surplus).delete()
    if missing:
        copy_rows(ListingPlace, _PLACE_COLUMNS, missing)
    if moved:
        ListingPlace.objects.bulk_update(moved, ["apply_url", "position"], batch_size=500)
    return changed


type _PlaceRow = tuple[int, int, str, int]

_PLACE_COLUMNS = ("listing_id", "place_id", "apply_url", "position")


def _present_places(listings: AbstractSet[int]) -> dict[int, dict[int, ListingPlace]]:
    """The places that listings have, by listing and place."""
    present: dict[int, dict[int, ListingPlace]] = {}
    if listings:
        for row in ListingPlace.objects.filter(listing_id__in=listings):
            present.setdefault(row.listing_id, {})[row.place_id] = row
    return present


def _move(old: ListingPlace, row: _PlaceRow) -> bool:
    """Give a place the address and position of a row; whether it had others."""
    before = old.apply_url, old.position
    old.apply_url, old.position = row[2:]
    return before != row[2:]


ROLES: Through = Listing.roles.through
SKILLS: Through = Listing.skills.through
