"""One query as the page answers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from listings.models import Listing
from listings.search.facets import count
from listings.search.filters import ListingFilter
from listings.search.views.jobs import page_of
from tests.relevance.facts import Facts
from tests.relevance.judging import FIRST, Score, score, verdicts
from tests.relevance.queries import Query


@dataclass(frozen=True)
class Answer:
    """What the page shows first for a query, and how right it is."""

    query: Query
    total: int
    shown: list[Facts]
    verdicts: list[str]
    suggested: list[str]
    score: Score


def ask(query: Query, board: Mapping[int, Facts]) -> Answer:
    """Search the board as ``/jobs/`` does."""
    postings = Listing.objects.live().vacancies()
    asked = QueryDict(query.parameters, mutable=True)
    asked["q"] = query.q
    search = ListingFilter(asked, queryset=postings)
    counts = count(search, postings)
    page = page_of(search, counts).postings[:FIRST]
    shown = [board[posting.pk] for posting in page]
    suggested: list[str] = []
    judged = score(query, shown, suggested, board.values())
    return Answer(query, counts.total, shown, verdicts(query, shown), suggested, judged)
