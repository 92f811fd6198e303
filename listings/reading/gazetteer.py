"""Every place the board knows by name. Loads big tables: for commands and the worker only."""

from dataclasses import dataclass
from typing import Literal

type PlaceKind = Literal["city", "region", "country"]


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A city, region or country. Fields of a finer kind than its own are empty or None.

    `region_code` is ISO 3166-2 where we know it ("US-TX"), else "". `country` is ISO 3166-1
    alpha-2. `alternate_names` are folded (no accents, lower case), at most 20.
    """

    kind: PlaceKind
    city: str
    region: str
    region_code: str
    country: str
    slug: str
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    geonames_id: int | None = None
    alternate_names: tuple[str, ...] = ()
