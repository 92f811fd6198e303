"""Openings like one: by role, level, skills and place, across employers.

The index of searches finds and compares them, without a query; while there is none, none are shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter

import numpy as np
from pyroaring import BitMap

from listings.models import Listing
from listings.reading.query import IN_HEADING
from listings.search.card_cache import LiveOf, cards_of, live_in_database
from listings.search.filterset import COLUMN_FACETS
from listings.search.index.bitmaps import to_array
from listings.search.index.current import current
from listings.search.index.view import View
from listings.search.index.vocabulary import letters
from listings.search.understood import words_of

SIMILAR = 5
MOST_OF_ONE_EMPLOYER = 2
CANDIDATES = 100  # the newest of the role are compared
TELLING_SKILLS = 3  # the rarest of a posting without a role: those who share one are compared


type Candidate = tuple[float, int, int, int]
"""A live opening: its points, when it was posted (microseconds since 1970), the numbers of the
posting and of its company. They are shown in this order, the largest first."""


def similar_to(listing: Listing, live_of: LiveOf = live_in_database) -> list[Listing]:
    """Live postings like this one, the most alike first; no query but for their cards."""
    index = current()
    if index is None:
        return []
    own = {listing.pk, listing.duplicate_of_id or listing.pk}
    newest = [(view, _newest(view, listing)) for view in index.views]
    found = [one for view, some in newest if len(some) for one in _judged(view, listing, some)]
    found.sort(key=itemgetter(1, 2), reverse=True)
    compared = [one for one in found if one[2] not in own][:CANDIDATES]
    return cards_of(_of_several_employers(sorted(compared, reverse=True)), live_of)


def _newest(view: View, listing: Listing) -> np.ndarray:
    """The newest that are compared: its own posting and its cluster's head may be among them."""
    found = _alike(view, listing) & view.heads
    return to_array(found[max(0, len(found) - CANDIDATES - 2) :]).astype(np.int64)


def _alike(view: View, listing: Listing) -> BitMap:
    """Openings of one of its roles; without a role, those that share a rare skill, or the title."""
    if not view.heads:
        return view.heads
    if roles := [role.pk for role in listing.roles.all()]:
        return view.having("role", roles)
    rarest = sorted(listing.skills.all(), key=lambda skill: skill.openings)[:TELLING_SKILLS]
    of_skills = view.having("skill", [skill.pk for skill in rarest])
    return of_skills | view.having("company", [listing.company_id]) | _titled(view, listing)


def _titled(view: View, listing: Listing) -> BitMap:
    title = listing.normalized_title.replace('"', " ").strip()
    words = words_of(f'title:"{title}"' if title else "")
    return BitMap() if words.is_empty else view.part.words.matching(words.tsquery(IN_HEADING))


def _judged(view: View, listing: Listing, documents: np.ndarray) -> Iterator[Candidate]:
    """Level 2, all skills 3 (a part of them in proportion), city 2, else country 1."""
    columns, fields = view.part.columns, view.part.fields
    known = [*COLUMN_FACETS["level"].labels]
    level = [known.index(listing.level) + 1] if listing.level else []
    skills = [skill.pk for skill in listing.skills.all()]
    places = [link.place for link in listing.listing_places.all()]
    countries = {*listing.remote_countries, *(place.country for place in places)}
    has_place = fields["place"].shared(documents, [place.pk for place in places]) > 0
    has_country = fields["country"].shared(documents, [*map(letters, countries)]) > 0
    share_of_skills = fields["skill"].shared(documents, skills) / max(len(skills), 1)
    points = 2 * fields["level"].shared(documents, level) + 3 * share_of_skills
    points = points + has_place + has_country
    companies = fields["company"].keys[fields["company"].codes.take(documents)]
    posted, ids = (columns[name].take(documents).tolist() for name in ("posted", "id"))
    return zip(points.round(6).tolist(), posted, ids, companies.tolist(), strict=True)


def _of_several_employers(ranked: Iterable[Candidate]) -> list[int]:
    chosen: list[int] = []
    taken: Counter[int] = Counter()
    for _, _, number, company in ranked:
        taken[company] += 1
        if taken[company] <= MOST_OF_ONE_EMPLOYER:
            chosen.append(number)
        if len(chosen) == SIMILAR:
            break
    return chosen
