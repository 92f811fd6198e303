"""The total of a search, its page, and counts beside the values of every filter."""

from listings.models.listing_queryset import ListingQuerySet
from listings.search.counts import Counts
from listings.search.filters import ListingFilter
from listings.search.index.answer import answer
from listings.search.index.current import current
from listings.search.plain import page_alone


def count(search: ListingFilter, postings: ListingQuerySet) -> Counts:
    """Ask the index; while there is none, find the page alone."""
    index = current()
    return answer(index, search) if index else page_alone(search)
