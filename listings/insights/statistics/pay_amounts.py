"""The amounts of many cells of pay at once: groups of rows in, one figure a group out.

All arithmetic is that of whole cents and half cents, so that every figure is exact.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics.columns import Flags, Floats, Numbers, firsts, pairs, sums
from listings.insights.statistics.estimates import effective_of, rounded, student_t
from listings.insights.statistics.pay_cells import (
    MIN_EMPLOYERS_FOR_INTERVAL,
    MIN_EMPLOYERS_FOR_TENTHS,
    MIN_FOR_INTERVAL,
    MIN_FOR_TENTHS,
    NOBODY,
    PayRows,
    PayStanding,
    reason,
    standings,
)
from listings.insights.statistics.sample import LEVELS

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

    def columns(self) -> dict[str, list[Any]]:
        """Return the figures of all groups, by name in ``models.Statistic``."""
        rows, n = self.rows, np.diff(self.ends)
        groups, _, sizes = pairs(rows.group, rows.employer, 1 << 32)
        employers, squares = sums(groups, self.n), sums(groups, self.n, sizes * sizes)
        largest = np.zeros(self.n, np.int64)
        np.maximum.at(largest, groups, sizes)
        effective = effective_of(n, squares)
        withheld = [reason(*one) for one in zip(n.tolist(), effective.tolist(), strict=True)]
        told = _Told(self, np.flatnonzero([not one for one in withheld]))
        midpoints, heads = (told.midpoints + 1) // 2 / 100, np.sort(rows.group * KEYS + rows.head)
        heads %= KEYS
        ends = [slice(*own) for own in pairwise(self.ends.tolist())]
        return {
            **{name: column.tolist() for name, column in self.counts.items()},
            "n": n.tolist(),
            "employers": employers.tolist(),
            "effective_employers": effective.tolist(),
            "largest": largest.tolist(),
            "levels": self._levels(),
            "currency": [self.currencies[one] for one in self.currency.tolist()],
            "withheld": withheld,
            **told.columns(employers, effective),
            "midpoints": [
                NOBODY if why else midpoints[own] for why, own in zip(withheld, ends, strict=True)
            ],
            "listing_ids": [heads[own] for own in ends],
            "lowest": [None] * self.n,
            "highest": [None] * self.n,
        }

    def _levels(self) -> list[dict[str, int]]:
        """How many there are of each level, in the order of their names."""
        rows, number, names = self.rows, len(LEVELS), sorted(LEVELS)
        counts = sums(rows.group * number + rows.level, self.n * number)
        counts = counts.reshape(self.n, number)[:, np.argsort(LEVELS)]
        groups, levels = np.nonzero(counts)
        columns = groups.tolist(), levels.tolist(), counts[groups, levels].tolist()
        found: list[dict[str, int]] = [{} for _ in range(self.n)]
        for group, level, postings in zip(*columns, strict=True):
            found[group][names[level]] = postings
        return found


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


class _Told:
    """The amounts of the groups that are large enough to show.

    ``midpoints``: of each row of all groups, in half cents; ascending in a group.
    """

    def __init__(self, cells: PayCells, groups: Numbers) -> None:
        self.cells, self.groups = cells, groups
        self.starts, self.sizes = cells.ends[groups], np.diff(cells.ends)[groups]
        self.midpoints = cells.rows.low + cells.rows.high

    def columns(self, employers: Numbers, effective: Floats) -> dict[str, list[float | None]]:
        """Return as many amounts of each group as its sample allows; the width as a share."""
        n, employers, effective = self.sizes, employers[self.groups], effective[self.groups]
        every = np.ones(len(n), bool)
        found: dict[str, tuple[NDArray[Any], Flags]] = {
            name: (self._quantile(*share), every) for name, share in QUARTERS.items()
        }
        found["width"] = self._width(), every
        is_sure = (n >= MIN_FOR_INTERVAL) & (effective >= MIN_EMPLOYERS_FOR_INTERVAL)
        found |= self._interval(employers, is_sure)
        is_large = (n >= MIN_FOR_TENTHS) & (employers >= MIN_EMPLOYERS_FOR_TENTHS)
        found |= {name: (self._quantile(*share), is_large) for name, share in TENTHS.items()}
        return {name: self._column(*one) for name, one in found.items()}

    def _column(self, cents: NDArray[Any], is_known: Flags) -> list[float | None]:
        found: list[float | None] = [None] * self.cells.n
        amounts = (cents[is_known] / 100).tolist()
        for group, amount in zip(self.groups[is_known].tolist(), amounts, strict=True):
            found[group] = amount
        return found

    def _quantile(self, part: int, of: int) -> Numbers:
        """Return the quantiles in cents; see ``estimates.quantile``."""
        below, rest = np.divmod((self.sizes - 1) * part, of)
        at = self.starts + below
        found = self.midpoints[at] * (of - rest) + self.midpoints[at + (rest > 0)] * rest
        return rounded(found, 2 * of)

    def _middles(self) -> tuple[Numbers, Numbers]:
        """Where the two rows are between which the median lies."""
        return self.starts + (self.sizes - 1) // 2, self.starts + self.sizes // 2

    def _width(self) -> Floats:
        """The middle width of a range, as a share of its midpoint, in hundredths."""
        rows = self.cells.rows
        widths = 2 * (rows.high - rows.low) / self.midpoints
        widths = widths[np.lexsort((widths, rows.group))]
        low, high = self._middles()
        return np.floor(100 * ((widths[low] + widths[high]) / 2) + 0.5 + 1e-9)

    def _interval(self, employers: Numbers, is_sure: Flags) -> dict[str, tuple[Numbers, Flags]]:
        """The 95% interval of the median, its variance clustered by employer.

        Woodruff, "Confidence Intervals for Medians" (Journal of the American Statistical
        Association 47, 1952): an interval of the share below the median, carried over to the
        values at its ends, rounded outwards to whole postings; the factor is Student's t on
        employers - 1. An end beyond the sample is left out.
        """
        n, k = self.sizes, employers
        factors = np.array([student_t(one - 1) for one in k.tolist()], np.float64)
        reach = factors * np.sqrt(k / (k - 1) * self._above()) / 2
        low = np.floor(n / 2 - reach).astype(np.int64)
        high = np.floor(n / 2 + reach).astype(np.int64) + 1
        lowest, highest = (self.midpoints[self.starts + at.clip(1, n) - 1] for at in (low, high))
        return {
            "ci_low": (rounded(lowest, 2), is_sure & (low >= 1)),
            "ci_high": (rounded(highest, 2), is_sure & (high <= n)),
        }

    def _above(self) -> Numbers:
        """Σ over employers of (postings above the median - those not above it)²."""
        rows, n = self.cells.rows, self.cells.n
        low, high = self._middles()
        middles = np.zeros(n, np.int64)
        middles[self.groups] = self.midpoints[low] + self.midpoints[high]
        is_above = 2 * self.midpoints > middles[rows.group]
        keys, which = np.unique(rows.group * (1 << 32) + rows.employer, return_inverse=True)
        totals = np.bincount(which, np.where(is_above, 1, -1), len(keys))
        return sums(keys >> 32, n, totals * totals)[self.groups]
