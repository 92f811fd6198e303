"""What one cell shows: thresholds of the sample, employers, currencies, kinds, what is left out."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from listings.models import PaySeries, Statistic, Withheld
from tests.listings.insights.pay_rows import PayOffer, amounts_of, figures_of


def offer(employer: int, low: int, high: int | None = None, **more: Any) -> PayOffer:
    high = low if high is None else high
    facts: dict[str, Any] = {"currency": "USD", "low": Decimal(low), "high": Decimal(high)}
    return PayOffer(employer, is_given=True, **(facts | more))


def market(n: int, employers: int = 10, **more: object) -> list[PayOffer]:
    return [offer(i % employers, 1_000 * (i + 1), 2_000 * (i + 1), **more) for i in range(n)]


def figures(
    offers: Iterable[PayOffer], home: str = "USD", series: str = PaySeries.POSTED
) -> Statistic:
    """Of postings that are each alone in their cluster."""
    return figures_of([[one] for one in offers], series, home)


MIDDLE = {"p25", "median", "p75", "width"}
INTERVAL = {"ci_low", "ci_high"}
TENTHS = {"p10", "p90"}


class TestWhatIsShown:
    @pytest.mark.parametrize(
        ("n", "employers", "shown"),
        [
            (9, 9, set()),
            (10, 5, MIDDLE),
            (10, 4, set()),
            (19, 10, MIDDLE),
            (20, 10, MIDDLE | INTERVAL),
            (45, 9, MIDDLE),
            (49, 20, MIDDLE | INTERVAL),
            (50, 20, MIDDLE | INTERVAL | TENTHS),
            (60, 19, MIDDLE | INTERVAL),
        ],
    )
    def test_postings_and_employers_decide(self, n: int, employers: int, shown: set[str]) -> None:
        assert set(amounts_of(figures(market(n, employers)))) == shown

    def test_employers_weigh_by_their_postings(self) -> None:
        """Ten employers, and one of them has most: they weigh like fewer than five."""
        found = figures([*market(10), *market(10, employers=1)])
        assert (found.n, found.employers, found.largest) == (20, 10, 11)
        assert found.effective_employers == Decimal("3.08")
        assert (found.withheld, amounts_of(found)) == (Withheld.FEW_EMPLOYERS, {})

    def test_too_few_postings_say_so_first(self) -> None:
        assert figures(market(9)).withheld == Withheld.FEW_POSTINGS
        assert figures([]).withheld == Withheld.FEW_POSTINGS

    def test_a_range_counts_by_its_midpoint_and_a_single_amount_by_itself(self) -> None:
        offers = [offer(i, 10, 20) for i in range(5)] + [offer(i, 30) for i in range(5)]
        assert figures(offers).median == (15 + 30) / 2

    def test_the_typical_range_is_the_middle_half_of_the_midpoints(self) -> None:
        """Ten narrow ranges: the middle half is far wider than any of them."""
        midpoints = [50, 55, 60, 65, 95, 105, 180, 190, 200, 210]
        offers = (offer(i, 95 * m, 105 * m) for i, m in enumerate(midpoints))
        found = amounts_of(figures(offers))
        assert (int(found["p25"]), int(found["p75"])) == (6_125, 18_750)
        assert found["width"] == Decimal("0.10")

    def test_ties_are_no_trouble(self) -> None:
        amounts = amounts_of(figures([offer(i, 100) for i in range(50)]))
        assert {amounts[name] for name in MIDDLE - {"width"}} == {Decimal("100.00")}


class TestWhatIsLeftOut:
    def test_wide_ranges_and_single_ends_are_the_minimum_only(self) -> None:
        found = figures([*market(10), offer(7, 10, 31, is_minimum_only=True)])
        assert (found.total, found.n, found.wide) == (11, 10, 1)
        assert amounts_of(found) == amounts_of(figures(market(10)))

    def test_only_the_most_frequent_currency_counts_and_the_others_are_told(self) -> None:
        found = figures(market(6) + market(5, currency="EUR"))
        assert (found.currency, found.n, found.other_currency) == ("USD", 6, 5)

    @pytest.mark.parametrize(("home", "chosen"), [("USD", "USD"), ("EUR", "EUR"), ("CHF", "EUR")])
    def test_of_equally_frequent_currencies_the_boards_own_counts(
        self, home: str, chosen: str
    ) -> None:
        assert figures(market(5) + market(5, currency="EUR"), home).currency == chosen

    def test_contract_rates_and_postings_without_pay_are_counted_apart(self) -> None:
        found = figures([*market(5), PayOffer(9, is_given=True), PayOffer(9), PayOffer(9)])
        assert (found.total, found.n, found.other_series, found.employers) == (8, 5, 1, 5)

    def test_pay_that_is_meant_for_elsewhere_is_counted_apart(self) -> None:
        found = figures([*market(5), *market(3, is_of_elsewhere=True, currency="EUR")])
        assert (found.n, found.other_place, found.currency) == (5, 3, "USD")

    def test_a_cell_without_pay_says_so(self) -> None:
        found = figures([PayOffer(1), PayOffer(2)])
        assert (found.total, found.n, found.currency) == (2, 0, "")


class TestSeries:
    def test_every_kind_of_pay_is_a_series_of_its_own(self) -> None:
        offers = [
            *market(12),
            *market(11, series=PaySeries.ON_TARGET),
            *market(3, is_from_text=True),
        ]
        base = figures(offers)
        assert (base.n, base.other_kind, base.from_text) == (12, 11, 3)
        on_target = figures(offers, series=PaySeries.ON_TARGET)
        assert (on_target.n, on_target.other_kind, on_target.from_text) == (11, 12, 3)
        text = figures(offers, series=PaySeries.TEXT)
        assert (text.n, text.other_kind, text.withheld) == (3, 23, Withheld.FEW_POSTINGS)

    def test_on_target_pay_of_a_text_is_in_no_base_series(self) -> None:
        offers = market(10, is_from_text=True, series=PaySeries.ON_TARGET)
        assert figures(offers, series=PaySeries.TEXT).n == 0
        assert figures(offers).from_text == 10


class TestClusters:
    def test_near_identical_postings_count_once_by_the_first_that_states_pay(self) -> None:
        cluster = [PayOffer(1), offer(1, 300), offer(1, 500)]
        found = figures_of([cluster, *([one] for one in market(9))], PaySeries.POSTED, "USD")
        assert (found.total, found.n) == (10, 10)
        alone = figures([offer(1, 300), *market(9)])
        assert amounts_of(found) == amounts_of(alone)

    def test_of_several_currencies_the_cells_own_is_taken(self) -> None:
        cluster = [offer(1, 300, currency="EUR"), offer(1, 500)]
        found = figures_of([cluster, *([one] for one in market(9))], PaySeries.POSTED, "EUR")
        assert (found.currency, found.n, found.other_currency) == ("USD", 10, 0)


class TestWhoSays:
    def test_the_levels_of_those_counted_are_told(self) -> None:
        found = figures(market(3, level="entry") + market(2) + [PayOffer(1, level="lead")])
        assert found.levels == {"": 2, "entry": 3}

    def test_postings_within_the_reach_of_a_law_are_counted_apart(self) -> None:
        found = figures([*market(4, is_bound=True), PayOffer(1, is_bound=True), *market(2)])
        assert (found.total, found.bound, found.bound_with_pay) == (7, 5, 4)
