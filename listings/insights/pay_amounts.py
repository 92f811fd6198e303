"""The amounts of many cells of pay at once: groups of rows in, one figure a group out.

All arithmetic is that of whole cents and half cents, so that every figure is exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import floor, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Floats, Numbers, firsts, pairs, sums
from listings.insights.estimates import hundredths, student_t
from listings.insights.pay_cells import (
    MIN_EMPLOYERS_FOR_INTERVAL,
    MIN_EMPLOYERS_FOR_TENTHS,
    MIN_FOR_INTERVAL,
    MIN_FOR_TENTHS,
    NOBODY,
    PayFigures,
    PayRows,
    PayStanding,
    reason,
    standings,
)
from listings.insights.sample import LEVELS

IN_ORDER = sorted(LEVELS)
KEYS = 1 << 40  # above any key of a posting
QUARTERS = {"p25": (1, 4), "median": (1, 2), "p75": (3, 4)}
TENTHS = {"p10": (1, 10), "p90": (9, 10)}


@dataclass(frozen=True, slots=True)
class PayCells:
    """The figures of ``n`` groups. ``rows``: those that count, by group and midpoint."""

    n: int
    currency: Numbers  # by group, a number of ``currencies``
    currencies: list[str]
    rows: PayRows
    ends: Numbers  # where the rows of each group begin, and where the last ones end
    counts: dict[str, Numbers]  # by name in ``PayFigures``

    @classmethod
    def of(
        cls,
        rows: PayRows,
        n: int,
        series: str,
        *,
        currencies: list[str],
        home: str,
        currency: NDArray[Any] | None = None,
    ) -> "PayCells":
        """Compute each group in its most frequent currency, or in that of ``currency``."""
        chosen, stands = standings(
            rows, n, series, currencies=currencies, home=home, currency=currency
        )
        starts = np.flatnonzero(firsts(rows.group, rows.cluster))
        best, furthest = _best(stands, starts)
        counts = _counts(rows, n, starts, best, furthest)
        counted = best[furthest == PayStanding.COUNTED]
        order = np.lexsort((rows.low[counted] + rows.high[counted], rows.group[counted]))
        own = rows.take(counted[order])
        ends = np.concatenate(([0], np.cumsum(sums(own.group, n))))
        return cls(n, chosen, currencies, own, ends, counts)

    def of_group(self, group: int) -> PayRows:
        return self.rows.take(slice(self.ends[group], self.ends[group + 1]))

    def __iter__(self) -> Iterator[PayFigures]:
        """Yield the figures of each group."""
        columns, currency = _Columns.of(self), self.currency.tolist()
        counts = {name: column.tolist() for name, column in self.counts.items()}
        for group, (start, stop) in enumerate(pairwise(self.ends.tolist())):
            n, effective = stop - start, columns.effective[group]
            withheld = reason(n, effective)
            yield PayFigures(
                **{name: column[group] for name, column in counts.items()},
                n=n,
                employers=columns.employers[group],
                effective_employers=effective,
                largest=columns.largest[group],
                levels=columns.levels_of(group) if n else {},
                currency=self.currencies[currency[group]],
                withheld=withheld,
                amounts={} if withheld else columns.amounts(group, start, n),
                midpoints=NOBODY if withheld else (columns.midpoints[start:stop] + 1) // 2,
                listing_ids=columns.heads[start:stop],
            )


def _best(stands: Numbers, starts: Numbers) -> tuple[Numbers, Numbers]:
    """Return of each cluster the first row that gets furthest, and how far."""
    size = len(stands)
    if not size:
        return NOBODY, NOBODY
    best = np.maximum.reduceat(stands * size + (size - 1 - np.arange(size)), starts)
    return size - 1 - best % size, best // size


def _counts(
    rows: PayRows, n: int, starts: Numbers, best: Numbers, furthest: Numbers
) -> dict[str, Numbers]:
    """How many clusters get how far, and how many a law has in view."""
    groups, steps = rows.group[best], len(PayStanding)
    by_standing = sums(groups * steps + furthest, n * steps).reshape(n, steps).T
    bound = np.logical_or.reduceat(rows.bound, starts) if len(starts) else rows.bound
    return {
        "total": by_standing.sum(axis=0),
        "wide": by_standing[PayStanding.MINIMUM_ONLY],
        "other_currency": by_standing[PayStanding.OTHER_CURRENCY],
        "other_place": by_standing[PayStanding.OTHER_PLACE],
        "other_kind": by_standing[PayStanding.OTHER_KIND],
        "from_text": by_standing[PayStanding.FROM_TEXT],
        "other_series": by_standing[PayStanding.OTHER_SERIES],
        "bound": sums(groups[bound], n),
        "bound_with_pay": sums(groups[bound & rows.given[best]], n),
    }


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the amounts are made of: rows by group and value, and sums by group."""

    midpoints: Numbers  # in half cents
    heads: Numbers
    widths: Floats
    levels: list[list[int]]  # in the order of their names
    employers: list[int]
    effective: list[Decimal]
    largest: list[int]
    above: list[int]  # Σ over employers of (postings above the median - those not above it)²

    @classmethod
    def of(cls, cells: PayCells) -> "_Columns":
        rows, n = cells.rows, cells.n
        midpoints = rows.low + rows.high
        widths = 2 * (rows.high - rows.low) / midpoints
        groups, _, sizes = pairs(rows.group, rows.employer, 1 << 32)
        squares, numbers = sums(groups, n, sizes * sizes), np.diff(cells.ends)
        largest = np.zeros(n, np.int64)
        np.maximum.at(largest, groups, sizes)
        levels = sums(rows.group * len(LEVELS) + rows.level, n * len(LEVELS))
        return cls(
            midpoints=midpoints,
            heads=np.sort(rows.group * KEYS + rows.head) % KEYS,
            widths=widths[np.lexsort((widths, rows.group))],
            levels=levels.reshape(n, len(LEVELS))[:, np.argsort(LEVELS)].tolist(),
            employers=sums(groups, n).tolist(),
            effective=[
                hundredths(size * size, own)
                for size, own in zip(numbers.tolist(), squares.tolist(), strict=True)
            ],
            largest=largest.tolist(),
            above=_above(cells, midpoints).tolist(),
        )

    def levels_of(self, group: int) -> dict[str, int]:
        found = zip(IN_ORDER, self.levels[group], strict=True)
        return {level: number for level, number in found if number}

    def amounts(self, group: int, start: int, n: int) -> dict[str, Decimal]:
        """Return as many amounts as the sample allows, in cents; the width as a share."""
        values = self.midpoints[start : start + n]
        found = {name: _quantile(values, *share) for name, share in QUARTERS.items()}
        found["width"] = _middle_width(self.widths[start : start + n])
        if n >= MIN_FOR_INTERVAL and self.effective[group] >= MIN_EMPLOYERS_FOR_INTERVAL:
            found |= self._interval(group, values)
        if n >= MIN_FOR_TENTHS and self.employers[group] >= MIN_EMPLOYERS_FOR_TENTHS:
            found |= {name: _quantile(values, *share) for name, share in TENTHS.items()}
        return found

    def _interval(self, group: int, values: Numbers) -> dict[str, Decimal]:
        """The 95% interval of the median, its variance clustered by employer.

        Woodruff, "Confidence Intervals for Medians" (Journal of the American Statistical
        Association 47, 1952): an interval of the share below the median, carried over to the
        values at its ends, rounded outwards to whole postings; the factor is Student's t on
        employers - 1. An end beyond the sample is left out.
        """
        n, k = len(values), self.employers[group]
        reach = student_t(k - 1) * sqrt(k / (k - 1) * self.above[group]) / 2
        low, high = floor(n / 2 - reach), floor(n / 2 + reach) + 1
        ends = {"ci_low": low if low >= 1 else None, "ci_high": high if high <= n else None}
        return {name: in_cents(values[at - 1], 2) for name, at in ends.items() if at is not None}


