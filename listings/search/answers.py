"""What a search gives, how many more it finds in texts, and what to drop where it finds nothing.

Page, feeds, API and alerts answer by ``answer``, so that they agree. ``reach_of`` says how far
skills reach: openings that name these alone, one skill more, or two.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from django.conf import settings
from django.http import QueryDict

from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from listings.search.active_filters import (
    PART,
    REST,
    ActiveFilter,
    groups_of,
    said_of,
)
from listings.search.addresses import (
    NO_FILTERS,
    chosen_values,
    is_long_search,
    jobs_url,
    key_of,
    page_url,
    with_more,
    with_q,
    with_title,
)
from listings.search.card_cache import LiveOf, cards_of, live_in_database
from listings.search.counts import Count, Counts
from listings.search.facets import (
    count,
    first_at_once,
    first_without,
    left_without,
    total,
    with_values,
)
from listings.search.filters import ListingFilter
from listings.search.understanding.parts import typed_again
from listings.search.understanding.parts import without as words_without

MOST_PAIRED = 8  # filters, of which two are dropped together
MOST_WORDS = 6  # words of which each is dropped by itself


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
    if search.ranked.is_empty or search.in_text:
        return Answer(*count(search))
    widened = search.widened()
    answered, counts = count(search, widened)
    if answered is widened or not counts.total or counts.total >= settings.SEARCH.few:
        return Answer(answered, counts)
    return Answer(search, counts, max(0, total(widened, postings) - counts.total))


def openings_of(search: ListingFilter, postings: ListingQuerySet) -> int:
    """How many openings ``answer`` shows, and nothing else."""
    return total(search, postings) or total(search.widened(), postings)


@dataclass(frozen=True)
class NearMiss:
    """What to drop, ``dropped`` filters together, and a few of the postings that are left then."""

    dropped: int
    way: ActiveFilter
    postings: list[Listing]


def near_misses(
    search: ListingFilter, counts: Counts, live_of: LiveOf = live_in_database
) -> list[NearMiss]:
    """Return each filter to drop, the first of them with postings; where none is enough, two."""
    ways, most = _Ways(search), settings.SEARCH.near_misses
    words = [] if ways.is_long else _words_to_drop(search, most, live_of)
    left: dict[tuple[str, ...], int] = {(key,): counts.without.get(key, 0) for key in ways.labels}
    if not any(left.values()) and not words and not ways.is_long:
        pairs = list(combinations(list(ways.labels)[:MOST_PAIRED], 2))
        left = dict(zip(pairs, left_without(search, pairs), strict=True))
    best = sorted((keys for keys in left if left[keys]), key=lambda keys: -left[keys])
    if best and len(best[0]) > 1:
        best = best[:most]
    return words + [
        NearMiss(
            len(keys),
            ways.way(keys, left[keys]),
            cards_of(first_without(search, keys, most), live_of) if at < most else [],
        )
        for at, keys in enumerate(best)
    ]


def _words_to_drop(search: ListingFilter, most: int, live_of: LiveOf) -> list[NearMiss]:
    """What a search of several words gives without one of them; at first by title, then by text."""
    q, words = search.asked.get("q", ""), search.understood.found.alone
    found = []
    for word in words[:MOST_WORDS] if len(words) > 1 else ():
        other = search.with_words(words_without(q, [word]))
        if not (left := other.asked.get("q")):
            continue  # "or" and the like are no search by themselves
        counts = first_at_once(other)
        if not counts.total:
            counts = first_at_once(other.widened())
        if counts.total:
            label = f"“{q[word.start : word.end]}”"
            way = ActiveFilter("q", label, "", jobs_url(with_q(search, left)), counts.total)
            found.append(NearMiss(1, way, cards_of(counts.page[:most], live_of)))
    return sorted(found, key=lambda miss: -(miss.way.left or 0))[:most]


@dataclass(frozen=True)
class _Ways:
    """What may be dropped of a search, by the names of filters: all values of each."""

    search: ListingFilter

    @property
    def is_long(self) -> bool:
        return is_long_search(self.search)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The filters in words: what was asked for by parameters, and what ``q`` says."""
        found: dict[str, list[str]] = {}
        for (name, value), label in chosen_values(self.search):
            if name not in {*NO_FILTERS, "in"}:
                found.setdefault(key_of(name), []).append(with_title(name, value, label))
        reading = self.search.understood.found
        if reading.parts:
            found.pop("q", None)
            groups = groups_of(part for part in reading.parts if part.kind not in NO_FILTERS)
            for group in groups:
                found[key_of(group[0].kind)] = []
            for group in groups:
                found[key_of(group[0].kind)].append(said_of(group))
            if rest := " ".join(reading.rest.split()):
                found["q"] = [f"“{rest}”"]
        return {key: ", ".join(labels) for key, labels in found.items()}

    def way(self, keys: tuple[str, ...], left: int) -> ActiveFilter:
        """Some filters to drop together, and how many openings are left then."""
        label = " and ".join(self.labels[key] for key in keys)
        url = "" if self.is_long else jobs_url(self._query_without(keys))
        return ActiveFilter(keys[0], label, self._sent(keys[0]), url, left)

    def _sent(self, key: str) -> str:
        """What a button sends that drops a filter."""
        parts = self.search.understood.found.parts
        if key == "q" and parts:
            return REST
        is_of_words = any(key_of(part.kind) == key for part in parts)
        return f"{PART}={key}" if is_of_words else key

    def _query_without(self, keys: Collection[str]) -> QueryDict:
        return with_q(self.search, self._words_without(keys), keys)

    def _words_without(self, keys: Collection[str]) -> str:
        parts = self.search.understood.found.parts
        if "q" in keys:
            return typed_again(part for part in parts if key_of(part.kind) not in keys)
        own = [part for part in parts if key_of(part.kind) in keys]
        return words_without(self.search.asked.get("q", ""), own)


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
        one_more=Openings(counts.total, page_url(one, 1)),
        two_more=_counted(two),
        by_skill=[_one_more(one, it) for it in counts.of("skill") if it.value not in own],
    )


def _counted(search: ListingFilter) -> Openings:
    return Openings(total(search, search.queryset), page_url(search, 1))


def _one_more(search: ListingFilter, found: Count) -> OneMore:
    url = jobs_url(with_more(search, "skill", found.value))
    return OneMore(found.number, url, found.label, found.value)
