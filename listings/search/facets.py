"""The total of a search, its page, and counts beside the values of every filter."""

from listings.models.listing_queryset import ListingQuerySet
from listings.search.counts import Count, Counts
from listings.search.filters import ListingFilter
from listings.search.index.answer import answer
from listings.search.index.answer import first as first_of_index
from listings.search.index.answer import total as total_of_index
from listings.search.index.answer import with_values as values_of_index
from listings.search.index.current import current
from listings.search.plain import clusters, page_alone


def count(search: ListingFilter, postings: ListingQuerySet) -> Counts:
    """Ask the index; while there is none, find the page alone."""
    index = current()
    return answer(index, search) if index else page_alone(search)


def first(search: ListingFilter) -> Counts:
    """The total and the page, and nothing else."""
    index = current()
    return first_of_index(index, search) if index else page_alone(search)


def total(search: ListingFilter, postings: ListingQuerySet) -> int:
    """How many openings a search gives, and nothing else; one query while there is no index."""
    if index := current():
        return total_of_index(index, search)
    for condition in search.conditions.values():
        postings = postings.filter(condition)
    return clusters(postings)


def all_values(search: ListingFilter, name: str) -> list[Count]:
    """Every value of a facet with what it would give, the most frequent first.

    The empty value counts the postings that state none. While there is no index, nothing is known.
    """
    return with_values(search, name).of(name)


def with_values(search: ListingFilter, name: str) -> Counts:
    """The total of a search, and every value of one facet; without an index, the total alone."""
    index = current()
    return values_of_index(index, search, name) if index else Counts(total=clusters(search.qs))
