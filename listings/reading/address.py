"""The structured address that a source sends beside its location text."""

from dataclasses import dataclass

from listings.reading.countries import country_code
from listings.reading.gazetteer import Gazetteer
from listings.reading.location_text import read_text
from listings.reading.names import fold_name
from listings.reading.naming import Context, name_places
from listings.reading.place_facts import PlaceFacts, country_facts, region_facts


@dataclass(frozen=True, slots=True)
class Address(Context):
    """An address as understood: its finest places, and the groups it names instead."""

    groups: tuple[str, ...] = ()


def read_address(tables: Gazetteer, locality: str, region: str, country: str) -> Address:
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
    return Address(context.region, context.country, places, groups)


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
