"""One query as the page answers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from listings.models import Listing
from listings.search.answers import answer
from listings.search.filters import ListingFilter
from listings.search.spelling import did_you_mean
from listings.search.views.jobs import page_of
from tests.relevance.facts import Facts
from tests.relevance.judging import FIRST, Score, score, verdicts
from tests.relevance.queries import Query


@dataclass(frozen=True)
class Answer:
    """What the page shows first for a query, and how right it is.

    ``is_answerable``: the board has a posting that is asked for, or none where the query says so.
    """

    query: Query
    total: int
    shown: list[Facts]
    verdicts: list[str]
    suggested: list[str]
    score: Score
    is_answerable: bool

    @property
    def is_right(self) -> bool:
        return self.score.precision == 1

    @property
    def described(self) -> str:
        """The query, what was shown for it and what is right of that, in a few lines."""
        right = f"{self.score.right}/{self.score.of} {self.query.q}"
        lines = [f"{right} ({self.query.kind}, {self.total} found)"]
        if self.query.suggests:
            lines.append(f"   suggested: {', '.join(self.suggested) or 'nothing'}")
        marks = zip(self.verdicts, self.shown, strict=True)
        lines += [f"   {verdict or '-':9} {facts.summary}" for verdict, facts in marks]
        return "\n".join(lines)


def ask(query: Query, board: Mapping[int, Facts]) -> Answer:
    """Search the board as ``/jobs/`` does."""
    postings = Listing.objects.live().vacancies()
    asked = QueryDict(query.parameters, mutable=True)
    asked["q"] = query.q
    answered = answer(ListingFilter(asked, queryset=postings), postings)
    search, counts = answered.search, answered.counts
    page = page_of(search, counts).postings[:FIRST]
    shown = [board[posting.pk] for posting in page]
    correction = did_you_mean(search, counts.total, postings)
    suggested = [correction.q] if correction else []
    found = verdicts(query, shown)
    possible = dict(zip(board.values(), verdicts(query, board.values()), strict=True))
    stated = len({one.cluster for one, verdict in possible.items() if verdict == "stated"})
    return Answer(
        query=query,
        total=answered.counts.total,
        shown=shown,
        verdicts=found,
        suggested=suggested,
        score=score(query, found, suggested, stated),
        is_answerable=bool(query.suggests) or query.is_empty != any(possible.values()),
    )
