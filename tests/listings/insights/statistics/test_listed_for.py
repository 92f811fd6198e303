"""How long postings stay listed: the curve, recomputed by plain loops, and when there is none."""

import math
from random import Random
from typing import NamedTuple

import numpy as np
import pytest

from listings.insights.statistics import listed_for as curves
from listings.insights.statistics.listed_for import ListedStep, Spells
from tests.listings.insights.recount import T


class Spell(NamedTuple):
    """One posting, in days since its publication."""

    employer: int
    entry: float
    leaves: float
    is_over: bool


def listed_for(postings: list[Spell]) -> list[ListedStep]:
    return curves.listed_for(
        Spells(
            employer=np.array([one.employer for one in postings], int),
            entry=np.array([one.entry for one in postings], float),
            leaves=np.array([one.leaves for one in postings], float),
            is_over=np.array([one.is_over for one in postings], bool),
        )
    )


def spells(number: int, seed: int = 1, employers: int = 25) -> list[Spell]:
    """Postings seen from some day on, gone or still open on another."""
    rng = Random(seed)
    found: list[Spell] = []
    for _ in range(number):
        entry = rng.choice((1.0, 1.0, 1.0, rng.randint(2, 20)))
        leaves = entry + rng.randint(1, 60)
        found.append(Spell(rng.randrange(employers), entry, leaves, rng.random() < 0.6))
    return found


def by_hand(postings: list[Spell]) -> list[tuple[float, float, int]]:
    """Day, share and how many were at risk, by one loop a day."""
    days = sorted({one.entry for one in postings} | {one.leaves for one in postings})
    found: list[tuple[float, float, int]] = []
    share = 1.0
    for day in days:
        risk = [one for one in postings if one.entry < day <= one.leaves]
        is_large = len(risk) >= 20 and len({one.employer for one in risk}) >= 10
        if not is_large and not found:
            continue
        if not is_large:
            break
        gone = sum(one.is_over and one.leaves == day for one in risk)
        share *= 1 - gone / len(risk)
        if gone or not found:
            found.append((day, share, len(risk)))
    return found


def test_the_curve_is_that_of_plain_loops() -> None:
    for seed in range(5):
        postings = spells(120, seed)
        steps = [(one.day, one.share, one.at_risk) for one in listed_for(postings)]
        expected = by_hand(postings)
        gone_on_the_first = expected[0][1] < 1
        assert steps[0][1] == 1
        compared = steps[1:] if gone_on_the_first else steps
        assert [(day, n) for day, _, n in compared] == [(day, n) for day, _, n in expected]
        assert [share for _, share, _ in compared] == pytest.approx([s for _, s, _ in expected])


def test_its_interval_takes_the_employer_as_the_unit() -> None:
    """One posting an employer: Greenwood's variance, times employers ÷ (employers − 1)."""
    postings = [Spell(number, 1, 5 + number, is_over=number % 2 == 0) for number in range(30)]
    step = listed_for(postings)[3]
    terms, share = 0.0, 1.0
    for day in (5, 7, 9):
        n = sum(one.leaves >= day for one in postings)
        terms += 1 / (n * (n - 1))
        share *= 1 - 1 / n
    assert step.share == pytest.approx(share)
    error = math.sqrt(30 / 29 * terms)
    reach = T[29] * error / -math.log(share)
    middle = math.log(-math.log(share))
    assert step.low == pytest.approx(math.exp(-math.exp(middle + reach)), rel=2e-3)
    assert step.high == pytest.approx(math.exp(-math.exp(middle - reach)), rel=2e-3)


def test_postings_of_one_employer_that_end_together_widen_it() -> None:
    """A tenth of the employers takes all of its postings off on the same day."""
    apart = [Spell(n, 1, 10, is_over=n < 10) for n in range(100)]
    together = [Spell(n // 10 + 100 * (n >= 50) * (n % 10), 1, 10, n < 10) for n in range(100)]

    def width(step: ListedStep) -> float:
        return step.high - step.low

    assert width(listed_for(together)[-1]) > width(listed_for(apart)[-1])


def test_it_starts_where_twenty_postings_of_ten_employers_are_followed() -> None:
    late = [Spell(number, 10, 60, is_over=False) for number in range(20)]
    few = [Spell(100 + number, 1, 30, is_over=True) for number in range(5)]
    assert listed_for([*late, *few])[0] == ListedStep(30.0, 1.0, 1.0, 1.0, 25, 25)


@pytest.mark.parametrize(
    "postings",
    [
        [],
        [Spell(1, 5, 5, is_over=True)],
        [Spell(number, 1, 30, is_over=True) for number in range(19)],
        [Spell(number % 9, 1, 30, is_over=True) for number in range(100)],
    ],
    ids=["none", "never followed", "nineteen", "nine employers"],
)
def test_too_few_have_no_curve(postings: list[Spell]) -> None:
    assert listed_for(postings) == []


def test_ten_thousand_cost_no_loop_over_pairs() -> None:
    assert listed_for(spells(10_000, employers=500))[-1].share < 0.5
