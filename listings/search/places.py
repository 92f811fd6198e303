"""Rows of places by the names that people type; of several with one name the one that is meant."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from django.db.models import Q
from rapidfuzz import fuzz, process

from listings.importers.bulk_rows import place_row
from listings.models import KnownPlace, Place
from listings.reading import regions
from listings.reading.names import fold_name
from listings.reading.place_facts import PlaceFacts
from listings.reading.words import fold

# Of several cities of one name, this many times more people make one the meant one.
CLEARLY_LARGER = 10
# A city under a name that is not its first counts less: Waterloo is not Austin.
OTHER_NAME_WEIGHT = 0.05
LEAST_ALIKE = 75  # of 100
MOST_NEAR = 4
NEAR_LENGTH = 3
LEAST_PEOPLE = 15_000  # of a city that is offered for a slip of the keyboard


def folded_forms(name: str) -> set[str]:
    """The forms in which rows keep a name: as words of texts, and as names are compared."""
    return {fold(name).strip(), fold_name(name)} - {""}


def rows_named(names: Iterable[str]) -> list[Place]:
    """Rows of these folded names; unsaved ones for those of the gazetteer that no posting has.

    Two queries.
    """
    names = list(names)
    wanted = Q(names__overlap=names) | Q(sort_name__in=names)
    rows = list(Place.objects.filter(wanted))
    slugs = {row.slug for row in rows}
    known = KnownPlace.objects.filter(wanted).exclude(slug__in=slugs)
    return [*rows, *map(_row, known)]


def _row(known: KnownPlace) -> Place:
    facts = {**known.facts, "alternate_names": tuple(known.facts["alternate_names"])}
    return place_row(PlaceFacts(**facts))


def that_fit(name: str, containers: Sequence[str], rows: Iterable[Place]) -> list[Place]:
    """The rows of a name that lie in all of the containers."""
    forms = folded_forms(name)
    return [
        row
        for row in rows
        if (row.sort_name in forms or not forms.isdisjoint(row.names))
        and all(lies_in(row, part) for part in containers)
    ]


def lies_in(row: Place, part: str) -> bool:
    """Whether a place lies in a country or region, by its name or abbreviation."""
    return regions.lies_in(part, country=row.country, region=row.region, code=row.region_code)


def by_weight(rows: Iterable[Place], name: str) -> list[tuple[float, Place]]:
    """Places with how likely a name means them, the likeliest first."""
    forms = folded_forms(name)

    def weight(row: Place) -> float:
        return (row.population or 0) * (1 if row.sort_name in forms else OTHER_NAME_WEIGHT)

    return sorted(((weight(row), row) for row in rows), key=lambda pair: -pair[0])


def meant(fits: Sequence[Place], name: str) -> list[Place]:
    """The one that is clearly the largest, else all that are called so, by size."""
    if len(fits) < 2:
        return list(fits)
    (first, place), (second, _), *_ = ranked = by_weight(fits, name)
    if first and first >= CLEARLY_LARGER * second:
        return [place]
    forms = tuple(folded_forms(name))
    return [row for _, row in ranked if row.sort_name.startswith(forms)] or [p for _, p in ranked]


def nearest(
    name: str, country: str = "", others: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    """Return labels of known cities with a similar spelling, and of ``others`` by folded name.

    One query.
    """
    folded = fold(name).strip()
    rows = KnownPlace.objects.filter(sort_name__startswith=folded[:1], population__gte=LEAST_PEOPLE)
    if country:
        rows = rows.filter(country=country)
    labels = {other: [label] for other, label in others.items()}
    for own, label in rows.order_by("-population").values_list("sort_name", "label"):
        if abs(len(own) - len(folded)) <= NEAR_LENGTH:
            labels.setdefault(own, []).append(label)
    near = process.extract(
        folded, [*labels], scorer=fuzz.ratio, limit=MOST_NEAR, score_cutoff=LEAST_ALIKE
    )
    return tuple(dict.fromkeys(label for own, *_ in near for label in labels[own][:2]))[:MOST_NEAR]
