"""What a search gives, in numbers."""

from collections import defaultdict
from dataclasses import dataclass, field

PAGE_SIZE = 20
LONGEST_FACET = 40


@dataclass(frozen=True)
class Count:
    """How many postings a value would give."""

    value: str
    label: str
    number: int


@dataclass
class Counts:
    """``page`` are the numbers of the postings that are shown, in their order.

    ``is_capped``: there are more than ``total``, and nothing else was counted.
    """

    total: int = 0
    is_capped: bool = False
    page: list[int] = field(default_factory=list)
    without: dict[str, int] = field(default_factory=dict)
    pay_left_out: int = 0
    years_left_out: int = 0
    facets: dict[str, list[Count]] = field(default_factory=lambda: defaultdict(list))
