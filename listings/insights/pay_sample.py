"""From the sample to the pay of each cell of a role, and of its parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobboard.site import identity
from listings.insights.columns import Numbers
from listings.insights.compared_pay import RoleMidpoints
from listings.insights.offers import SERIES, Offers, offers_of
from listings.insights.pay_amounts import PayCells
from listings.insights.pay_cells import PayFigures, PayRows
from listings.insights.pay_parts import PartFinder
from listings.insights.sample import ALL_LEVELS, LEVELS, Grouped, Sample, counted_in
from listings.models import Company, PaySeries

type Places = dict[tuple[str, str], RoleMidpoints]
"""By country and currency, what counts of a role."""


class PayKey(NamedTuple):
    """What names a cell of a role's pay, or a part of one."""

    series: str
    country: str = ""
    level: str = ""
    part_kind: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class PaySample:
    """What the pay of all roles is gathered from."""

    sample: Sample
    offers: Offers
    home: str
    parts: PartFinder
    strata: NDArray[np.int32]  # by posting: level and countries

    @classmethod
    def of(cls, sample: Sample, now: datetime) -> "PaySample":
        """Read it. Five queries, whatever the number of postings."""
        offers = offers_of(sample)
        slugs = dict(Company.objects.values_list("pk", "slug"))
        parts = PartFinder(sample, offers.currencies, slugs, now)
        home = identity.current().currency
        return cls(sample, offers, home, parts, _strata(sample))

    def of_role(self, rows: Numbers, places: Places) -> Iterator[tuple[PayKey, PayFigures]]:
        """Yield the figures of every cell of a role, in each series, and of their parts.

        Puts what is compared with other roles into ``places``.
        """
        cells = counted_in(self.sample, rows)
        countries = cells.countries[cells.groups]
        pay = PayRows.of(self.sample, self.offers, cells.rows, cells.groups, countries)
        yield from self._posted(cells, pay, places)
        is_year = pay.currency > 0
        for number, series in enumerate(SERIES):
            of_text = series == PaySeries.TEXT
            is_own = pay.from_text if of_text else ~pay.from_text & (pay.series == number)
            groups = np.unique(pay.group[is_year & is_own])
            if len(groups) and series != PaySeries.POSTED:
                yield from self._of_series(series, cells, pay, groups)

    def _of_series(
        self, series: str, cells: Grouped, pay: PayRows, groups: Numbers
    ) -> Iterator[tuple[PayKey, PayFigures]]:
        """The cells that any posting of a series is in."""
        inside = np.isin(pay.group, groups)
        own = pay.take(inside, np.searchsorted(groups, pay.group[inside]))
        for group, figures in zip(groups, self._figures(own, len(groups), series), strict=True):
            yield self._key(series, cells, int(group)), figures

    def _posted(
        self, cells: Grouped, pay: PayRows, places: Places
    ) -> Iterator[tuple[PayKey, PayFigures]]:
        found = self._figures(pay, cells.n, PaySeries.POSTED)
        large: list[int] = []
        for group, figures in enumerate(found):
            key = self._key(PaySeries.POSTED, cells, group)
            yield key, figures
            if not figures.withheld and cells.levels[group] == ALL_LEVELS:
                large.append(group)
                own = self._compared(found.of_group(group))
                places[key.country, figures.currency] = own
        if large:
            inside = np.isin(pay.group, large)
            whole = pay.take(inside, np.searchsorted(large, pay.group[inside]))
            yield from self._parts_of(cells, whole, np.array(large), found.currency[large])

    def _parts_of(
        self, cells: Grouped, pay: PayRows, groups: Numbers, currencies: Numbers
    ) -> Iterator[tuple[PayKey, PayFigures]]:
        parts = self.parts.figures(pay, cells.countries[groups], currencies)
        for at, part, figures in parts:
            yield self._key(PaySeries.POSTED, cells, int(groups[at]), *part), figures

    def _figures(self, pay: PayRows, n: int, series: str) -> PayCells:
        currencies = self.offers.currencies
        return PayCells.of(pay, n, series, currencies=currencies, home=self.home)

    def _key(self, series: str, cells: Grouped, group: int, *part: str) -> PayKey:
        country = self.sample.countries[cells.countries[group]]
        return PayKey(series, country, LEVELS[cells.levels[group]], *part)

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
