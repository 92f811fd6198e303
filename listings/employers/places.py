"""Places as people type them, looked up in the tables of places and of the gazetteer.

An unknown name is asked about with the nearest known ones, and becomes a place of its own only
where the employer confirms it. It gets the slug that a sync would give it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q

from listings.importers.bulk_rows import place_row
from listings.models import KnownPlace, Place, PlaceKind
from listings.reading.countries import area_code, country_code, country_name, expand
from listings.reading.location_text import TypedPlace, read_typed
from listings.reading.place_facts import PlaceFacts, country_facts
from listings.reading.regions import Region, region_named
from listings.reading.words import fold, slug
from listings.search.location import nearest
from listings.search.place_meaning import meant, that_fit
from listings.search.where import rows_named

MOST_SHOWN = 6
NEEDS_REGION = frozenset({"US"})  # cities of one name are told apart by their state there
MOST_SUGGESTED = 8
AS_TYPED = "It is called that: use it as typed"


@dataclass(frozen=True, slots=True)
class UnclearPlace:
    """A text that does not name one place; ``options`` are labels, or ``AS_TYPED``."""

    text: str
    reason: str
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class PlacesRead:
    """What all texts mean together. ``says`` holds kinds of ``location_words.toml``.

    ``countries`` are those (ISO codes) that the texts name for remote work.
    """

    places: list[Place] = field(default_factory=list)
    countries: set[str] = field(default_factory=set)
    says: set[str] = field(default_factory=set)
    unclear: list[UnclearPlace] = field(default_factory=list)

    @property
    def is_anywhere(self) -> bool:
        return bool(self.says & {"worldwide", "anywhere"}) and not self.countries


def read_places(texts: Sequence[str], answers: dict[str, str] | None = None) -> PlacesRead:
    """Return each place once, in order; unsaved rows for those that no posting has. Two queries.

    ``answers`` holds what was chosen for a text that was unclear before.
    """
    answers = answers or {}
    chosen = [(text, answers.get(text, text)) for text in texts]
    typed = [
        (text, place)
        for text, meant in chosen
        for place in read_typed(text if meant == AS_TYPED else meant)
    ]
    rows = rows_named({name for _, place in typed for name in _possible(place)})
    read = PlacesRead()
    for text in dict.fromkeys(texts).keys() - {text for text, _ in typed}:
        read.unclear.append(_no_place(text))
    for text, place in typed:
        _take(read, text, place, rows, may_be_new=answers.get(text) == AS_TYPED)
    read.places = list({place.slug: place for place in read.places}.values())
    return read


def _no_place(text: str) -> UnclearPlace:
    return UnclearPlace(text, f"“{text[:60]}” does not look like a place.")


def _possible(place: TypedPlace) -> Iterable[str]:
    """Yield every name to look for: of "Austin TX" also "Austin"."""
    for name in place.names:
        words = name.split()
        for end in range(max(1, len(words) - 2), len(words) + 1):
            yield fold(" ".join(words[:end])).strip()


def _take(
    read: PlacesRead, text: str, place: TypedPlace, rows: Sequence[Place], *, may_be_new: bool
) -> None:
    read.says |= place.says - {"office", "time_zone", "exclusion"}
    if not any(letter.isalnum() for letter in text.partition(",")[0]):
        read.unclear.append(_no_place(text))
        return
    if "exclusion" in place.says:
        read.unclear.append(UnclearPlace(text, f"“{text}”: name the places that it is open to."))
        return
    if not place.names:
        if place.has_postcode and not place.says:
            read.unclear.append(
                UnclearPlace(text, f"“{text}” is a postcode: write its town as well.")
            )
        elif not place.says:
            read.unclear.append(_no_place(text))
        return
    if _take_area(read, place):
        return
    found = _found(text, list(place.names), rows, may_be_new=may_be_new)
    if isinstance(found, UnclearPlace):
        several = [_found(name, [name], rows) for name in place.names]
        cities = [one for one in several if isinstance(one, Place) and one.kind == PlaceKind.CITY]
        if len(cities) == len(place.names) > 1:  # "Berlin, Hamburg"
            read.places += cities
        else:
            read.unclear.append(found)
        return
    read.places.append(found)


def _take_area(read: PlacesRead, place: TypedPlace) -> bool:
    """Take countries and groups without a city; False where a name is neither."""
    codes = [area_code(name) for name in place.names]
    if not all(codes):
        return False
    groups = [name for name in place.names if not country_code(name)]
    if groups or place.is_only or place.says & {"remote", "anywhere"}:
        read.countries |= expand(place.names)
    else:
        read.places += [place_row(country_facts(code)) for code in codes if code]
    return True


def _found(
    text: str, names: list[str], rows: Sequence[Place], *, may_be_new: bool = False
) -> Place | UnclearPlace:
    """Return the one place of these names, from fine to coarse."""
    name, *containers = names
    fits = that_fit(name, containers, rows)
    words = name.split()
    for end in range(len(words) - 1, max(0, len(words) - 3), -1):
        if not fits:  # "Austin TX", "Paris France"
            fits = that_fit(" ".join(words[:end]), [" ".join(words[end:]), *containers], rows)
    if len(fits) > 1:
        fits = _meant(fits, name, ", ".join(names))
    if len(fits) == 1:
        return fits[0]
    if fits:
        labels = list(dict.fromkeys(row.label for row in fits))[:MOST_SHOWN]
        return UnclearPlace(text, f"Which “{text}” is meant?", tuple(labels))
    return _unknown(text, name, containers, may_be_new=may_be_new)


def _meant(fits: list[Place], name: str, label: str) -> list[Place]:
    """The one whose label was typed, else as everywhere."""
    same = [row for row in fits if row.label.casefold() == label.casefold()]
    return same[:1] or meant(fits, name)


def _unknown(
    text: str, name: str, containers: Sequence[str], *, may_be_new: bool
) -> Place | UnclearPlace:
    """Return a question with the nearest names, or a new city where the employer confirmed it."""
    if not _is_name(text, name):
        return _no_place(text)
    region = next(filter(None, (region_named(part) for part in containers)), None)
    country = country_code(containers[-1]) if containers else None
    if country is None and region is not None:
        country = region.country
    if country is None:
        near = nearest(name)
        also = "Choose one, or add" if near else "Add"
        return UnclearPlace(
            text, f"We do not know “{text}”. {also} its country after a comma.", near
        )
    if region is not None and region.country != country:
        region = None
    near = nearest(name, country)
    if country in NEEDS_REGION and region is None:
        reason = f"Which state is “{text}” in? Write it after the city."
        return UnclearPlace(text, reason, near)
    if may_be_new:
        return _new_city(name, region, country)
    return UnclearPlace(text, f"We do not know “{text}”. Which is meant?", (*near, AS_TYPED))


def _is_name(text: str, name: str) -> bool:
    return any(letter.isalpha() for letter in name) and "://" not in text and len(name) <= 100


def _new_city(city: str, region: Region | None, country: str) -> Place:
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


def suggest_places(typed: str) -> list[str]:
    """Return labels of places that begin with what was typed. Two queries.

    Only places of the gazetteer and countries: what other employers have typed is not public.
    """
    name = fold(typed).strip()
    if len(name) < 2:
        return []
    known = KnownPlace.objects.filter(sort_name__startswith=name).order_by("-population", "slug")
    public = Q(geonames_id__isnull=False) | ~Q(kind=PlaceKind.CITY)
    rows = Place.objects.filter(public, sort_name__startswith=name)
    rows = rows.order_by(F("population").desc(nulls_last=True), "sort_name", "pk")[:MOST_SUGGESTED]
    labels = [*(row.label for row in known[:MOST_SUGGESTED]), *(row.label for row in rows)]
    return list(dict.fromkeys(labels))[:MOST_SUGGESTED]
