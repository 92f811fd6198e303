"""What a search gives, and what stands beside it where that is little or nothing.

Page, feeds, API and alerts answer by ``answer``, so that they agree.
"""

from dataclasses import dataclass

from django.conf import settings

from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.search.active_filters import ActiveFilter, suggestions
from listings.search.card_cache import cards_of
from listings.search.counts import Counts
from listings.search.facets import count, first_without, total
from listings.search.filters import ListingFilter


@dataclass(frozen=True)
class Answer:
    """``search`` as it was answered: where nothing else has its words, the texts count too.

    ``more_in_text``: how many more there are whose text alone has them, where it found few.
    """

    search: ListingFilter
    counts: Counts
    more_in_text: int = 0


def answer(search: ListingFilter, postings: ListingQuerySet) -> Answer:
    """Answer a search; once more in the texts where it finds few by its words."""
    counts = count(search, postings)
    if search.ranked.is_empty or search.in_text or counts.total >= settings.SEARCH.few:
        return Answer(search, counts)
    widened = search.widened()
    if counts.total:
        return Answer(search, counts, max(0, total(widened, postings) - counts.total))
    wider = count(widened, postings)
    return Answer(widened, wider) if wider.total else Answer(search, counts)


def near_misses(search: ListingFilter, counts: Counts) -> list[tuple[ActiveFilter, list[Listing]]]:
    """Return each filter to drop, the first of them with a few of the postings it would give."""
    most, ways = settings.SEARCH.near_misses, suggestions(search, counts)
    first = [cards_of(first_without(search, way.name, most)) for way in ways[:most]]
    return [*zip(ways, first, strict=False), *((way, []) for way in ways[most:])]
