"""How far apart the pay of two roles is, allowing for employers that post for both.

The medians of both are drawn anew with the same draws of employers (see ``pay_draws``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

import numpy as np

from listings.insights.columns import Floats, Numbers
from listings.insights.estimates import Shares
from listings.insights.pay_cells import cents
from listings.insights.pay_draws import DRAWS, Compared, Draws, RolePay, Times

MIN_EMPLOYERS = 10  # of each role
MIN_IN_STRATUM = 5  # postings of each role
MIN_COVERAGE = 0.6
MOST_PAIRS = 2_500
"""So many pairs of roles are compared in one country, those most alike first; everywhere, all."""


type Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PayDifferenceFigures:
    """Names and meaning as in ``models.PayDifference``."""

    n: int = 0
    other_n: int = 0
    in_both: int = 0
    raw: Decimal | None = None
    raw_error: Decimal | None = None
    raw_freedom: int = 0
    alike: Decimal | None = None
    alike_error: Decimal | None = None
    alike_freedom: int = 0
    coverage: float = 0.0


def differences_of(
    roles: Mapping[int, Compared], pairs: Collection[Pair] | None = None
) -> Iterator[tuple[Pair, PayDifferenceFigures]]:
    """Compare every two roles, or those of ``pairs``, in one place and currency."""
    enough = {
        role: rows for role, rows in roles.items() if len(np.unique(rows.employer)) >= MIN_EMPLOYERS
    }
    employers = [np.unique(rows.employer) for rows in enough.values()]
    times = Times.of(np.unique(np.concatenate([*employers, np.empty(0, np.int64)])))
    large = {role: RolePay(rows, times) for role, rows in _renumbered(enough, times).items()}
    shared = _shared({role: one.rows.posting for role, one in large.items()})
    none = np.empty(0, np.int64)
    for pair in combinations(sorted(large), 2):
        if pairs is not None and pair not in pairs:
            continue
        both = shared.get(pair, (none, none))
        one, other = (large[role].without(at) for role, at in zip(pair, both, strict=True))
        if min(one.employers, other.employers) >= MIN_EMPLOYERS:
            yield pair, _difference(one, other, in_both=len(both[0]))


def _renumbered(roles: Mapping[int, Compared], times: "Times") -> dict[int, Compared]:
    """Number employers, and from 1 on the strata that two roles have enough of; others are 0."""
    enough = [np.unique(rows.stratum, return_counts=True) for rows in roles.values()]
    large = [strata[counts >= MIN_IN_STRATUM] for strata, counts in enough]
    strata, roles_with = np.unique(
        np.concatenate([*large, np.empty(0, np.int64)]), return_counts=True
    )
    known = np.append(strata[roles_with > 1], np.iinfo(np.int64).max)
    found = {}
    for role, rows in roles.items():
        at = np.searchsorted(known, rows.stratum)
        found[role] = replace(
            rows,
            stratum=np.where(known[at] == rows.stratum, at + 1, 0),
            employer=np.searchsorted(times.employers, rows.employer),
        )
    return found


def most_alike(roles: Collection[int], shares: Mapping[int, Shares]) -> set[Pair] | None:
    """Return the pairs of roles that are compared in a country, by their skills; None: all."""
    pairs = list(combinations(sorted(roles), 2))
    if len(pairs) <= MOST_PAIRS:
        return None
    likeness = _likeness(sorted(roles), shares)
    return {pairs[at] for at in np.argsort(-likeness, kind="stable")[:MOST_PAIRS].tolist()}


def _likeness(roles: Sequence[int], shares: Mapping[int, Shares]) -> Floats:
    """Return ``jaccard`` of the shares of every two roles, in the order of ``combinations``."""
    slugs = sorted({slug for role in roles for slug in shares.get(role, ())})
    number = {slug: at for at, slug in enumerate(slugs)}
    table = np.zeros((len(roles), len(slugs)))
    for row, role in enumerate(roles):
        for slug, share in shares.get(role, {}).items():
            table[row, number[slug]] = share
    found = [np.empty(0)]
    for row in range(len(roles) - 1):
        both = np.minimum(table[row], table[row + 1 :]).sum(axis=1)
        either = np.maximum(table[row], table[row + 1 :]).sum(axis=1)
        found.append(np.divide(both, either, out=np.zeros_like(both), where=either > 0))
    return np.concatenate(found)


def _shared(postings: Mapping[int, Numbers]) -> dict[Pair, tuple[Numbers, Numbers]]:
    """Return by pair of roles where the postings of both stand in each."""
    if not postings:
        return {}
    role = np.concatenate([np.full(len(own), key) for key, own in postings.items()])
    place = np.concatenate([np.arange(len(own)) for own in postings.values()])
    posting = np.concatenate(list(postings.values()))
    order = np.lexsort((role, posting))
    role, place, posting = role[order], place[order], posting[order]
    found: defaultdict[Pair, list[tuple[int, int]]] = defaultdict(list)
    for step in range(1, len(postings)):
        again = np.flatnonzero(posting[step:] == posting[:-step])
        if not len(again):
            break
        for at in again.tolist():
            pair = int(role[at]), int(role[at + step])
            found[pair].append((int(place[at]), int(place[at + step])))
    return {pair: _columns(at) for pair, at in found.items()}


def _columns(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    table = np.array(pairs, np.int64)
    return table[:, 0], table[:, 1]


def _difference(one: RolePay, other: RolePay, *, in_both: int) -> PayDifferenceFigures:
    size = max(len(one.sizes), len(other.sizes))
    sizes = [np.pad(role.sizes, (0, size - len(role.sizes))) for role in (one, other)]
    is_common = np.minimum(*sizes) >= MIN_IN_STRATUM
    is_common[0] = False
    common = np.flatnonzero(is_common).tolist()
    weights = (sizes[0] + sizes[1])[is_common]
    coverage = int(weights.sum()) / (one.n + other.n)
    freedom = min(
        max(0, role.employers_in(is_common[: len(role.sizes)]) - 1) for role in (one, other)
    )
    alike = alike_error = None
    if coverage >= MIN_COVERAGE and freedom >= MIN_EMPLOYERS - 1:
        gaps = [one.middle_of(stratum) - other.middle_of(stratum) for stratum in common]
        total = sum(gap * int(weight) for gap, weight in zip(gaps, weights, strict=True))
        alike = _amount(Decimal(total) / int(weights.sum()))
        alike_error = _error(_weighted(one, other, common, weights))
    return PayDifferenceFigures(
        n=one.n,
        other_n=other.n,
        in_both=in_both,
        raw=_amount(Decimal(one.middle - other.middle)),
        raw_error=_error(one.draws - other.draws),
        raw_freedom=min(one.employers, other.employers) - 1,
        alike=alike,
        alike_error=alike_error,
        alike_freedom=freedom,
        coverage=round(coverage, 4),
    )


def _weighted(one: RolePay, other: RolePay, common: list[int], weights: Numbers) -> Draws:
    """The difference within strata of each draw, by the size of those that were drawn."""
    totals, sizes = np.zeros(DRAWS), np.zeros(DRAWS)
    for stratum, weight in zip(common, weights.tolist(), strict=True):
        gap = one.draws_of(stratum) - other.draws_of(stratum)
        is_drawn = ~np.isnan(gap)
        totals += np.where(is_drawn, gap, 0) * weight
        sizes += is_drawn * weight
    return np.divide(totals, sizes, out=np.full(DRAWS, np.nan), where=sizes > 0)


def _error(draws: Draws) -> Decimal:
    return cents(Decimal(float(np.nanstd(draws, ddof=1))) / 200)


def _amount(twice: Decimal) -> Decimal:
    """From twice an amount in half cents."""
    return cents(twice / 400)
