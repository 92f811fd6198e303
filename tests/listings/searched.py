"""Searching as a visitor would."""

from django.db.models import QuerySet

from listings.models import Listing
from listings.reading.query import Tier
from listings.search.understood import in_words, words_of


def found(vector: str, words: str) -> QuerySet[Listing]:
    """Postings whose ``heading`` or ``text`` holds what a visitor types."""
    return Listing.objects.filter(
        in_words(vector, words_of(words).tsquery(Tier(in_text=vector == "text")))
    )
