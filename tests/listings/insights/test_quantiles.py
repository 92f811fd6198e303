"""Quantiles against the standard library, the interval against the binomial distribution."""

import statistics
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.insights.pay_cells import median, median_interval, quantile

amounts = st.lists(st.integers(1, 10**7).map(Decimal), min_size=2, max_size=80).map(sorted)


def numbers(n: int) -> list[Decimal]:
    return [Decimal(number) for number in range(1, n + 1)]


@given(amounts)
def test_quantiles_are_those_of_the_standard_library(values: list[Decimal]) -> None:
    expected = statistics.quantiles(values, n=20, method="inclusive")  # Hyndman and Fan's type 7
    found = [quantile(values, Fraction(step, 20)) for step in range(1, 20)]
    assert found == pytest.approx(expected, rel=Decimal("1e-20"))
    assert median(values) == statistics.median(values)


def test_a_single_value_is_every_quantile_of_itself() -> None:
    assert quantile([Decimal(7)], Fraction(1, 10)) == 7


@pytest.mark.parametrize(
    ("n", "low", "high"),
    # tables of the exact interval of a median at 95 %
    [(6, 1, 6), (8, 1, 8), (9, 2, 8), (20, 6, 15), (25, 8, 18), (49, 18, 32), (50, 18, 33)],
)
def test_the_interval_ends_at_the_ranks_of_published_tables(n: int, low: int, high: int) -> None:
    assert median_interval(numbers(n)) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("n", range(6, 130))
def test_the_interval_covers_95_percent_and_a_narrower_one_would_not(n: int) -> None:
    interval = median_interval(numbers(n))
    assert interval is not None
    rank = int(interval[0])
    assert _coverage(n, rank) >= Fraction(95, 100)
    assert rank == n // 2 or _coverage(n, rank + 1) < Fraction(95, 100)


def _coverage(n: int, rank: int) -> Fraction:
    """How likely the true median lies between the values of ``rank`` from either end."""
    return Fraction(sum(comb(n, below) for below in range(rank, n - rank + 1)), 2**n)


def test_five_values_have_no_interval() -> None:
    assert median_interval(numbers(5)) is None
