"""What a search gives, in numbers; and its page.

Pages are cut from blocks, within which no employer has too many postings in a row.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from listings.search.filters import ListingFilter
from listings.search.order import BLOCK, spread

PAGE_SIZE = 20
MOST_BESIDE = 8
"""Values of a facet that stand beside the list, and those that are chosen."""


class Count(NamedTuple):
    """How many postings a value would give."""

    value: str
    label: str
    number: int


class StillOpen(NamedTuple):
    """How many of some postings are live; the newest of them, one of each cluster."""

    number: int
    newest: list[int]


@dataclass
class Counts:
    """``page`` are the numbers of the postings that are shown, in their order.

    ``is_capped``: there are more than ``total``, and nothing else was counted. ``stating``: how
    many state the level and pay that were understood of ``q``, and so come first. ``facets`` have
    the most frequent values and the chosen ones, ``values`` how many there are in all.
    """

    total: int = 0
    is_capped: bool = False
    page: list[int] = field(default_factory=list)
    without: dict[str, int] = field(default_factory=dict)
    pay_left_out: int = 0
    years_left_out: int = 0
    stating: int | None = None
    facets: dict[str, list[Count]] = field(default_factory=lambda: defaultdict(list))
    values: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> list[Count]:
        """What the values of a facet would give, the most frequent first.

        A posting that is open anywhere counts in every country.
        """
        numbers = self.facets[name]
        if name == "country":
            anywhere = sum(count.number for count in self.facets["anywhere"])
            numbers = [Count(one.value, one.label, one.number + anywhere) for one in numbers]
        return sorted(numbers, key=lambda count: (-count.number, count.value))


def first_row(search: ListingFilter) -> int:
    """Return the place, from 0, at which the page that is asked for begins."""
    return (int(search.asked.get("page", 1)) - 1) * PAGE_SIZE


def block_size(search: ListingFilter) -> int:
    """Return how many postings are ordered together before a page is cut from them."""
    return BLOCK if search.order == "relevance" else PAGE_SIZE


def block_of(search: ListingFilter, total: int) -> slice:
    """Return the places of the block in which the page lies; past the end, of the last one."""
    size = block_size(search)
    start = min(first_row(search), max(total - 1, 0)) // size * size
    return slice(start, start + size)


def cut_page(
    search: ListingFilter,
    total: int,
    block: Sequence[tuple[int, Hashable]],
    stating: int | None = None,
) -> list[int]:
    """Cut the page from its block of postings, each with its employer; past the end, the last.

    The first ``stating`` of all postings stay before the others.
    """
    numbers = [number for number, _ in block]
    if search.order == "relevance":
        first = max(0, (stating or 0) - block_of(search, total).start)
        numbers = [*_spread(block[:first]), *_spread(block[first:])]
    last = max(total - 1, 0) // PAGE_SIZE * PAGE_SIZE
    start = min(first_row(search), last) % block_size(search)
    return numbers[start : start + PAGE_SIZE]


def _spread(block: Sequence[tuple[int, Hashable]]) -> list[int]:
    return [block[at][0] for at in spread([employer for _, employer in block])]
