"""What of a list is the demo's, where invented and real postings stand beside each other."""

from collections.abc import Iterable

from django import template

from listings.models import Listing

register = template.Library()


@register.filter
def are_mixed(listings: Iterable[Listing]) -> bool:
    """Whether some of the postings are invented and some are not."""
    return {listing.is_demo for listing in listings} == {True, False}


@register.filter
def invented(listings: Iterable[Listing]) -> int:
    """How many of the postings are the demo's."""
    return sum(listing.is_demo for listing in listings)
