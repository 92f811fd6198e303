"""One thing that is asked for in the "Where" box: a place, a way to work, or both."""

from dataclasses import dataclass

from django.db.models import Q

from listings.search.place_meaning import PlaceMeaning

WORKPLACES = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site"}


@dataclass(frozen=True)
class WherePart:
    """One thing that was asked for. ``value`` is what was typed; read again it means the same."""

    value: str
    meaning: PlaceMeaning | None = None
    workplace: str = ""
    is_anywhere: bool = False
    least_km: int = 0  # around its cities: of "Berlin area"

    def label(self, km: int = 0) -> str:
        """``Where: Munich, Germany``, ``Remote in Germany``, ``Remote from anywhere``."""
        if self.is_anywhere:
            return "Remote from anywhere"
        if self.meaning is None:
            return WORKPLACES[self.workplace]
        place = self.meaning.label(max(km, self.least_km))
        is_inside = not place.startswith("within ")
        if self.workplace:
            return f"{WORKPLACES[self.workplace]} {'in ' if is_inside else ''}{place}"
        return f"Where: {place}"

    @property
    def has_centre(self) -> bool:
        """Whether a circle can be drawn around it."""
        return self.meaning is not None and bool(self.meaning.centres)

    @property
    def is_way(self) -> bool:
        """Whether it says how one works and no place."""
        return self.meaning is None and not self.is_anywhere

    @property
    def is_area(self) -> bool:
        """Whether it is countries, regions or a time zone, and no city."""
        meaning = self.meaning
        return meaning is not None and meaning.is_area

    def places(self, km: int) -> Q | None:
        """What a place must be; None where any will do."""
        return self.meaning.places(max(km, self.least_km)) if self.meaning else None
