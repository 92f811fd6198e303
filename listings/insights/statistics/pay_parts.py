"""The parts of cells of pay: their cities, workplaces, companies, and their weeks.

A part is a cell of its own, with the rules of every cell, in the currency of the whole. Only cells
of all levels that are large enough for a figure are told apart, and only into their largest parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np

from jobboard.site import dates
from listings.insights.statistics.columns import Numbers, blocks, firsts
from listings.insights.statistics.over_time import DAYS, bin_of, bins_before
from listings.insights.statistics.pay_amounts import PayCells
from listings.insights.statistics.pay_cells import MIN_POSTINGS, PayRows
from listings.insights.statistics.sample import EVERYWHERE, WORKPLACES, Names, Sample
from listings.models import PartKind, PaySeries

MOST = 20  # cities of a country, companies of a cell
ROWS = 50_000  # of bins, computed at once


@dataclass(frozen=True, slots=True)
class PayParts:
    """The parts of one kind of some cells."""

    kind: str
    of: Numbers  # the cell of each
    names: list[str]
    cells: PayCells
    more: Mapping[str, list[Any]] = field(default_factory=dict)  # columns

    def columns(self) -> dict[str, list[Any]]:
        """Return their figures, by name in ``models.Statistic``, without the cell."""
        of_parts = {"part_kind": [self.kind] * len(self.names), "part": self.names}
        return {**self.cells.columns(), **of_parts, **self.more}


@dataclass(frozen=True, slots=True)
class PartFinder:
    """Finds the parts of cells: what the members say beside their pay."""

    sample: Sample
    currencies: list[str]
    now: datetime

    def figures(self, rows: PayRows, countries: Numbers, currencies: Numbers) -> Iterator[PayParts]:
        """Yield the parts of cells that are large enough for a figure of their own.

        ``rows`` lie in the order of the cells; their countries and currencies are numbers.
        """
        yield self._cities(rows, countries, currencies)
        yield self._workplaces(rows, currencies)
        for weeks in blocks(self._weeks(rows, currencies), lambda one: len(one.rows), ROWS):
            yield self._seen_in(weeks, rows, currencies)
        yield self._companies(rows, currencies)

    def _cities(self, rows: PayRows, countries: Numbers, currencies: Numbers) -> PayParts:
        """A posting counts in each of its cities, unless its pay differs between places."""
        places = self.sample.places
        at, offices = self.sample.offices.of_rows(rows.row)
        own = countries[rows.group[at]]
        is_here = (
            (own != EVERYWHERE) & (places.countries[offices] == own) & (places.cities[offices] > 0)
        )
        inside = rows.take(at[is_here])
        inside = replace(inside, elsewhere=inside.elsewhere | inside.zoned)
        cities = places.cities[offices[is_here]].astype(np.int64)
        return self._largest(inside, cities, PartKind.CITY, places.slugs, currencies)

    def _workplaces(self, rows: PayRows, currencies: Numbers) -> PayParts:
        """A posting that may be remote or hybrid counts in both; one that says nothing, in none."""
        stated = self.sample.workplaces[rows.row]
        of_each = [np.flatnonzero(stated >> bit & 1) for bit in range(len(WORKPLACES))]
        bits = np.repeat(np.arange(len(WORKPLACES)), [len(one) for one in of_each])
        inside, cells, numbers = _numbered(rows.take(np.concatenate(of_each)), bits)
        names = [WORKPLACES[one] for one in numbers]
        return PayParts(PartKind.WORKPLACE, cells, names, self._cells(inside, currencies[cells]))

    def _companies(self, rows: PayRows, currencies: Numbers) -> PayParts:
        """One company's postings are no market: no median, but how far its own ranges go."""
        names = self.sample.companies
        companies = names.numbers_of(self.sample.company[rows.row])
        found = self._largest(rows, companies, PartKind.COMPANY, names, currencies)
        own, starts = found.cells.rows, found.cells.ends[:-1]
        if not len(starts):
            return found
        lowest, highest = (
            np.minimum.reduceat(own.low, starts),
            np.maximum.reduceat(own.high, starts),
        )
        ranges = {"lowest": (lowest / 100).tolist(), "highest": (highest / 100).tolist()}
        return replace(found, more=ranges)

    def _weeks(self, rows: PayRows, currencies: Numbers) -> Iterator["_Weeks"]:
        """Bins of four weeks, with the postings that were on offer on any of their days.

        Bins are merged until each has enough postings with pay; one alone is the cell itself.
        """
        sample, every = self.sample, np.arange(len(currencies))
        starts = np.flatnonzero(firsts(rows.group, rows.cluster))
        first = np.minimum.reduceat((sample.seen_on[rows.row] - 1) // DAYS, starts)
        last = np.maximum.reduceat((sample.left_on[rows.row] - 1) // DAYS, starts)
        whole = self._cells(rows, currencies).rows
        group, cluster = rows.group[starts], rows.cluster[starts]
        is_counted = np.isin(group << 32 | cluster, whole.group << 32 | whole.cluster)
        ends = np.searchsorted(group, np.append(every, len(every)))
        sizes = np.diff(np.append(starts, len(rows.row)))
        year = bins_before(self.now)
        for cell, (start, stop) in enumerate(pairwise(ends.tolist())):
            own = slice(start, stop)
            counts, seen, left = is_counted[own], first[own], last[own]
            merged = _merged(seen[counts], left[counts], year)
            for bins in merged if len(merged) > 1 else []:
                is_seen = np.repeat((seen < bins.stop) & (left >= bins.start), sizes[own])
                yield _Weeks(cell, bins, starts[start] + np.flatnonzero(is_seen))

    def _seen_in(self, weeks: Sequence["_Weeks"], rows: PayRows, currencies: Numbers) -> PayParts:
        groups = np.repeat(np.arange(len(weeks)), [len(one.rows) for one in weeks])
        chosen = np.concatenate([one.rows for one in weeks])
        of = np.array([one.cell for one in weeks], np.int64)
        bins = [bin_of(one.bins.start, one.bins.stop - 1) for one in weeks]
        cells = self._cells(rows.take(chosen, groups), currencies[of])
        window = {
            "window_from": [one.first for one in bins],
            "window_to": [min(one.last, dates.day_of(self.now)) for one in bins],
        }
        return PayParts(PartKind.WEEKS, of, [one.name for one in bins], cells, window)

    def _largest(
        self,
        rows: PayRows,
        things: Numbers,
        kind: str,
        names: Names,
        currencies: Numbers,
    ) -> PayParts:
        """The parts of each cell with most postings that say what they pay, and at least one."""
        rows, of, numbers = _numbered(rows, things)
        sizes = np.diff(self._cells(rows, currencies[of]).ends)
        found, which = np.unique(numbers, return_inverse=True)
        slugs = [names[one] for one in found.tolist()]
        by_slug = np.argsort(np.argsort(slugs))[which]
        paying = np.flatnonzero(sizes)
        ordered = paying[np.lexsort((by_slug[paying], -sizes[paying], of[paying]))]
        before = np.arange(len(ordered)) - np.searchsorted(of[ordered], of[ordered])
        most = ordered[before < MOST]
        new = np.full(len(of), -1)
        new[most] = np.arange(len(most))
        groups = new[rows.group]
        inside = _sorted(rows.take(groups >= 0, groups[groups >= 0]))
        cells = self._cells(inside, currencies[of[most]])
        return PayParts(kind, of[most], [slugs[at] for at in which[most]], cells)

    def _cells(self, rows: PayRows, currency: Numbers) -> PayCells:
        return PayCells.of(
            rows, len(currency), PaySeries.POSTED,
            currencies=self.currencies, home="", currency=currency,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Some bins of a cell, with the rows that were on offer in them."""

    cell: int
    bins: range
    rows: Numbers


def _sorted(rows: PayRows) -> PayRows:
    """By group, within it as they are: by cluster."""
    return rows.take(np.argsort(rows.group, kind="stable"))


def _numbered(rows: PayRows, things: Numbers) -> tuple[PayRows, Numbers, Numbers]:
    """Group by cell and thing; return also of which cell each group is, and which thing."""
    keys = rows.group << 32 | things
    found, groups = np.unique(keys, return_inverse=True)
    return _sorted(rows.take(slice(None), groups)), found >> 32, found & (1 << 32) - 1


def _merged(first: Numbers, last: Numbers, bins: range) -> list[range]:
    """Put the bins together, the oldest first, until each has ten of these postings.

    Bins before the first posting are left out; too small a rest joins the one before it.
    """
    found: list[range] = []
    start = max(bins.start, int(first.min()) if len(first) else bins.stop)
    for number in range(start, bins.stop):
        if np.count_nonzero((first <= number) & (last >= start)) >= MIN_POSTINGS:
            found.append(range(start, number + 1))
            start = number + 1
    if found:
        found[-1] = range(found[-1].start, bins.stop)
    return found
