"""From a source's location text and address to the places it names."""

from dataclasses import dataclass
from functools import cache

from listings.reading.eligibility import Eligibility
from listings.reading.gazetteer import PlaceFacts


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """What one location of a posting says.

    `remote` and `hybrid` are None where the text is silent. `eligibility` is what this location
    would allow a remote worker; None where it names nobody.
    """

    places: tuple[PlaceFacts, ...] = ()
    remote: bool | None = None
    hybrid: bool | None = None
    eligibility: Eligibility | None = None


class PlaceReader:
    """Reads places by name; one instance a process is enough, see `place_reader`."""

    def read_location(
        self, text: str, *, locality: str = "", region: str = "", country: str = ""
    ) -> LocationFacts:
        """Places of a location text, helped by the structured address that came with it."""
        return LocationFacts()


@cache
def place_reader() -> PlaceReader:
    """The process's one reader; its tables are built at the first call."""
    return PlaceReader()
