"""``{% load cards %}``: postings as the values that the template of a list shows."""

from collections.abc import Iterable

from django import template

from listings.models import Listing
from listings.search.cards import Card, card_of
from listings.templatetags.invented import are_mixed

register = template.Library()


@register.filter
def as_cards(listings: Iterable[Listing]) -> list[Card]:
    """A card for each posting; invented ones say so where real ones stand beside them."""
    listings = list(listings)
    is_mixed = are_mixed(listings)
    return [card_of(listing, is_mixed=is_mixed) for listing in listings]
