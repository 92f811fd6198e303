"""From the postings of one cell to what they ask for, by the rules of the market.

A cell is role × country (or everywhere) × level (or all). Near-identical postings of one employer
count once. Every posting weighs the same: where one employer has too many, the share is withheld,
never reweighted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from listings.insights import pay_cells
from listings.insights.estimates import design_effect, effective_employers
from listings.models.snapshot import MAX_OF_ONE, MIN_EMPLOYERS, MIN_POSTINGS

METHOD_VERSION = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """What one posting names and offers. ``is_remote`` None: no workplace is stated."""

    employer: int
    skills: Collection[str] = ()
    musts: Collection[str] | None = None  # None: must and nice to have are not told apart
    is_remote: bool | None = None
    is_entry: bool | None = None
    years: int | None = None
    insists_on_degree: bool = False


@dataclass(frozen=True, slots=True)
class DemandFigures:
    """The figures of a cell; names and meaning as in ``models.Demand``."""

    n: int = 0
    employers: int = 0
    largest: int = 0
    skills: dict[str, int] | None = None
    skill_effects: dict[str, float] = field(default_factory=dict)
    asked: dict[str, int] | None = None
    asked_n: int = 0
    asked_employers: int = 0
    asked_effects: dict[str, float] = field(default_factory=dict)
    remote: int | None = None
    remote_n: int = 0
    remote_employers: int = 0
    remote_effect: float = 1.0
    entry: int | None = None
    entry_n: int = 0
    entry_employers: int = 0
    entry_effect: float = 1.0
    years: float | None = None
    years_n: int = 0
    years_employers: int = 0
    degree: int | None = None
    degree_effect: float = 1.0


def figures_of(asks: Collection[Ask]) -> DemandFigures:
    """Compute one cell; what too few postings or employers stand behind is left out."""
    whole = _Part(asks)
    places = _Part([ask for ask in asks if ask.is_remote is not None])
    levels = _Part([ask for ask in asks if ask.is_entry is not None])
    years = _Part([ask for ask in asks if ask.years is not None])
    telling = _Part([ask for ask in asks if ask.musts is not None])
    skills, skill_effects = whole.skills([ask.skills for ask in asks])
    asked, asked_effects = telling.skills([ask.musts or () for ask in telling.asks])
    remote, remote_effect = places.share(ask.employer for ask in asks if ask.is_remote)
    entry, entry_effect = levels.share(ask.employer for ask in asks if ask.is_entry)
    degree, degree_effect = whole.share(ask.employer for ask in asks if ask.insists_on_degree)
    return DemandFigures(
        n=whole.n,
        employers=len(whole.sizes),
        largest=whole.largest,
        skills=skills,
        skill_effects=skill_effects,
        asked=asked,
        asked_n=telling.n,
        asked_employers=len(telling.sizes),
        asked_effects=asked_effects,
        remote=remote,
        remote_n=places.n,
        remote_employers=len(places.sizes),
        remote_effect=remote_effect,
        entry=entry,
        entry_n=levels.n,
        entry_employers=len(levels.sizes),
        entry_effect=entry_effect,
        years=years.median_years(),
        years_n=years.n,
        years_employers=len(years.sizes),
        degree=degree,
        degree_effect=degree_effect,
    )


@dataclass
class _Part:
    """Those postings of a cell that say something of one matter."""

    asks: Collection[Ask]

    @cached_property
    def sizes(self) -> Counter[int]:
        """Postings by employer."""
        return Counter(ask.employer for ask in self.asks)

    @property
    def n(self) -> int:
        return len(self.asks)

    @property
    def largest(self) -> int:
        return max(self.sizes.values(), default=0)

    @property
    def makes_shares(self) -> bool:
        is_large = self.n >= MIN_POSTINGS and len(self.sizes) >= MIN_EMPLOYERS
        return is_large and self.largest <= MAX_OF_ONE * self.n

    def share(self, employers: Iterable[int]) -> tuple[int | None, float]:
        """Return how many there are, given each one's employer, and the design effect."""
        if not self.makes_shares:
            return None, 1.0
        counts = Counter(employers)
        return counts.total(), design_effect(counts, self.sizes)

    def skills(
        self, of_each: Sequence[Collection[str]]
    ) -> tuple[dict[str, int] | None, dict[str, float]]:
        """Return how many have each skill, and the design effects that are above 1."""
        if not self.makes_shares:
            return None, {}
        named: defaultdict[str, list[int]] = defaultdict(list)
        for ask, skills in zip(self.asks, of_each, strict=True):
            for skill in skills:
                named[skill].append(ask.employer)
        effects = {slug: self.share(employers)[1] for slug, employers in named.items()}
        counts = {slug: len(employers) for slug, employers in named.items()}
        return counts, {slug: effect for slug, effect in effects.items() if effect > 1}

    def median_years(self) -> float | None:
        """The middle of the years asked, of as many postings as a median of pay needs."""
        if pay_cells.reason(self.n, effective_employers(self.sizes.values())):
            return None
        return float(median(ask.years for ask in self.asks if ask.years is not None))
