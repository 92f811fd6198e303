"""From a source's location text and address to the places it names."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from listings.reading.countries import country_code, expand
from listings.reading.eligibility import ANYWHERE, NOT_STATED, Eligibility, open_to
from listings.reading.gazetteer import Gazetteer, gazetteer
from listings.reading.location_text import LocationText, read_text
from listings.reading.names import fold_name
from listings.reading.naming import Context, Naming, name_places
from listings.reading.place_facts import PlaceFacts, country_facts, region_facts

type PlaceKind = Literal["city", "region", "country"]


@dataclass(frozen=True, slots=True)
class PostalAddress(Context):
    """An address as understood: its finest places, and the groups it names instead."""

    groups: tuple[str, ...] = ()


def read_address(tables: Gazetteer, locality: str, region: str, country: str) -> PostalAddress:
    """Understands an address whose fields are often filled with something else.

    "Remote" and "Anywhere" stand in any of them, countries in the locality, towns in the region.
    """
    mentions = read_text(tables, country).mentions
    groups = tuple(m.meanings.group for m in mentions if m.meanings.group)
    code = country_code(country) or next((m.meanings.country for m in mentions), "")
    region_code = _region(tables, region, code)
    context = _consistent(tables, locality, region, Context(region_code, code or region_code[:2]))
    places = _cities(tables, locality, context)
    if not places and not context.region:
        places = _cities(tables, region, context)
    if not places and context.region:
        places = (region_facts(tables, context.region),)
    if not places and context.country:
        places = (country_facts(context.country),)
    return PostalAddress(context.region, context.country, places, groups)


def _consistent(tables: Gazetteer, locality: str, region: str, context: Context) -> Context:
    """Locality and region against the country: "Waterloo, Ontario, USA" lies in Canada."""
    elsewhere = _region(tables, region, "") if not context.region else ""
    other = Context(elsewhere, elsewhere[:2])
    return other if elsewhere and _cities(tables, locality, other) else context


def _region(tables: Gazetteer, region: str, country: str) -> str:
    """ISO 3166-2 code of a region's name or letters, if it is one of the country's."""
    short = tables.abbreviations.get(region.upper())
    named = tables.known_to_us(fold_name(region))
    codes = (*(short.regions if short and country else ()), *(named.regions if named else ()))
    fitting = [code for code in codes if country in ("", code[:2])]
    return fitting[0] if len(fitting) == 1 or (fitting and country) else ""


def _cities(tables: Gazetteer, text: str, context: Context) -> tuple[PlaceFacts, ...]:
    mentions = read_text(tables, text).mentions
    found = name_places(tables, mentions, context, prefers_cities=True).places
    return tuple(
        place for place in found if place.kind == "city" and context.country in ("", place.country)
    )


__all__ = ["LocationFacts", "PlaceFacts", "PlaceReader", "place_reader"]


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """What one location of a posting says.

    `remote` and `hybrid` are None where the text is silent, and `office` tells that it names an
    office, `more` that its list of places goes on ("& 13 other countries"). `eligibility` is whom
    this location would let in as a remote worker; None where it names nobody, "not-stated" where
    it only says whom it keeps out.
    """

    places: tuple[PlaceFacts, ...] = ()
    remote: bool | None = None
    hybrid: bool | None = None
    eligibility: Eligibility | None = None
    office: bool = False
    more: bool = False


class PlaceReader:
    """Reads places by name; one instance a process is enough, see `place_reader`."""

    def __init__(self) -> None:
        self._tables = gazetteer()
        self._read = lru_cache(maxsize=50_000)(self._read_uncached)

    def read_location(
        self,
        text: str,
        *,
        locality: str = "",
        region: str = "",
        country: str = "",
        remote_flag: bool | None = None,
    ) -> LocationFacts:
        """Places of a location text, helped by the structured address that came with it.

        The text is what people were shown, so it wins over an address that contradicts it. The
        address tells cities of one name apart and refines a text that names only a country or
        region, unless the job is remote: then the address is often the employer's own.
        """
        return self._read(
            text.strip(), locality.strip(), region.strip(), country.strip(), remote_flag
        )

    def _read_uncached(
        self, text: str, locality: str, region: str, country: str, flag: bool | None
    ) -> LocationFacts:
        said = read_text(self._tables, text)
        address = read_address(self._tables, locality, region, country)
        naming = name_places(self._tables, said.mentions, address)
        places = _places(said, naming, address, flag is True)
        return LocationFacts(
            places=places,
            remote=_remote(said),
            hybrid=_hybrid(said),
            eligibility=_eligibility(said, naming, address, places),
            office="office" in said.says,
            more="more" in said.says,
        )


def _says_remote(said: LocationText) -> bool:
    return bool(said.says & {"remote", "anywhere", "worldwide", "time_zone"})


def _remote(said: LocationText) -> bool | None:
    if said.says & {"remote", "anywhere"}:
        return True
    return False if said.says & {"onsite", "hybrid"} else None


def _hybrid(said: LocationText) -> bool | None:
    if "hybrid" in said.says:
        return True
    return False if "onsite" in said.says else None


def _places(
    said: LocationText, naming: Naming, address: PostalAddress, is_flagged: bool
) -> tuple[PlaceFacts, ...]:
    """The finest places named; the address where the text names none or only what holds it."""
    named, says_remote = _finest(naming.places), _says_remote(said)
    is_remote = is_flagged or says_remote
    if len(named) == 1 and not is_remote and named[0].kind != "city":
        inside = tuple(place for place in address.places if place.lies_in(named[0]))
        return inside or named
    if named or not address.places:
        return named
    if naming.groups or "exclusion" in said.says:
        return () if is_remote else _within(address.places, naming.groups)
    if says_remote and address.places[0].kind == "city":
        return ()  # "Remote" beside a city's address: the city is the employer's own
    return () if "worldwide" in said.says or "anywhere" in said.says else address.places


def _within(places: tuple[PlaceFacts, ...], groups: Iterable[str]) -> tuple[PlaceFacts, ...]:
    countries = expand(groups)
    return tuple(place for place in places if place.country in countries)


def _finest(places: Iterable[PlaceFacts]) -> tuple[PlaceFacts, ...]:
    """Each place once, without those that only hold another one of them."""
    unique = tuple(dict.fromkeys(places))
    return tuple(
        place
        for place in unique
        if not any(other != place and other.lies_in(place) for other in unique)
    )


def _eligibility(
    said: LocationText, naming: Naming, address: PostalAddress, places: tuple[PlaceFacts, ...]
) -> Eligibility | None:
    if said.says & {"exclusion", "more"}:
        return NOT_STATED
    if "worldwide" in said.says:
        return ANYWHERE
    stated = (*naming.groups, *(place.country for place in (*naming.places, *places)))
    if not stated and "anywhere" in said.says:
        return ANYWHERE
    stated = tuple(dict.fromkeys(stated or address.groups))
    return open_to(stated) if stated else None


@cache
def place_reader() -> PlaceReader:
    """The process's one reader; its tables are built at the first call."""
    return PlaceReader()
