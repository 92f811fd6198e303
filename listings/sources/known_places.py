"""The gazetteer as rows. Loads big tables: for commands only."""

from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction

from listings.models import KnownPlace
from listings.reading.gazetteer import gazetteer
from listings.reading.place_facts import PlaceFacts, city_facts, region_facts
from listings.sources.place_rows import place_row

BATCH = 5_000


@transaction.atomic
def load_known_places() -> int:
    """Replace all rows by those of the gazetteer; return how many there are."""
    KnownPlace.objects.all().delete()
    rows = {facts.slug: known_place(facts) for facts in _all()}
    KnownPlace.objects.bulk_create(rows.values(), batch_size=BATCH)
    return len(rows)


def _all() -> Iterator[PlaceFacts]:
    tables = gazetteer()
    for code in tables.regions:
        yield region_facts(tables, code)
    for city in tables.cities():
        yield city_facts(tables, city)


def known_place(facts: PlaceFacts) -> KnownPlace:
    """The unsaved row of a place of the gazetteer."""
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
