"""How far apart the pay of two roles is, allowing for employers that post for both.

The medians of both are drawn anew with the same draws of employers (see ``compared_pay``). Many
pairs are compared at once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched, combinations
from typing import Any

import numpy as np

from listings.insights.statistics.columns import Flags, Floats, Numbers, firsts
from listings.insights.statistics.compared_pay import (
    DRAWS,
    MIN_IN_STRATUM,
    ComparedPlace,
    Draws,
    RoleMidpoints,
    middles_without,
)
from listings.insights.statistics.copied_rows import Columns
from listings.insights.statistics.estimates import Shares, ShareTable

MIN_EMPLOYERS = 10  # of each role
MIN_COVERAGE = 0.6
MOST_PAIRS = 2_500
"""So many pairs of roles are compared in one country, those most alike first; everywhere, all."""
SHARED = 0.05
"""Of a role's postings, so many may be of both roles before the error is drawn without them.

Medians are always those without them. An error from 400 draws is itself unsure by 3.5% (1 ÷ √800),
and one posting in twenty moves it by less.
"""
BLOCK = 100  # pairs at once
ROWS = 20_000  # at once, of pairs that are compared without some

type Pair = tuple[int, int]


def differences_of(
    roles: Mapping[int, RoleMidpoints], pairs: Collection[Pair] | None = None
) -> Iterator[Columns]:
    """Compare every two roles, or those of ``pairs``, in one place and currency.

    Yields the figures of some pairs at a time, by name in ``models.PayDifference``.
    """
    keys = [role for role in sorted(roles) if len(np.unique(roles[role].employer)) >= MIN_EMPLOYERS]
    if len(keys) < 2:
        return
    place = ComparedPlace.of([roles[role] for role in keys])
    shared = _Shared.of(place)
    wanted = (
        (one, other)
        for one, other in combinations(range(len(keys)), 2)
        if pairs is None or (keys[one], keys[other]) in pairs
    )
    for block in batched(wanted, BLOCK):
        yield from _differences(place, np.array(keys), np.array(block), shared)


NOTHING: Columns = {
    **{name: [0] for name in ("role_id", "other_id", "n", "other_n", "in_both")},
    **{name: [None] for name in ("raw", "raw_error", "alike", "alike_error")},
    **{name: [0] for name in ("raw_freedom", "alike_freedom")},
    "coverage": [0.0],
}
"""What is said of a pair that cannot be compared."""


def most_alike(roles: Collection[int], likeness: Mapping[Pair, float]) -> set[Pair] | None:
    """Return the pairs of roles that are compared in a country, by their skills; None: all."""
    pairs = list(combinations(sorted(roles), 2))
    if len(pairs) <= MOST_PAIRS:
        return None
    return set(sorted(pairs, key=lambda pair: -likeness.get(pair, 0))[:MOST_PAIRS])


def likeness_of(shares: Mapping[int, Shares]) -> dict[Pair, float]:
    """Return how alike the shares of every two roles are."""
    table = ShareTable.of(shares)
    return {
        (role, other): alike
        for role in shares
        for other, alike in table.likeness(role).items()
        if role < other
    }


@dataclass(frozen=True, slots=True)
class _Shared:
    """Postings of two roles: their pair, ascending, and the row of each in the place.

    A pair is the number of its first role times that of all roles, plus that of the other.
    """

    pair: Numbers
    rows: tuple[Numbers, Numbers]

    @classmethod
    def of(cls, place: ComparedPlace) -> "_Shared":
        order = np.lexsort((place.role, place.posting))
        posting = place.posting[order]
        ones, others = [order[:0]], [order[:0]]
        for step in range(1, place.n_roles):
            again = np.flatnonzero(posting[step:] == posting[:-step])
            if not len(again):
                break
            ones.append(order[again])
            others.append(order[again + step])
        one, other = np.concatenate(ones), np.concatenate(others)
        pair = place.role[one] * place.n_roles + place.role[other]
        order = np.argsort(pair, kind="stable")
        return cls(pair[order], (one[order], other[order]))

    def among(self, pairs: Numbers) -> tuple[Numbers, tuple[Numbers, Numbers]]:
        """Return those of some ascending pairs, each beside the place of its pair."""
        first = np.searchsorted(self.pair, pairs[0])
        last = np.searchsorted(self.pair, pairs[-1], "right")
        at = np.searchsorted(pairs, self.pair[first:last])
        own = np.flatnonzero(pairs[at] == self.pair[first:last])
        one, other = (rows[first:last][own] for rows in self.rows)
        return at[own], (one, other)


@dataclass(frozen=True)
class PairSide:
    """One role of each pair, without the postings that are of both.

    ``pair`` and ``row``: what is left out, a row of the place beside the number of its pair.
    """

    place: ComparedPlace
    roles: Numbers
    pair: Numbers
    row: Numbers

    @cached_property
    def left_out(self) -> Numbers:
        """How many postings, by pair."""
        return np.bincount(self.pair, minlength=len(self.roles))

    @property
    def n(self) -> Numbers:
        found: Numbers = self.place.sizes[self.roles] - self.left_out
        return found

    @property
    def employers(self) -> Numbers:
        """How many employers the postings are of, by pair."""
        place, starts = self.place, self.place.employer_starts
        of_roles = np.diff(np.searchsorted(starts, place.starts))
        which = np.searchsorted(starts, place.at_employer[self.row], "right") - 1
        keys, gone = np.unique(self.pair * len(starts) + which, return_counts=True)
        is_gone = gone == np.diff(starts)[keys % len(starts)]
        lost = np.bincount(keys[is_gone] // len(starts), minlength=len(self.roles))
        found: Numbers = of_roles[self.roles] - lost
        return found

    def employers_in(self, strata: Flags) -> Numbers:
        """How many employers the postings of some strata (pairs × strata) are of, by pair."""
        place, rows_of = self.place, self.place.by_employer
        pair, rows = rows_of.of_rows(self.roles)
        counts = strata[pair, place.stratum[rows]]
        sizes = rows_of.counts(self.roles)
        firsts_of = np.cumsum(sizes) - sizes - rows_of.starts[self.roles]
        counts[firsts_of[self.pair] + place.at_employer[self.row]] = False
        runs = np.flatnonzero(firsts(pair, place.employer[rows]))
        some = np.logical_or.reduceat(counts, runs)
        return np.bincount(pair[runs[some]], minlength=len(self.roles))

    def middles(self) -> Numbers:
        """Twice the median, by pair."""
        starts, sizes = self.place.starts[self.roles], self.place.sizes[self.roles]
        rank = self.row - starts[self.pair]
        return middles_without(self.place.midpoint, starts, sizes, (self.pair, rank))

    def in_strata(self) -> tuple[Numbers, Numbers]:
        """How many postings there are of each stratum, and twice their median (pairs × strata)."""
        place, strata = self.place, self.place.n_strata
        groups = (self.roles[:, None] * strata + np.arange(strata)).ravel()
        rows_of = place.by_stratum
        starts, sizes = rows_of.starts[groups], rows_of.counts(groups)
        group = self.pair * strata + place.stratum[self.row]
        rank = place.at_stratum[self.row] - starts[group]
        found = middles_without(place.midpoint[rows_of.values], starts, sizes, (group, rank))
        left = sizes - np.bincount(group, minlength=len(groups))
        shape = len(self.roles), strata
        return left.reshape(shape), found.reshape(shape)


def _differences(
    place: ComparedPlace, keys: Numbers, pairs: Numbers, shared: _Shared
) -> Iterator[Columns]:
    """Compare some pairs of roles, (n, 2) in order; ``keys``: of all roles."""
    pair, rows = shared.among(pairs[:, 0] * place.n_roles + pairs[:, 1])
    sides = [PairSide(place, pairs[:, at], pair, rows[at]) for at in (0, 1)]
    many = np.logical_or(*(one.left_out > SHARED * place.sizes[one.roles] for one in sides))
    few = np.flatnonzero(~many)
    left, in_both = [one.n for one in sides], sides[0].left_out
    whole = np.flatnonzero(many & (np.minimum(*left) > 0))
    blocks = np.cumsum(np.add(*left)[whole]) // ROWS
    for own in np.split(whole, np.flatnonzero(np.diff(blocks)) + 1):
        if len(own):
            yield _compared(keys[pairs[own]], in_both[own], *_without(place, sides, own))
    if len(few):
        number, is_few = np.cumsum(~many) - 1, ~many[pair]
        kept = (
            PairSide(place, one.roles[few], number[pair[is_few]], one.row[is_few]) for one in sides
        )
        yield _compared(keys[pairs[few]], in_both[few], *kept)


def _without(place: ComparedPlace, sides: Sequence[PairSide], pairs: Numbers) -> Iterator[PairSide]:
    """Return some of the pairs as if the postings of both, some rows of each, were not there."""
    alone = ComparedPlace([_of_one(one, at) for at in pairs.tolist() for one in sides], place.times)
    none = np.empty(0, np.int64)
    return (PairSide(alone, np.arange(at, alone.n_roles, 2), none, none) for at in (0, 1))


def _of_one(side: PairSide, pair: int) -> RoleMidpoints:
    """Return what counts of the role of a pair."""
    role = int(side.roles[pair])
    left_out = side.row[side.pair == pair] - side.place.starts[role]
    own = np.delete(np.arange(side.place.sizes[role]), left_out)
    return side.place.rows_of(role).take(own)


def _compared(keys: Numbers, in_both: Numbers, one: PairSide, other: PairSide) -> Columns:
    """Return the differences of the pairs that have enough employers.

    ``keys`` (n, 2): both roles; ``in_both``: how many postings are of both.
    """
    sides, place = (one, other), one.place
    employers = np.minimum(one.employers, other.employers)
    (sizes, middles), (other_sizes, other_middles) = (side.in_strata() for side in sides)
    is_common = np.minimum(sizes, other_sizes) >= MIN_IN_STRATUM
    is_common[:, 0] = False
    weights = np.where(is_common, sizes + other_sizes, 0)
    weight = weights.sum(axis=1)
    freedom = np.minimum(*(side.employers_in(is_common) for side in sides)) - 1
    freedom = freedom.clip(0)
    coverage = weight / (one.n + other.n)
    is_alike = (coverage >= MIN_COVERAGE) & (freedom >= MIN_EMPLOYERS - 1)
    gaps = ((middles - other_middles) * weights).sum(axis=1)
    weights[~is_alike] = 0
    columns = {
        "role_id": keys[:, 0],
        "other_id": keys[:, 1],
        "n": one.n,
        "other_n": other.n,
        "in_both": in_both,
        "raw": _amounts(one.middles() - other.middles()),
        "raw_error": _errors(place.medians[one.roles] - place.medians[other.roles]),
        "alike": _amounts(gaps, weight.clip(1)),
        "alike_error": _errors(_within_strata(place, one.roles, other.roles, weights)),
        "raw_freedom": employers - 1,
        "alike_freedom": freedom,
        "coverage": coverage,
    }
    large = np.flatnonzero(employers >= MIN_EMPLOYERS)
    found: dict[str, list[Any]] = {name: one[large].tolist() for name, one in columns.items()}
    found["coverage"] = [round(one, 4) for one in found["coverage"]]
    for name in ("alike", "alike_error"):
        own = zip(found[name], is_alike[large].tolist(), strict=True)
        found[name] = [amount if is_known else None for amount, is_known in own]
    return found


def _within_strata(place: ComparedPlace, one: Numbers, other: Numbers, weights: Numbers) -> Draws:
    """The difference within strata of each draw, by the size of those that were drawn."""
    totals, sizes = np.zeros((len(one), DRAWS)), np.zeros((len(one), DRAWS))
    strata = np.flatnonzero(weights.any(axis=0))
    for stratum, (places, medians) in zip(strata, place.medians_in(strata), strict=True):
        pairs = np.flatnonzero(weights[:, stratum])
        weight = weights[pairs, stratum][:, None]
        gap = medians[places[one[pairs]]] - medians[places[other[pairs]]]
        is_drawn = ~np.isnan(gap)
        totals[pairs] += np.where(is_drawn, gap, 0) * weight
        sizes[pairs] += is_drawn * weight
    return np.divide(totals, sizes, out=np.full_like(totals, np.nan), where=sizes > 0)


def _errors(draws: Draws) -> Floats:
    """The standard deviation over draws (half cents) as an amount; 0 where there are none."""
    is_drawn = ~np.isnan(draws)
    n = is_drawn.sum(axis=1)
    middle = np.where(is_drawn, draws, 0).sum(axis=1) / n.clip(1)
    squares = np.where(is_drawn, draws - middle[:, None], 0) ** 2
    cents = np.sqrt(squares.sum(axis=1) / (n - 1).clip(1)) / 2
    below = np.floor(cents)
    return (below + (cents - below >= 0.5)) / 100


def _amounts(twice: Numbers, of: Numbers | int = 1) -> Floats:
    """From twice an amount in half cents, times ``of``; rounded half away from zero."""
    return np.sign(twice) * ((np.abs(twice) + 2 * of) // (4 * of)) / 100