def _above(cells: PayCells, midpoints: Numbers) -> Numbers:
    """Of each group the squares of employers' postings above its median less those below."""
    rows, n = cells.rows, np.diff(cells.ends)
    last = max(0, len(midpoints) - 1)
    middles = [
        midpoints[(cells.ends[:-1] + at).clip(0, last)] if len(midpoints) else n
        for at in ((n - 1) // 2, n // 2)
    ]
    is_above = 2 * midpoints > (middles[0] + middles[1])[rows.group]
    keys, which = np.unique(rows.group * (1 << 32) + rows.employer, return_inverse=True)
    totals = np.bincount(which, np.where(is_above, 1, -1), len(keys))
    return sums(keys >> 32, cells.n, totals * totals)


def _quantile(values: Numbers, part: int, of: int) -> Decimal:
    """Return the quantile of ascending values in half cents; see ``estimates.quantile``."""
    below, rest = divmod((len(values) - 1) * part, of)
    found = int(values[below]) * (of - rest)
    if rest:
        found += int(values[below + 1]) * rest
    return in_cents(found, 2 * of)


def in_cents(value: int, of: int = 1) -> Decimal:
    """Return value ÷ of cents, rounded half up, as an amount."""
    return Decimal((2 * int(value) + of) // (2 * of)).scaleb(-2)


def _middle_width(widths: Floats) -> Decimal:
    n = len(widths)
    middle = (widths[(n - 1) // 2] + widths[n // 2]) / 2
    return Decimal(floor(100 * middle + 0.5 + 1e-9)).scaleb(-2)
