"""Pay of documents: which reach an amount, and their order by it."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from pyroaring import BitMap

from listings.search.index.bitmaps import to_bitmap, union
from listings.search.index.vocabulary import letters

BLOCK = 2_048
MOST_AMOUNTS = 32
"""Sets of documents that are kept for amounts that were asked for last."""


def coded(column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values of a column, and (n,) int32 which of them stands where."""
    known, codes = np.unique(column, return_inverse=True)
    return known, codes.astype(np.int32)


class PaidDocuments:
    """The ``p`` documents that state pay, and the highest that each may earn in a year.

    Those of each currency stand together, the lowest first, so what reaches an amount is a run of
    each; sets of ``BLOCK`` that follow one another are made once.

    ``currencies``  (c,) the different ones, as ``letters`` codes them
    ``starts``      (c + 1,) where those of each begin
    ``documents``   (p,) in that order
    ``tops``        (p,) in cents
    """

    def __init__(self, columns: Mapping[str, np.ndarray]) -> None:
        documents = np.flatnonzero(columns["top"] >= 0).astype(np.uint32)
        self.currencies, codes = coded(columns["currency"][documents])
        tops = columns["top"][documents]
        order = np.lexsort((tops, codes))
        self.documents, self.tops = documents[order], tops[order]
        self.starts = np.searchsorted(codes[order], np.arange(len(self.currencies) + 1)).tolist()
        self._kept: dict[Hashable, BitMap] = {}

    @cached_property
    def blocks(self) -> list[BitMap]:
        size = len(self.documents)
        return [self._set_of([(at, at + BLOCK)]) for at in range(0, size, BLOCK)]

    def reaching(self, least: Mapping[str, int]) -> BitMap:
        """Return those that earn at least so many cents a year, by currency; O(p / BLOCK)."""
        asked = tuple(sorted(least.items()))
        return self._kept.get(asked) or self._keep(asked, self._reaching(least))

    def _reaching(self, least: Mapping[str, int]) -> BitMap:
        amounts = {letters(currency): amount for currency, amount in least.items()}
        runs = [
            (begin + int(np.searchsorted(self.tops[begin:end], amounts[currency])), end)
            for currency, begin, end in self._runs()
            if currency in amounts
        ]
        return self._in_runs(runs)

    def paid_in(self, currencies: Collection[str]) -> BitMap:
        """Return those that are paid in one of some currencies; O(p / BLOCK)."""
        asked = frozenset(currencies)
        return self._kept.get(asked) or self._keep(asked, self._paid_in(currencies))

    def _paid_in(self, currencies: Collection[str]) -> BitMap:
        wanted = set(map(letters, currencies))
        return self._in_runs([run for currency, *run in self._runs() if currency in wanted])

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.currencies.tolist(), self.starts[:-1], self.starts[1:], strict=True)

    def _in_runs(self, runs: Iterable[Sequence[int]]) -> BitMap:
        """Return the documents from one place to another, of some: whole blocks and the rest."""
        whole, rest = list[BitMap](), list[tuple[int, int]]()
        for begin, end in runs:
            first, last = -(-begin // BLOCK), end // BLOCK
            if first < last:
                whole += self.blocks[first:last]
                rest += [(begin, first * BLOCK), (last * BLOCK, end)]
            else:
                rest.append((begin, end))
        return union([*whole, self._set_of(rest)])

    def _set_of(self, runs: Iterable[tuple[int, int]]) -> BitMap:
        parts = [self.documents[begin:end] for begin, end in runs]
        return to_bitmap(np.sort(np.concatenate([self.documents[:0], *parts])))

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
