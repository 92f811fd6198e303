"""How far a set of skills reaches: openings that name these alone, one skill more, or two."""

from collections.abc import Sequence
from dataclasses import dataclass

from listings.search import addresses
from listings.search.counts import Count
from listings.search.facets import total, with_values
from listings.search.filters import ListingFilter


@dataclass(frozen=True, slots=True)
class Openings:
    """How many there are, and the list of as many."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class OneMore(Openings):
    """Those that name one skill more: this one."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Reach:
    """``by_skill``: ``one_more`` by the skill that is missing, the most frequent first."""

    only: Openings
    one_more: Openings
    two_more: Openings
    by_skill: Sequence[OneMore]


def reach_of(search: ListingFilter) -> Reach:
    """Count what a search with ``knows`` reaches. While there is no index, no single skill."""
    one, two = search.replacing(missing="1"), search.replacing(missing="2")
    counts = with_values(one, "skill")
    own = {"", *(skill.slug for skill in search.asked["knows"])}
    return Reach(
        only=_counted(search),
        one_more=Openings(counts.total, addresses.page_url(one, 1)),
        two_more=_counted(two),
        by_skill=[_one_more(one, it) for it in counts.of("skill") if it.value not in own],
    )


def _counted(search: ListingFilter) -> Openings:
    return Openings(total(search, search.queryset), addresses.page_url(search, 1))


def _one_more(search: ListingFilter, found: Count) -> OneMore:
    query = addresses.kept_query(search, lambda n, v: True)
    query.appendlist("skill", found.value)
    return OneMore(found.number, addresses.jobs_url(query), found.label, found.value)
