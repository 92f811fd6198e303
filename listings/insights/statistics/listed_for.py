"""How long postings stay listed. Pure: numbers in, a curve out.

Kaplan and Meier, "Nonparametric Estimation from Incomplete Observations" (Journal of the American
Statistical Association 53, 1958), with delayed entry: a posting counts from the second day on which
this board saw it, so that those that were gone before nobody saw are not taken for long-lived.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics.columns import Flags, Floats, Numbers
from listings.insights.statistics.estimates import student_t

MIN_AT_RISK = 20
MIN_EMPLOYERS = 10
_EMPLOYERS = 1_000  # at once: each needs a row of all days


@dataclass(frozen=True, slots=True)
class Spells:
    """Postings, in days since their publication: followed after ``entry`` until ``leaves``.

    ``is_over``: then it was taken off; else it was open still, or left for another reason.
    """

    employer: NDArray[Any]
    entry: Floats
    leaves: Floats
    is_over: Flags

    def take(self, which: NDArray[Any]) -> "Spells":
        return Spells(
            self.employer[which], self.entry[which], self.leaves[which], self.is_over[which]
        )


@dataclass(frozen=True, slots=True)
class ListedStep:
    """From ``day`` on ``share`` (0 to 1) of the postings is listed, with its 95% interval."""

    day: float
    share: float
    low: float
    high: float
    at_risk: int
    employers: int


def listed_for(spells: Spells) -> list[ListedStep]:
    """Return the curve, given that a posting is still open on its first day.

    It starts where 20 postings of 10 employers are followed, and ends where they no longer are;
    of each whole day on which the share falls it tells the last. The interval is that of
    log(-log) of the share, its variance clustered by employer: Williams, "Product-Limit Survival
    Functions with Correlated Survival Times" (Lifetime Data Analysis 1, 1995); the factor is
    Student's t on employers - 1. Linear in postings, and in employers times whole days.
    """
    course = _Course.of(spells.take(spells.leaves > spells.entry))
    large = (course.n >= MIN_AT_RISK) & (course.employers >= MIN_EMPLOYERS)
    if not large.any():
        return []
    start = int(large.argmax())
    stop = start + int((~large[start:]).argmax()) if not large[start:].all() else len(large)
    first = course.step(start, 1.0, 0.0, 2)
    return [first, *_steps(course, start, stop)]


@dataclass(frozen=True, slots=True)
class _Course:
    """What happens on each day on which anything changes."""

    days: Floats
    who: Numbers  # of each posting, employers from 0 on
    entry: Numbers  # places among the days
    leaves: Numbers
    is_over: Flags
    n: Numbers  # followed into each day
    employers: Numbers  # of those
    gone: Numbers  # taken off on it

    @classmethod
    def of(cls, spells: Spells) -> "_Course":
        days = np.unique(np.concatenate([spells.entry, spells.leaves]))
        _, who = np.unique(spells.employer, return_inverse=True)
        entry = np.searchsorted(days, spells.entry)
        leaves = np.searchsorted(days, spells.leaves)
        gone = np.bincount(leaves[spells.is_over], minlength=len(days))
        n = _followed(entry, leaves, len(days))
        employers = _followed(*_together(who, entry, leaves), len(days))
        return cls(days, who, entry, leaves, spells.is_over, n, employers, gone)

    def step(self, at: int, share: float, error: float, clusters: int) -> ListedStep:
        low, high = _interval(share, error, clusters)
        return ListedStep(
            float(self.days[at]), share, low, high, int(self.n[at]), int(self.employers[at])
        )


def _followed(entry: Numbers, leaves: Numbers, days: int) -> Numbers:
    """Return how many are followed into each day: those that entered before and have not left."""
    change = np.bincount(entry + 1, minlength=days + 1) - np.bincount(
        leaves + 1, minlength=days + 1
    )
    followed: Numbers = change.cumsum()[:days]
    return followed


def _together(who: Numbers, entry: Numbers, leaves: Numbers) -> tuple[Numbers, Numbers]:
    """Join what overlaps of each employer; return when an employer is followed, from and until."""
    if not len(who):
        return entry, leaves
    order = np.lexsort((entry, who))
    who, entry, leaves = who[order], entry[order], leaves[order]
    size = int(leaves.max()) + 2
    until = np.maximum.accumulate(leaves + who * size) - who * size
    begins = np.ones(len(who), bool)
    begins[1:] = (who[1:] != who[:-1]) | (entry[1:] > until[:-1])
    return entry[begins], until[np.append(np.flatnonzero(begins)[1:] - 1, len(who) - 1)]


def _steps(course: _Course, start: int, stop: int) -> Iterator[ListedStep]:
    """Yield the last fall of each whole day."""
    falls = start + np.flatnonzero(course.gone[start:stop])
    hazards = course.gone[falls] / course.n[falls]
    shares = np.cumprod(1 - hazards)
    known = int(np.count_nonzero(shares > 0))
    falls, hazards, shares = falls[:known], hazards[:known], shares[:known]
    whole = np.rint(course.days[falls])
    told = np.flatnonzero(np.append(whole[1:] != whole[:-1], True)) if known else falls
    inside = (course.leaves >= start) & (course.entry < stop - 1)
    clusters = len(np.unique(course.who[inside]))
    squares = _squares(course, falls, hazards, falls[told])
    for at, square in zip(told.tolist(), squares.tolist(), strict=True):
        error = sqrt(clusters / (clusters - 1) * square)
        yield course.step(int(falls[at]), float(shares[at]), error, clusters)


def _squares(course: _Course, falls: Numbers, hazards: Floats, told: Numbers) -> Floats:
    """Return on each of these days Σ over employers of (its influence on log share)².

    A posting adds 1 ÷ n(1 - hazard) on the day it is taken off, and loses hazard ÷ n(1 - hazard)
    on each day it is followed into.
    """
    taken_off = np.zeros(len(course.days))
    taken_off[falls] = 1 / (course.n[falls] * (1 - hazards))
    lost = np.zeros(len(course.days))
    lost[falls] = hazards * taken_off[falls]
    lost = lost.cumsum()
    enters = np.searchsorted(told, course.entry, "right")
    leaves = np.searchsorted(told, course.leaves)
    ends = np.where(course.is_over, taken_off[course.leaves], 0) - lost[course.leaves]
    found = np.zeros(len(told))
    order = np.argsort(course.who, kind="stable")
    number = int(course.who.max(initial=-1)) + 1
    for first in range(0, number, _EMPLOYERS):
        ends_at = np.searchsorted(course.who[order], [first, first + _EMPLOYERS])
        own = order[ends_at[0] : ends_at[1]]
        shape = min(_EMPLOYERS, number - first), len(told) + 1
        influence, followed = np.zeros(shape), np.zeros(shape)
        who = course.who[own] - first
        np.add.at(influence, (who, enters[own]), lost[course.entry[own]])
        np.add.at(influence, (who, leaves[own]), ends[own])
        np.add.at(followed, (who, enters[own]), 1)
        np.add.at(followed, (who, leaves[own]), -1)
        influence = influence.cumsum(axis=1)[:, :-1]
        influence -= followed.cumsum(axis=1)[:, :-1] * lost[told]
        found += (influence**2).sum(axis=0)
    return found


def _interval(share: float, error: float, clusters: int) -> tuple[float, float]:
    """``error``: the standard error of log share."""
    if not error or not 0 < share < 1:
        return share, share
    reach = student_t(clusters - 1) * error / -log(share)
    middle = log(-log(share))
    return exp(-exp(middle + reach)), exp(-exp(middle - reach))
