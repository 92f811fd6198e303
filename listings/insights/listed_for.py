"""How long postings stay listed. Pure: numbers in, a curve out.

Kaplan and Meier, "Nonparametric Estimation from Incomplete Observations" (Journal of the American
Statistical Association 53, 1958), with delayed entry: a posting counts from the second day on which
this board saw it, so that those that were gone before nobody saw are not taken for long-lived.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from listings.insights.estimates import student_t

MIN_AT_RISK = 20
MIN_EMPLOYERS = 10

type Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spell:
    """One posting, in days since its publication: followed after ``entry`` until ``leaves``.

    ``is_over``: then it was taken off; else it was open still, or left for another reason.
    """

    employer: int
    entry: float
    leaves: float
    is_over: bool


@dataclass(frozen=True, slots=True)
class ListedStep:
    """From ``day`` on ``share`` (0 to 1) of the postings are listed, with its 95 % interval."""

    day: float
    share: float
    low: float
    high: float
    at_risk: int
    employers: int


def listed_for(spells: Sequence[Spell]) -> list[ListedStep]:
    """Return the curve, given that a posting is still open on its first day.

    It starts where 20 postings of 10 employers are followed, and ends where they no longer are.
    The interval is that of log(-log) of the share, its variance clustered by employer: Williams,
    "Product-Limit Survival Functions with Correlated Survival Times" (Lifetime Data Analysis 1,
    1995); the factor is Student's t on employers - 1. Linear in postings, times the days.
    """
    followed = [one for one in spells if one.leaves > one.entry]
    if not followed:
        return []
    days, at_risk, gone = _counted(followed)
    n, employers = at_risk.sum(axis=0), (at_risk > 0).sum(axis=0)
    large = (n >= MIN_AT_RISK) & (employers >= MIN_EMPLOYERS)
    if not large.any():
        return []
    start = int(large.argmax())
    stop = start + int((~large[start:]).argmax()) if not large[start:].all() else len(days)
    part = slice(start, stop)
    return _steps(days[part], at_risk[:, part], gone[:, part])


def _counted(spells: Sequence[Spell]) -> tuple[Numbers, Numbers, Numbers]:
    """Return each day on which something changes and, by employer and day, how many were followed
    into it, and how many of these were taken off on it.
    """
    keys = {key: place for place, key in enumerate(sorted({one.employer for one in spells}))}
    who = np.array([keys[one.employer] for one in spells])
    entry = np.array([one.entry for one in spells])
    leaves = np.array([one.leaves for one in spells])
    is_over = np.array([one.is_over for one in spells])
    days = np.unique(np.concatenate([entry, leaves]))
    change = np.zeros((len(keys), len(days) + 1))
    np.add.at(change, (who, np.searchsorted(days, entry) + 1), 1)
    np.add.at(change, (who, np.searchsorted(days, leaves) + 1), -1)
    gone = np.zeros((len(keys), len(days)))
    np.add.at(gone, (who[is_over], np.searchsorted(days, leaves[is_over])), 1)
    return days, change.cumsum(axis=1)[:, : len(days)], gone


def _steps(days: Numbers, at_risk: Numbers, gone: Numbers) -> list[ListedStep]:
    n, ended = at_risk.sum(axis=0), gone.sum(axis=0)
    steps = [_step(days[0], 1.0, 0.0, at_risk[:, 0])]
    share = 1.0
    influence = np.zeros(len(at_risk))
    clusters = int((at_risk > 0).any(axis=1).sum())
    for at in np.flatnonzero(ended):
        hazard = ended[at] / n[at]
        share *= 1 - hazard
        if share <= 0:
            break
        influence += (gone[:, at] - at_risk[:, at] * hazard) / (n[at] * (1 - hazard))
        error = sqrt(clusters / (clusters - 1) * float(influence @ influence))
        steps.append(_step(days[at], share, error, at_risk[:, at], clusters))
    return steps


def _step(
    day: float, share: float, error: float, at_risk: Numbers, clusters: int = 2
) -> ListedStep:
    low, high = _interval(share, error, clusters)
    return ListedStep(float(day), share, low, high, int(at_risk.sum()), int((at_risk > 0).sum()))


def _interval(share: float, error: float, clusters: int) -> tuple[float, float]:
    """``error``: the standard error of log share."""
    if not error or not 0 < share < 1:
        return share, share
    reach = student_t(clusters - 1) * error / -log(share)
    middle = log(-log(share))
    return exp(-exp(middle + reach)), exp(-exp(middle - reach))
