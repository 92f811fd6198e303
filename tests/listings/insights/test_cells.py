"""What one cell shows: thresholds of the sample, employers, currencies, left-out ranges."""

from decimal import Decimal
from typing import Any

import pytest

from listings.insights.pay_cells import PayFigures, PayOffer, Reason, figures_of, three_digits
from listings.models import Withheld


def offer(employer: int, low: int, high: int | None = None, **more: Any) -> PayOffer:
    high = low if high is None else high
    facts: dict[str, Any] = {"currency": "USD", "low": Decimal(low), "high": Decimal(high)}
    return PayOffer(employer, **(facts | more))


def market(n: int, employers: int = 5, **more: object) -> list[PayOffer]:
    return [offer(i % employers, 1_000 * (i + 1), 2_000 * (i + 1), **more) for i in range(n)]


def figures(offers: list[PayOffer], home: str = "USD") -> PayFigures:
    return figures_of(offers, home)


QUARTILES = {"typical_low", "typical_high", "p25", "p75"}
INTERVAL = {"ci_low", "ci_high"}
TENTHS = {"p10", "p90"}


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, set()),
        (4, set()),
        (5, {"median"}),
        (9, {"median"}),
        (10, {"median"} | QUARTILES),
        (19, {"median"} | QUARTILES),
        (20, {"median"} | QUARTILES | INTERVAL),
        (49, {"median"} | QUARTILES | INTERVAL),
        (50, {"median"} | QUARTILES | INTERVAL | TENTHS),
    ],
)
def test_the_sample_size_decides_what_is_shown(n: int, shown: set[str]) -> None:
    found = figures(market(n))
    assert set(found.amounts) == shown
    assert (found.n, found.withheld) == (n, "" if shown else Reason.FEW_POSTINGS)


def test_two_employers_are_too_few() -> None:
    assert figures(market(50, employers=2)).withheld == Reason.FEW_EMPLOYERS
    assert figures(market(50, employers=3)).withheld == Reason.NONE


def test_one_employer_may_have_half_of_the_postings_and_no_more() -> None:
    half = [offer(0, 100) for _ in range(50)] + [offer(1 + i % 4, 100) for i in range(50)]
    assert (figures(half).largest, figures(half).withheld) == (50, Reason.NONE)
    more = [offer(0, 100), *half[:99]]
    assert (figures(more).largest, figures(more).withheld) == (51, Reason.ONE_EMPLOYER)


def test_a_range_counts_by_its_midpoint_and_a_single_amount_by_itself() -> None:
    offers = [offer(i, *pair) for i, pair in enumerate([(10, 20), (30,), (40, 60), (70,), (80,)])]
    assert figures(offers).amounts == {"median": Decimal("50.00")}


def test_the_typical_range_is_the_medians_of_minima_and_of_maxima() -> None:
    amounts = figures(market(10)).amounts
    assert amounts == {
        "typical_low": 5_500,
        "typical_high": 11_000,
        "p25": 4_875,
        "median": 8_250,
        "p75": 11_625,
    }


def test_ties_are_no_trouble() -> None:
    amounts = figures([offer(i % 5, 100) for i in range(50)]).amounts
    assert set(amounts.values()) == {Decimal("100.00")}


def test_wide_ranges_leave_the_figures_and_are_counted() -> None:
    found = figures([*market(9), offer(7, 10, 31, is_wide=True)])
    assert (found.total, found.n, found.wide) == (10, 9, 1)
    assert set(found.amounts) == {"median"}


def test_only_the_most_frequent_currency_counts_and_the_others_are_told() -> None:
    found = figures(market(6) + market(5, currency="EUR"))
    assert (found.currency, found.n, found.other_currency) == ("USD", 6, 5)


@pytest.mark.parametrize(("home", "chosen"), [("USD", "USD"), ("EUR", "EUR"), ("CHF", "EUR")])
def test_of_equally_frequent_currencies_the_boards_own_counts(home: str, chosen: str) -> None:
    assert figures(market(5) + market(5, currency="EUR"), home).currency == chosen


def test_contract_rates_and_postings_without_pay_are_counted_apart() -> None:
    found = figures([*market(5), PayOffer(9, is_other_series=True), PayOffer(9), PayOffer(9)])
    assert (found.total, found.n, found.other_series, found.employers) == (8, 5, 1, 5)


def test_a_cell_without_pay_says_so() -> None:
    found = figures([PayOffer(1), PayOffer(2)])
    assert (found.total, found.n, found.currency) == (2, 0, "")
    assert found.withheld == Reason.FEW_POSTINGS


def test_target_pay_among_the_counted_is_told() -> None:
    assert figures(market(5) + market(3, is_on_target=True)).on_target == 3


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("142500", 143_000), ("99950", 100_000), ("93649.99", 93_600), ("1234567", 1_230_000)],
)
def test_figures_are_rounded_to_three_digits(amount: str, rounded: int) -> None:
    assert three_digits(Decimal(amount)) == rounded


def test_reasons_are_those_of_the_stored_rows() -> None:
    assert {reason.value for reason in Reason} == {"", *Withheld.values}
