"""What postings say of pay, written down one by one, as the columns that figures are made of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from listings.insights.statistics.offers import SERIES
from listings.insights.statistics.pay_amounts import PayCells
from listings.insights.statistics.pay_cells import PayRows
from listings.insights.statistics.sample import LEVELS
from listings.models import PaySeries, Statistic

CURRENCIES = ["", "CHF", "EUR", "USD"]
AMOUNTS = ("median", "p25", "p75", "width", "ci_low", "ci_high", "p10", "p90")


@dataclass(frozen=True, slots=True)
class PayOffer:
    """What one posting says: yearly amounts in ``currency``, or what keeps it out."""

    employer: int
    level: str = ""
    is_given: bool = False
    currency: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    series: str = PaySeries.POSTED
    is_from_text: bool = False
    is_minimum_only: bool = False
    is_of_elsewhere: bool = False
    is_bound: bool = False


def rows_of(clusters: Collection[Sequence[PayOffer]]) -> PayRows:
    """One cell, of these clusters."""
    offers = [offer for cluster in clusters for offer in cluster]
    numbers = [number for number, cluster in enumerate(clusters) for _ in cluster]

    def flags(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in offers], bool)

    return PayRows(
        group=np.zeros(len(offers), np.int64),
        row=np.arange(len(offers)),
        cluster=np.array(numbers, np.int32),
        head=np.array(numbers, np.int64),
        employer=np.array([one.employer for one in offers], np.int32),
        level=np.array([LEVELS.index(one.level) for one in offers], np.int8),
        bound=flags("is_bound"),
        given=flags("is_given"),
        currency=np.array([CURRENCIES.index(one.currency) for one in offers], np.int16),
        series=np.array([SERIES.index(one.series) for one in offers], np.int8),
        from_text=flags("is_from_text"),
        minimum_only=flags("is_minimum_only"),
        elsewhere=flags("is_of_elsewhere"),
        zoned=np.zeros(len(offers), bool),
        low=np.array([int(100 * one.low) for one in offers], np.int64),
        high=np.array([int(100 * one.high) for one in offers], np.int64),
    )


def figures_of(clusters: Collection[Sequence[PayOffer]], series: str, home: str) -> Statistic:
    """The figures of one cell in its most frequent currency, as they are kept."""
    cells = PayCells.of(rows_of(clusters), 1, series, currencies=CURRENCIES, home=home)
    row = Statistic(**{name: one for name, [one] in cells.columns().items()})
    for name in ("effective_employers", *AMOUNTS):
        if (amount := getattr(row, name)) is not None:
            setattr(row, name, Decimal(str(amount)))
    return row


def amounts_of(row: Statistic) -> dict[str, Decimal]:
    """Those that are told."""
    return {name: getattr(row, name) for name in AMOUNTS if getattr(row, name) is not None}
