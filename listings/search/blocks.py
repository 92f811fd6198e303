"""Pages are cut from blocks, within which no employer has too many postings in a row."""

from collections.abc import Hashable, Sequence

from listings.search.counts import PAGE_SIZE
from listings.search.filters import ListingFilter
from listings.search.order import BLOCK, spread


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
