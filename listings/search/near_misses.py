"""What a page offers beside a search that finds little: filters to drop, other spellings."""

from django.conf import settings

from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.search.active_filters import ActiveFilter
from listings.search.addresses import with_value
from listings.search.answers import without
from listings.search.chips import suggestions
from listings.search.counts import Counts
from listings.search.filters import ListingFilter
from listings.search.spelling import did_you_mean


def near_misses(
    search: ListingFilter, counts: Counts, postings: ListingQuerySet
) -> list[tuple[ActiveFilter, list[Listing]]]:
    """Return each filter to drop, the first of them with a few of the postings it would give."""
    most, ways = settings.SEARCH.near_misses, suggestions(search, counts)
    first = [without(search, way.name, postings, most) for way in ways[:most]]
    return [*zip(ways, first, strict=False), *((way, []) for way in ways[most:])]


def spelling(search: ListingFilter, found: int, postings: ListingQuerySet) -> dict[str, object]:
    """Return the correction of what was typed, if any, with its address where that is short."""
    correction = did_you_mean(search, found, postings)
    address = with_value(search, "q", correction.q) if correction else ""
    return {"correction": correction, "correction_url": address}
