"""A listing's places, roles and skills, compared and written for many listings at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from listings.models import Listing, ListingPlace

type Through = type[Any]  # a table that Django made for a many-to-many field


@dataclass(frozen=True, slots=True)
class WantedPlace:
    place_id: int
    apply_url: str


def write_tags(through: Through, column: str, wanted: Mapping[int, Iterable[int]]) -> set[int]:
    """Make the rows of a plain many-to-many table those of ``wanted``; returns who changed."""
    rows = through.objects.filter(listing_id__in=wanted)
    present = {(row[1], row[2]): row[0] for row in rows.values_list("pk", "listing_id", column)}
    pairs = {(listing, tag) for listing, tags in wanted.items() for tag in tags}
    surplus, missing = present.keys() - pairs, pairs - present.keys()
    if surplus:
        through.objects.filter(pk__in=[present[pair] for pair in surplus]).delete()
    through.objects.bulk_create(
        [through(**{"listing_id": listing, column: tag}) for listing, tag in sorted(missing)]
    )
    return {listing for listing, _ in surplus | missing}


def write_places(wanted: Mapping[int, list[WantedPlace]]) -> set[int]:
    """Make the listings' own places those of ``wanted``; returns whose set of places changed."""
    own, lent = _present(wanted)
    surplus, missing, moved = list[int](), list[ListingPlace](), list[ListingPlace]()
    changed: set[int] = set()
    for listing, places in wanted.items():
        rows = _rows(listing, places)
        had = own.get(listing, {})
        surplus += [row.pk for place, row in had.items() if place not in rows]
        surplus += [row.pk for place, row in lent.get(listing, {}).items() if place in rows]
        missing += [row for place, row in rows.items() if place not in had]
        moved += [_moved(had[place], row) for place, row in rows.items() if _differs(had, row)]
        changed |= {listing} if rows.keys() != had.keys() else set()
    ListingPlace.objects.filter(pk__in=surplus).delete()
    ListingPlace.objects.bulk_create(missing, batch_size=1_000)
    ListingPlace.objects.bulk_update(moved, ["apply_url", "position"], batch_size=500)
    return changed


type _Rows = dict[int, dict[int, ListingPlace]]


def _present(listings: Iterable[int]) -> tuple[_Rows, _Rows]:
    """Own and lent places by listing and place."""
    own: _Rows = {}
    lent: _Rows = {}
    for row in ListingPlace.objects.filter(listing_id__in=listings):
        kind = own if row.via_id is None else lent
        kind.setdefault(row.listing_id, {})[row.place_id] = row
    return own, lent


def _rows(listing: int, places: list[WantedPlace]) -> dict[int, ListingPlace]:
    return {
        place.place_id: ListingPlace(
            listing_id=listing, place_id=place.place_id, apply_url=place.apply_url, position=at
        )
        for at, place in enumerate(places)
    }


def _differs(had: dict[int, ListingPlace], row: ListingPlace) -> bool:
    old = had.get(row.place_id)
    return old is not None and (old.apply_url, old.position) != (row.apply_url, row.position)


def _moved(old: ListingPlace, new: ListingPlace) -> ListingPlace:
    old.apply_url, old.position = new.apply_url, new.position
    return old


ROLES: Through = Listing.roles.through
SKILLS: Through = Listing.skills.through
