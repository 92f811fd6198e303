"""How hard it is to get in: what postings ask of beginners."""

from dataclasses import dataclass

from listings.models.share import Share

MIN_POSTINGS = 5
MIN_EMPLOYERS = 3


@dataclass(frozen=True, slots=True)
class MedianYears:
    """The median of the years of experience that ``n`` postings state."""

    median: float
    n: int
    employers: int


@dataclass(frozen=True, slots=True)
class GettingIn:
    """Each figure is None where fewer than 5 postings or 3 employers stand behind it.

    ``entry``: entry-level among the postings that state a level. ``years``: of those that state
    years. ``degree``: those that insist on one among all ``n``, since silence insists on nothing.
    """

    n: int
    employers: int
    entry: Share | None
    years: MedianYears | None
    degree: Share | None
