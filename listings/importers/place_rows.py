"""Places as rows, shared by all boards and made at the first mention."""

from collections.abc import Iterable

from listings.models import Place, PlaceKind
from listings.reading.place_facts import PlaceFacts
from listings.reading.slugs import slug
from listings.reading.words import fold


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
