"""A cell's pay without one employer's own postings: what stands beside a posting of theirs."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Func

from listings.insights.estimates import median, quantile
from listings.insights.figures import PayFigure, counted
from listings.insights.pay_cells import cents, reason
from listings.models import Listing, Statistic
from listings.models.company import one_employer


@dataclass(frozen=True, slots=True)
class OthersPay:
    """The figure of the others; or of all, where ``own`` postings could not be told apart."""

    figure: PayFigure
    own: int = 0
    is_without_own: bool = True

    @property
    def told(self) -> str:
        """Whether this employer's own postings are among the sample."""
        if not self.own:
            return "None of them is this employer’s."
        are = "is" if self.own == 1 else "are"
        if self.is_without_own:
            return f"{counted(self.own, 'posting')} of this employer {are} left out."
        return f"{self.own:,} of them {are} this employer’s own."


def others_pay(figure: PayFigure, company: int) -> OthersPay | None:
    """Leave the postings of a company and its group out; None where too few are left.

    Three queries at most.

    The snapshot keeps postings and midpoints apart: a posting whose pay has changed since, or is
    another in this country, is not found among them, and all of the company's stay in then.
    """
    row = figure.row
    snapshot = Statistic.objects.filter(pk=row.pk).order_by()
    postings = snapshot.values(posting=Func("listing_ids", function="unnest"))
    # the employer's postings are read and sought among the cell's: by "+ 0" the planner cannot go
    # the other way, which fetches every posting of a large cell to find the few
    own = list(
        Listing.objects.filter(company__in=one_employer(company))
        .annotate(key=F("pk") + 0)
        .filter(key__in=postings)
        .order_by()
        .values_list("level", "pay_yearly_minimum", "pay_yearly_maximum")
    )
    if not own:
        return OthersPay(figure)
    midpoints = snapshot.values_list("midpoints", flat=True).get()
    left = _without(midpoints, [_midpoint(low, high) for _, low, high in own])
    if left is None:
        return OthersPay(figure, len(own), is_without_own=False)
    effective = effective_without(row, len(own))
    if reason(len(left), effective):
        return None
    return OthersPay(PayFigure(_of_others(row, left, [level for level, _, _ in own])), len(own))


def _without(midpoints: Iterable[Decimal], own: Iterable[Decimal | None]) -> list[Decimal] | None:
    left = list(midpoints)
    for amount in own:
        at = bisect_left(left, amount) if amount is not None else len(left)
        if at == len(left) or left[at] != amount:
            return None
        del left[at]
    return left


def _midpoint(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    return None if low is None or high is None else cents((low + high) / 2)


def effective_without(row: Statistic, own: int) -> Decimal:
    """(Σn)² ÷ Σn² of the other employers; all employers’ Σn² follows from the row's own figure."""
    squares = row.n**2 / (row.effective_employers or Decimal(1)) - own**2
    return (row.n - own) ** 2 / squares if squares > 0 else Decimal(0)


def _of_others(row: Statistic, midpoints: Sequence[Decimal], levels: Iterable[str]) -> Statistic:
    """A figure that is nowhere kept; what needs every posting's employer is not given."""
    found = copy(row)
    found.pk = None
    found.n, found.employers = len(midpoints), row.employers - 1
    found.p25 = cents(quantile(midpoints, Fraction(1, 4)))
    found.median = cents(median(midpoints))
    found.p75 = cents(quantile(midpoints, Fraction(3, 4)))
    found.ci_low = found.ci_high = found.p10 = found.p90 = found.width = None
    found.levels = dict(row.levels)
    for level in levels:
        found.levels[level] = found.levels.get(level, 0) - 1
    return found
