"""The parts of cells of pay: their cities, workplaces, companies, and their weeks.

A part is a cell of its own, with the rules of every cell, in the currency of the whole. Only cells
of all levels that are large enough for a figure are told apart, and only into their largest parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from listings.insights.columns import Numbers, firsts
from listings.insights.over_time import DAYS, bin_of, bins_before
from listings.insights.pay_amounts import PayCells, in_cents
from listings.insights.pay_cells import MIN_POSTINGS, PayFigures, PayRows
from listings.insights.sample import EVERYWHERE, WORKPLACES, Sample
from listings.models import PartKind, PaySeries

MOST = 20  # cities of a country, companies of a cell


class Part(NamedTuple):
    """What a cell is told apart by; both are empty for the whole cell."""

    kind: str = ""
    name: str = ""


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class PartFinder:
    """Finds the parts of cells: what the members say beside their pay."""

    sample: Sample
    currencies: list[str]
    companies: Mapping[int, str]  # slugs
    now: datetime

    def figures(
        self, rows: PayRows, country: int, currency: str
    ) -> Iterator[tuple[Part, PayFigures]]:
        """Yield the figures of every part of a cell that is large enough for one of its own."""
        for found in (
            *([self._cities(rows, country, currency)] if country != EVERYWHERE else ()),
            self._workplaces(rows, currency),
            self._weeks(rows, currency),
        ):
            yield from zip(found.parts, found.cells, strict=True)
        found = self._companies(rows, currency)
        for at, (part, figures) in enumerate(zip(found.parts, found.cells, strict=True)):
            yield part, _of_one_company(figures, found.cells.of_group(at))

    def _cities(self, rows: PayRows, country: int, currency: str) -> "_Parts":
        """A posting counts in each of its cities, unless its pay differs between places."""
        places = self.sample.places
        at, offices = self.sample.offices.of_rows(rows.row)
        is_here = (places.countries[offices] == country) & (places.cities[offices] > 0)
        inside = rows.take(at[is_here], places.cities[offices[is_here]].astype(np.int64))
        inside = replace(inside, elsewhere=inside.elsewhere | inside.zoned)
        return self._largest(inside, PartKind.CITY, places.slugs, currency)

    def _workplaces(self, rows: PayRows, currency: str) -> "_Parts":
        """A posting that may be remote or hybrid counts in both; one that says nothing, in none."""
        stated = self.sample.workplaces[rows.row]
        of_each = [np.flatnonzero(stated >> bit & 1) for bit in range(len(WORKPLACES))]
        groups = np.repeat(np.arange(len(WORKPLACES)), [len(one) for one in of_each])
        inside, numbers = _numbered(rows.take(np.concatenate(of_each), groups))
        parts = [Part(PartKind.WORKPLACE, WORKPLACES[one]) for one in numbers]
        return self._parts(inside, parts, currency)

    def _companies(self, rows: PayRows, currency: str) -> "_Parts":
        group = rows.employer.astype(np.int64)
        return self._largest(
            rows.take(slice(None), group), PartKind.COMPANY, self.companies, currency
        )

    def _weeks(self, rows: PayRows, currency: str) -> "_Parts":
        """Bins of four weeks, with the postings that were on offer on any of their days.

        Bins are merged until each has enough postings with pay; one alone is the cell itself.
        """
        sight = self.sample.sight
        starts = np.flatnonzero(firsts(rows.cluster))
        first = np.minimum.reduceat((sight.seen_on[rows.row] - 1) // DAYS, starts)
        last = np.maximum.reduceat((sight.left_on[rows.row] - 1) // DAYS, starts)
        cells = self._parts(rows, [WHOLE], currency).cells
        is_counted = np.isin(rows.cluster[starts], cells.rows.cluster)
        merged = _merged(first[is_counted], last[is_counted], bins_before(self.now))
        sizes = np.diff(np.append(starts, len(rows.row)))
        inside: list[NDArray[Any]] = []
        parts: list[Part] = []
        for bins in merged if len(merged) > 1 else []:
            is_seen = np.repeat((first < bins.stop) & (last >= bins.start), sizes)
            inside.append(np.flatnonzero(is_seen))
            parts.append(Part(PartKind.WEEKS, bin_of(bins.start, bins.stop - 1).name))
        groups = np.repeat(np.arange(len(parts)), [len(one) for one in inside])
        chosen = np.concatenate(inside) if inside else np.empty(0, np.int64)
        return self._parts(rows.take(chosen, groups), parts, currency)

    def _largest(
        self, rows: PayRows, kind: str, names: Mapping[int, str] | Sequence[str], currency: str
    ) -> "_Parts":
        """The parts with most postings that say what they pay, and at least one."""
        rows, numbers = _numbered(_sorted(rows))
        sizes = np.diff(self._parts(rows, [WHOLE] * len(numbers), currency).cells.ends)
        slugs = [names[int(one)] for one in numbers]
        paying = [at for at, size in enumerate(sizes) if size]
        most = sorted(paying, key=lambda at: (-sizes[at], slugs[at]))[:MOST]
        new = np.full(len(numbers), -1)
        new[most] = np.arange(len(most))
        groups = new[rows.group]
        inside = _sorted(rows.take(groups >= 0, groups[groups >= 0]))
        return self._parts(inside, [Part(kind, slugs[at]) for at in most], currency)

    def _parts(self, rows: PayRows, parts: list[Part], currency: str) -> "_Parts":
        chosen = np.full(len(parts), self.currencies.index(currency))
        cells = PayCells.of(
            rows, len(parts), PaySeries.POSTED,
            currencies=self.currencies, home=currency, currency=chosen,
        )  # fmt: skip
        return _Parts(parts, cells)


@dataclass(frozen=True, slots=True)
class _Parts:
    parts: list[Part]
    cells: PayCells


def _sorted(rows: PayRows) -> PayRows:
    """By group, within it as they are: by cluster."""
    return rows.take(np.argsort(rows.group, kind="stable"))


def _numbered(rows: PayRows) -> tuple[PayRows, Numbers]:
    """Number the groups from 0 on, in their order; return what each was called."""
    found, groups = np.unique(rows.group, return_inverse=True)
    return rows.take(slice(None), groups), found


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


def _of_one_company(figures: PayFigures, counted: PayRows) -> PayFigures:
    """One company's postings are no market: no median, but how far its own ranges go."""
    return replace(
        figures, lowest=in_cents(int(counted.low.min())), highest=in_cents(int(counted.high.max()))
    )
