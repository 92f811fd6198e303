"""Counts beside the values of every filter, the total, what each filter costs, and the page."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from listings.models.listing_queryset import ListingQuerySet
from listings.search.facet_query import FacetQuery, cut_page
from listings.search.filters import ListingFilter


@dataclass(frozen=True)
class Count:
    """How many postings a value would give."""

    value: str
    label: str
    number: int


@dataclass
class Counts:
    """The query's answer; ``page`` are the numbers of its postings in their order."""

    total: int = 0
    page: list[int] = field(default_factory=list)
    without: dict[str, int] = field(default_factory=dict)
    pay_left_out: int = 0
    years_left_out: int = 0
    facets: dict[str, list[Count]] = field(default_factory=lambda: defaultdict(list))


def count(search: ListingFilter, postings: ListingQuerySet) -> Counts:
    """Count ``postings`` for every facet under what the visitor asked, and find their page."""
    query = FacetQuery(search, postings)
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.parameters)
        rows = cursor.fetchall()
    counts, block = Counts(), []
    for facet, value, label, number in rows:
        match facet:
            case "total":
                counts.total = number
            case "page":
                block.append((number, value))
            case "without":
                counts.without[value] = number
            case "pay_left_out":
                counts.pay_left_out = number
            case "years_left_out":
                counts.years_left_out = number
            case _:
                counts.facets[facet].append(Count(value, label, number))
    counts.page = cut_page(search, counts.total, block)
    return counts
