"""What a search gives, and how many more it finds in texts where that is little.

Page, feeds, API and alerts answer by ``answer``, so that they agree.
"""

from dataclasses import dataclass

from django.conf import settings

from listings.models.listing_queryset import ListingQuerySet
from listings.search.counts import Counts
from listings.search.facets import count, total
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


def openings_of(search: ListingFilter, postings: ListingQuerySet) -> int:
    """How many openings ``answer`` shows, and nothing else."""
    return total(search, postings) or total(search.widened(), postings)
