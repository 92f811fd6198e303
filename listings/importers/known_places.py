"""The gazetteer as rows. Loads big tables: for commands only."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

from django.db import connection, transaction

from listings.importers.place_rows import place_row
from listings.models import KnownPlace
from listings.reading.gazetteer import gazetteer
from listings.reading.names import fold_name
from listings.reading.place_facts import PlaceFacts, city_facts, region_facts

COLUMNS = ("slug", "label", "country", "sort_name", "names", "population", "facts")


@transaction.atomic
def load_known_places() -> int:
    """Replace all rows by those of the gazetteer; return how many there are."""
    KnownPlace.objects.all().delete()
    slugs: set[str] = set()
    table = f"COPY {KnownPlace._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN"  # noqa: SLF001
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
