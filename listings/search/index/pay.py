"""Pay of documents: which reach an amount, and their order by it."""

from collections.abc import Collection, Hashable, Mapping

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_bitmap
from listings.search.index.vocabulary import letters

MOST_AMOUNTS = 32
"""Sets of documents that are kept for amounts that were asked for last."""


def coded(column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values of a column, and (n,) int32 which of them stands where."""
    known, codes = np.unique(column, return_inverse=True)
    return known, codes.astype(np.int32)


class PaidDocuments:
    """The ``p`` documents that state pay, and the highest that each may earn in a year.

    ``documents``   (p,) ascending
    ``currencies``  the different ones, as ``letters`` codes them; ``codes`` (p,): which one pays
    ``tops``        (p,) in cents
    """

    def __init__(self, columns: Mapping[str, np.ndarray]) -> None:
        self.documents = np.flatnonzero(columns["top"] >= 0).astype(np.uint32)
        self.currencies, self.codes = coded(columns["currency"][self.documents])
        self.tops = columns["top"][self.documents]
        self._kept: dict[Hashable, BitMap] = {}

    def reaching(self, least: Mapping[str, int]) -> BitMap:
        """Return those that earn at least so many cents a year, by currency; O(p), then O(1)."""
        asked = tuple(sorted(least.items()))
        return self._kept.get(asked) or self._keep(asked, self._reaching(least))

    def _reaching(self, least: Mapping[str, int]) -> BitMap:
        limits = np.full(len(self.currencies), np.iinfo(np.int64).max)
        for currency, amount in least.items():
            limits[self.currencies == letters(currency)] = amount
        return to_bitmap(self.documents[self.tops >= limits[self.codes]])

    def paid_in(self, currencies: Collection[str]) -> BitMap:
        """Return those that are paid in one of some currencies; O(p), then O(1)."""
        asked = frozenset(currencies)
        return self._kept.get(asked) or self._keep(asked, self._paid_in(currencies))

    def _paid_in(self, currencies: Collection[str]) -> BitMap:
        wanted = np.isin(self.currencies, [letters(code) for code in currencies])
        return to_bitmap(self.documents[wanted[self.codes]])

    def _keep(self, asked: Hashable, found: BitMap) -> BitMap:
        if len(self._kept) >= MOST_AMOUNTS:
            self._kept = {}
        self._kept[asked] = found
        return found


class ByPay:
    """The documents of a part by their yearly midpoint in euro, of equal ones the newest first.

    ``euro``       (n,) float64; −1 where pay or its rate is unknown
    ``documents``  (n,) in that order
    ``ranks``      (n,) int32: the place of each document in it
    """

    def __init__(self, columns: Mapping[str, np.ndarray], per_euro: Mapping[str, float]) -> None:
        known, codes = coded(columns["currency"])
        rates = np.full(len(known), np.nan)
        for currency, rate in per_euro.items():
            rates[known == letters(currency)] = rate
        middle = columns["middle"]
        pay = np.where(middle >= 0, middle / 100, np.nan) / rates[codes]
        self.euro = np.where(np.isnan(pay), -1.0, np.round(pay, 6))
        self.documents = np.lexsort((-np.arange(len(middle)), -self.euro))
        self.ranks = np.empty(len(middle), np.int32)
        self.ranks[self.documents] = np.arange(len(middle))
