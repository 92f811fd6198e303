"""From the postings of one cell to what they ask for, by the rules of the market.

A cell is role × country (or everywhere) × level (or all). Every posting weighs the same.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from statistics import median

from listings.models import share

METHOD_VERSION = 1


@dataclass(frozen=True, slots=True)
class Ask:
    """What one posting asks for and offers. ``is_remote`` None: no workplace is stated."""

    employer: int
    skills: tuple[str, ...] = ()
    is_remote: bool | None = None
    is_entry: bool | None = None
    years: int | None = None
    insists_on_degree: bool = False


@dataclass(frozen=True, slots=True)
class DemandFigures:
    """The figures of a cell; names and meaning as in ``models.Demand``."""

    n: int = 0
    employers: int = 0
    skills: dict[str, int] | None = None
    remote: int | None = None
    remote_n: int = 0
    remote_employers: int = 0
    entry: int | None = None
    entry_n: int = 0
    entry_employers: int = 0
    years: float | None = None
    years_n: int = 0
    years_employers: int = 0
    degree: int | None = None


def figures_of(asks: Collection[Ask]) -> DemandFigures:
    """Compute one cell; what too few postings or employers stand behind is left out."""
    whole = _Part(asks)
    places = _Part([ask for ask in asks if ask.is_remote is not None])
    levels = _Part([ask for ask in asks if ask.is_entry is not None])
    years = _Part([ask for ask in asks if ask.years is not None])
    skills = Counter(skill for ask in asks for skill in ask.skills) if whole.makes_shares else None
    return DemandFigures(
        n=whole.n,
        employers=whole.employers,
        skills=None if skills is None else dict(skills),
        remote=sum(bool(ask.is_remote) for ask in asks) if places.makes_shares else None,
        remote_n=places.n,
        remote_employers=places.employers,
        entry=sum(bool(ask.is_entry) for ask in asks) if levels.tells_beginners else None,
        entry_n=levels.n,
        entry_employers=levels.employers,
        years=_median(years),
        years_n=years.n,
        years_employers=years.employers,
        degree=sum(ask.insists_on_degree for ask in asks) if whole.tells_beginners else None,
    )


@dataclass(slots=True)
class _Part:
    """Those postings of a cell that say something of one matter."""

    asks: Collection[Ask]
    n: int = field(init=False)
    employers: int = field(init=False)

    def __post_init__(self) -> None:
        self.n = len(self.asks)
        self.employers = len({ask.employer for ask in self.asks})

    @property
    def makes_shares(self) -> bool:
        return self.n >= share.MIN_POSTINGS and self.employers >= share.MIN_EMPLOYERS

    @property
    def tells_beginners(self) -> bool:
        return (
            self.n >= share.MIN_POSTINGS_FOR_BEGINNERS
            and self.employers >= share.MIN_EMPLOYERS_FOR_BEGINNERS
        )


def _median(part: _Part) -> float | None:
    if not part.tells_beginners:
        return None
    return float(median(ask.years for ask in part.asks if ask.years is not None))
