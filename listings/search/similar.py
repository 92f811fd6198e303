"""Openings like one: by role, level, skills and place, across employers.

The index of searches finds and compares them, without a query; while there is none, none are shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from listings.models import Listing
from listings.reading.query import IN_HEADING
from listings.search.card_cache import cards_of
from listings.search.filterset import FACETS
from listings.search.index.bitmaps import to_array
from listings.search.index.current import current
from listings.search.index.pages import Newest, cut
from listings.search.index.view import View
from listings.search.index.vocabulary import letters
from listings.search.understood import words_of

SIMILAR = 5
MOST_OF_ONE_EMPLOYER = 2
CANDIDATES = 100  # the newest of the role are compared
TELLING_SKILLS = 3  # the rarest of a posting without a role: those who share one are compared


class Candidate(NamedTuple):
    """A live opening, in the order in which they are shown: that of the largest first."""

    points: float
    posted_at: int  # microseconds since 1970
    number: int
    company: int


def similar_to(listing: Listing) -> list[Listing]:
    """Live postings like this one, the most alike first; no query but for their cards.

    That each is still live is asked now.
    """
    index = current()
    if index is None:
        return []
    orders = [Newest(view, [_alike(view, listing)]) for view in index.views]
    newest = cut(orders, 0, CANDIDATES)
    found = [one for view in index.views for one in _judged(view, listing, newest)]
    return cards_of(_of_several_employers(sorted(found, reverse=True)))


def _alike(view: View, listing: Listing) -> BitMap:
    """Openings of one of its roles; without a role, those that share a rare skill, or the title."""
    if roles := [role.pk for role in listing.roles.all()]:
        found = view.having("role", roles)
    else:
        rarest = sorted(listing.skills.all(), key=lambda skill: skill.openings)[:TELLING_SKILLS]
        of_skills = view.having("skill", [skill.pk for skill in rarest])
        found = of_skills | view.having("company", [listing.company_id]) | _titled(view, listing)
    own = view.of_postings({listing.pk, listing.duplicate_of_id or listing.pk})
    return (found & view.live & view.part.copies.heads) - own


def _titled(view: View, listing: Listing) -> BitMap:
    title = listing.normalized_title.replace('"', " ").strip()
    words = words_of(f'title:"{title}"' if title else "")
    return BitMap() if words.is_empty else view.part.words.matching(words.tsquery(IN_HEADING))


def _judged(view: View, listing: Listing, numbers: Sequence[int]) -> Iterator[Candidate]:
    """Level 2, all skills 3 (a part of them in proportion), city 2, else country 1."""
    few = view.of_postings(numbers)
    documents = to_array(few)
    points = np.zeros(len(documents))
    for some, worth in _shared(view, listing):
        points[np.searchsorted(documents, to_array(some & few))] += worth
    columns, company = view.part.columns, view.part.fields["company"]
    return map(
        Candidate,
        points.round(6).tolist(),
        *(columns[name].take(documents).tolist() for name in ("posted", "id")),
        company.keys[company.codes.take(documents)].tolist(),
    )


def _shared(view: View, listing: Listing) -> Iterator[tuple[BitMap, float]]:
    """The documents that have something of a posting, and what that is worth."""
    if listing.level:
        yield FACETS["level"].documents(view, [listing.level]), 2
    skills = [skill.pk for skill in listing.skills.all()]
    for skill in skills:
        yield view.having("skill", [skill]), 3 / len(skills)
    places = [link.place for link in listing.listing_places.all()]
    countries = {*listing.remote_countries, *(place.country for place in places)}
    yield view.having("place", [place.pk for place in places]), 1  # and one for its country
    yield view.having("country", map(letters, countries)), 1


def _of_several_employers(ranked: Iterable[Candidate]) -> list[int]:
    chosen: list[int] = []
    taken: Counter[int] = Counter()
    for one in ranked:
        taken[one.company] += 1
        if taken[one.company] <= MOST_OF_ONE_EMPLOYER:
            chosen.append(one.number)
    return chosen[:SIMILAR]
