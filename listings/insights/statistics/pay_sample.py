"""From the sample to the pay of each cell of a role, and of its parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from jobboard.site import identity
from listings.insights.statistics.columns import Numbers
from listings.insights.statistics.compared_pay import RoleMidpoints
from listings.insights.statistics.copied_rows import Columns
from listings.insights.statistics.offers import SERIES, Offers, offers_of
from listings.insights.statistics.pay_amounts import PayCells
from listings.insights.statistics.pay_cells import PayRows
from listings.insights.statistics.pay_parts import PartFinder
from listings.insights.statistics.sample import (
    ALL_LEVELS,
    LEVELS,
    Grouped,
    Sample,
    Window,
    counted_in,
    window_before,
)
from listings.models import PaySeries

type Places = dict[tuple[str, str], RoleMidpoints]
"""By country and currency, what counts of a role."""


@dataclass(frozen=True, slots=True)
class PaySample:
    """What the pay of all roles is gathered from."""

    sample: Sample
    offers: Offers
    home: str
    parts: PartFinder
    strata: NDArray[np.int32]  # by posting: level and countries
    window: Window

    @classmethod
    def of(cls, sample: Sample, now: datetime) -> "PaySample":
        """Read it. Four queries, whatever the number of postings."""
        offers = offers_of(sample)
        parts = PartFinder(sample, offers.currencies, now)
        home = identity.current().currency
        return cls(sample, offers, home, parts, _strata(sample), window_before(now))

    def of_role(self, role: int, rows: Numbers, places: Places) -> Iterator[Columns]:
        """Yield the figures of every cell of a role, in each series, and of their parts.

        Puts what is compared with other roles into ``places``.
        """
        cells = counted_in(self.sample, rows)
        countries = cells.countries[cells.groups]
        pay = PayRows.of(self.sample, self.offers, cells.rows, cells.groups, countries)
        yield from self._posted(role, cells, pay, places)
        is_year = pay.currency > 0
        for number, series in enumerate(SERIES):
            of_text = series == PaySeries.TEXT
            is_own = pay.from_text if of_text else ~pay.from_text & (pay.series == number)
            groups = np.unique(pay.group[is_year & is_own])
            if len(groups) and series != PaySeries.POSTED:
                inside = np.isin(pay.group, groups)
                own = pay.take(inside, np.searchsorted(groups, pay.group[inside]))
                figures = self._figures(own, len(groups), series).columns()
                yield self._columns(role, cells, groups, series, figures)

    def empty(self) -> Columns:
        """The figures of a cell without postings."""
        none = np.empty(0, np.int64)
        cells = Grouped(none, none, np.zeros(1, np.int64), np.zeros(1, np.int64))
        rows = PayRows.of(self.sample, self.offers, none, none, none)
        figures = self._figures(rows, 1, PaySeries.POSTED)
        return self._columns(0, cells, np.zeros(1, np.int64), PaySeries.POSTED, figures.columns())

    def _posted(self, role: int, cells: Grouped, pay: PayRows, places: Places) -> Iterator[Columns]:
        posted, every = PaySeries.POSTED, np.arange(cells.n)
        found = self._figures(pay, cells.n, posted)
        columns = found.columns()
        yield self._columns(role, cells, every, posted, columns)
        is_told = np.array([not why for why in columns["withheld"]], bool)
        large = np.flatnonzero(is_told & (cells.levels == ALL_LEVELS))
        for group in large.tolist():
            place = self.sample.countries[cells.countries[group]], columns["currency"][group]
            places[place] = self._compared(found.of_group(group))
        if not len(large):
            return
        inside = np.isin(pay.group, large)
        whole = pay.take(inside, np.searchsorted(large, pay.group[inside]))
        parts = self.parts.figures(whole, cells.countries[large], found.currency[large])
        for part in parts:
            yield self._columns(role, cells, large[part.of], posted, part.columns())

    def _figures(self, pay: PayRows, n: int, series: str) -> PayCells:
        currencies = self.offers.currencies
        return PayCells.of(pay, n, series, currencies=currencies, home=self.home)

    def _columns(
        self, role: int, cells: Grouped, groups: Numbers, series: str, figures: Columns
    ) -> Columns:
        """Name the cells of figures, which may bring parts and a window of their own."""
        n, countries, levels = len(groups), cells.countries[groups], cells.levels[groups]
        return {
            "role_id": [role] * n,
            "series": [series] * n,
            "country": [self.sample.countries[one] for one in countries.tolist()],
            "level": [LEVELS[one] for one in levels.tolist()],
            "part_kind": [""] * n,
            "part": [""] * n,
            "window_from": [self.window.since] * n,
            "window_to": [self.window.until] * n,
            **figures,
        }

    def _compared(self, rows: PayRows) -> RoleMidpoints:
        return RoleMidpoints(
            posting=self.sample.pk[rows.row],
            employer=rows.employer.astype(np.int64),
            stratum=self.strata[rows.row].astype(np.int64),
            midpoint=rows.low + rows.high,
        )


def _strata(sample: Sample) -> NDArray[np.int32]:
    """Number each posting's countries and level: alike where both are."""
    links = sample.counted_in
    counts = np.diff(links.starts)
    places, size = np.zeros(len(counts), np.int64), len(sample.countries)
    for step in range(int(counts.max(initial=0))):  # each numbers one country more
        rows = np.flatnonzero(counts > step)
        keys = places[rows] * size + links.values[links.starts[rows] + step]
        places[rows] = places.max() + 1 + np.unique(keys, return_inverse=True)[1]
    _, places = np.unique(places, return_inverse=True)
    return (places * len(LEVELS) + sample.level).astype(np.int32)
