"""From the postings of one cell to its figures of pay, by the rules of the market.

A cell is role × country (or everywhere) × level (or all). Near-identical postings of one employer
count once: by the first of them whose pay can be counted. Every posting weighs the same: a range
by its midpoint, a single amount by itself. Many cells are computed at once, as groups of rows.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics.columns import Flags, Numbers, firsts
from listings.insights.statistics.offers import SERIES, Offers
from listings.insights.statistics.sample import Sample
from listings.models import PaySeries, Withheld

METHOD_VERSION = 4

MIN_POSTINGS = 10  # below: no median
MIN_EMPLOYERS = 5  # effective ones; below: no median
MIN_FOR_INTERVAL = 20
MIN_EMPLOYERS_FOR_INTERVAL = 10  # effective ones
MIN_FOR_TENTHS = 50
MIN_EMPLOYERS_FOR_TENTHS = 20

CENT = Decimal("0.01")


NOBODY: Numbers = np.empty(0, np.int64)


class PayStanding(IntEnum):
    """How far the pay of a posting gets in one cell, series and currency."""

    SILENT = 0
    OTHER_SERIES = 1
    FROM_TEXT = 2
    OTHER_KIND = 3
    OTHER_PLACE = 4
    OTHER_CURRENCY = 5
    MINIMUM_ONLY = 6
    COUNTED = 7


@dataclass(frozen=True, slots=True)
class PayRows:
    """What postings say of pay in their cells, by group and within it by cluster, heads first.

    A posting is there once for each cell. Amounts a year, in cents; ``currency`` 0: no year.
    """

    group: Numbers
    row: Numbers  # of the sample
    cluster: NDArray[Any]
    head: Numbers  # the posting that lists show for it
    employer: NDArray[Any]
    level: NDArray[np.int8]
    bound: Flags
    given: Flags
    currency: NDArray[np.int16]
    series: NDArray[np.int8]
    from_text: Flags
    minimum_only: Flags
    elsewhere: Flags
    zoned: Flags
    low: Numbers
    high: Numbers

    @classmethod
    def of(
        cls,
        sample: Sample,
        offers: Offers,
        rows: NDArray[Any],
        groups: NDArray[Any],
        countries: NDArray[Any],
    ) -> "PayRows":
        own = offers.at(rows, countries)
        names = ("given", "currency", "series", "from_text", "minimum_only", "zoned", "low", "high")
        return cls(
            group=groups,
            row=rows,
            cluster=sample.cluster[rows],
            head=sample.pk[sample.heads[sample.cluster[rows]]],
            employer=sample.employer[rows],
            level=sample.level[rows],
            bound=offers.bound[rows],
            elsewhere=offers.of_elsewhere(rows, countries, own),
            **{name: getattr(offers, name)[own] for name in names},
        )

    def take(self, which: NDArray[Any] | slice, group: NDArray[Any] | None = None) -> "PayRows":
        """Return some of the rows, in groups of their own if these are given."""
        own = {name: getattr(self, name)[which] for name in self.__slots__}
        return PayRows(**own if group is None else own | {"group": group})


def standings(
    rows: PayRows,
    n: int,
    series: str,
    *,
    currencies: list[str],
    home: str,
    currency: NDArray[Any] | None = None,
) -> tuple[Numbers, Numbers]:
    """Return the currency of each of ``n`` groups, and how far each row gets in its group.

    The currency is that of most clusters (``home`` of equals), or the one of ``currency``.
    """
    before = _before_currency(rows, series)
    if currency is None:
        currency = _most_frequent(rows, before, n, currencies, home)
    is_other = rows.currency != currency[rows.group]
    last = np.where(rows.minimum_only, PayStanding.MINIMUM_ONLY, PayStanding.COUNTED)
    stands = np.where(
        before == PayStanding.OTHER_CURRENCY, np.where(is_other, before, last), before
    )
    return currency, stands.astype(np.int64)


def _before_currency(rows: PayRows, series: str) -> NDArray[np.int8]:
    """Tell what keeps a posting out whatever the currency; else that it may be another one."""
    is_text_series = series == PaySeries.TEXT
    own = SERIES.index(PaySeries.POSTED if is_text_series else series)
    checks = (
        (~rows.given, PayStanding.SILENT),
        (rows.currency == 0, PayStanding.OTHER_SERIES),
        (rows.from_text & (not is_text_series), PayStanding.FROM_TEXT),
        (~rows.from_text & is_text_series, PayStanding.OTHER_KIND),
        (rows.series != own, PayStanding.OTHER_KIND),
        (rows.elsewhere, PayStanding.OTHER_PLACE),
    )
    found = np.select(
        [fails for fails, _ in checks],
        [np.int8(kept_out) for _, kept_out in checks],
        np.int8(PayStanding.OTHER_CURRENCY),
    )
    return found.astype(np.int8)


def _most_frequent(
    rows: PayRows, before: NDArray[np.int8], n: int, currencies: list[str], home: str
) -> Numbers:
    """Return each group's currency of most clusters; of equals the board's own, else the first."""
    is_paid = before == PayStanding.OTHER_CURRENCY
    cluster = np.cumsum(firsts(rows.group, rows.cluster))[is_paid]
    keys, at = np.unique(cluster * len(currencies) + rows.currency[is_paid], return_index=True)
    found = rows.group[is_paid][at] * len(currencies) + keys % len(currencies)
    pairs, counts = np.unique(found, return_counts=True)
    groups, codes = pairs // len(currencies), pairs % len(currencies)
    is_home = np.array([one == home for one in currencies])[codes]
    order = np.lexsort((codes, ~is_home, -counts, groups))
    first = order[firsts(groups[order])] if len(order) else order
    chosen = np.zeros(n, np.int64)
    chosen[groups[first]] = codes[first]
    return chosen


def cents(amount: Decimal) -> Decimal:
    """Round to cents, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def reason(n: int, effective: Decimal | float) -> str:
    """Return why nothing may be shown, or an empty text. ``effective``: employers."""
    if n < MIN_POSTINGS:
        return Withheld.FEW_POSTINGS
    return Withheld.FEW_EMPLOYERS if effective < MIN_EMPLOYERS else ""
