"""What a search gives, in numbers."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

PAGE_SIZE = 20
MOST_BESIDE = 8
"""Values of a facet that stand beside the list, and those that are chosen."""


@dataclass(frozen=True)
class Count:
    """How many postings a value would give."""

    value: str
    label: str
    number: int


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
            numbers = [replace(count, number=count.number + anywhere) for count in numbers]
        return sorted(numbers, key=lambda count: (-count.number, count.value))
