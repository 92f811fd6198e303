"""Estimates against the standard library, printed tables, and markets whose truth is known."""

import random
import statistics
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.insights.statistics.estimates import (
    Clustered,
    ShareTable,
    coverage,
    discoveries,
    effective_employers,
    inside,
    median,
    median_interval,
    quantile,
    student_t,
    three_digits,
)
from listings.models.snapshot import Share

amounts = st.lists(st.integers(1, 10**7).map(Decimal), min_size=2, max_size=80).map(sorted)


class TestQuantiles:
    @given(amounts)
    def test_they_are_those_of_the_standard_library(self, values: list[Decimal]) -> None:
        # Hyndman and Fan's type 7
        expected = statistics.quantiles(values, n=20, method="inclusive")
        found = [quantile(values, Fraction(step, 20)) for step in range(1, 20)]
        assert found == pytest.approx(expected, rel=Decimal("1e-20"))
        assert median(values) == statistics.median(values)

    def test_a_single_value_is_every_quantile_of_itself(self) -> None:
        assert quantile([Decimal(7)], Fraction(1, 10)) == 7

    @pytest.mark.parametrize(
        ("amount", "rounded"),
        [("142500", 143_000), ("99950", 100_000), ("93649.99", 93_600), ("1234567", 1_230_000)],
    )
    def test_figures_are_rounded_to_three_digits(self, amount: str, rounded: int) -> None:
        assert three_digits(Decimal(amount)) == rounded


class TestEffectiveEmployers:
    @pytest.mark.parametrize(
        ("sizes", "effective"),
        [([1] * 10, 10), ([7, 7, 7], 3), ([90, *[1] * 9], "1.21"), ([40, 40, 20], "2.78"), ([], 0)],
    )
    def test_they_are_as_many_of_equal_size(self, sizes: list[int], effective: str) -> None:
        assert effective_employers(sizes) == Decimal(effective)

    @pytest.mark.slow
    @given(st.lists(st.integers(1, 500), min_size=1, max_size=60))
    def test_they_are_never_more_than_there_are(self, sizes: list[int]) -> None:
        squares = sum(Fraction(n, sum(sizes)) ** 2 for n in sizes)
        assert float(effective_employers(sizes)) == pytest.approx(float(1 / squares), abs=0.0051)
        assert 1 <= effective_employers(sizes) <= len(sizes)


class TestStudentsT:
    @pytest.mark.parametrize(
        ("freedom", "printed"),
        [(1, 12.706), (2, 4.303), (4, 2.776), (9, 2.262), (19, 2.093), (60, 2.000), (500, 1.965)],
    )
    def test_it_is_that_of_printed_tables(self, freedom: int, printed: float) -> None:
        assert student_t(freedom) == pytest.approx(printed, abs=0.0006)
        assert inside(student_t(freedom), freedom) == pytest.approx(0.95)


class TestIntervalOfAMedian:
    def test_its_ends_are_postings_at_ranks_that_can_be_told_by_hand(self) -> None:
        """20 employers with one posting each: half below, so 10 ± 2.093 × √(20/19 × 20/4)."""
        found = median_interval([(Decimal(rank), rank) for rank in range(1, 21)])
        assert 10 - 2.093 * sqrt(100 / 19) == pytest.approx(5.2, abs=0.01)
        assert found == (Decimal(5), Decimal(15))

    def test_postings_of_one_employer_that_are_alike_say_less(self) -> None:
        alone = median_interval([(Decimal(rank), rank) for rank in range(1, 41)])
        alike = median_interval([(Decimal(rank), (rank - 1) // 4) for rank in range(1, 41)])
        assert None not in (*alone, *alike)
        assert alike[0] < alone[0] < alone[1] < alike[1]  # type: ignore[operator]

    def test_an_end_beyond_the_sample_is_not_given(self) -> None:
        """One employer with half of the postings, all above the others'."""
        values = [(Decimal(rank), rank) for rank in range(1, 11)]
        values += [(Decimal(rank), 99) for rank in range(11, 21)]
        assert median_interval(values) == (None, None)

    def test_one_employer_has_no_interval(self) -> None:
        assert median_interval([(Decimal(rank), 1) for rank in range(30)]) == (None, None)

    @pytest.mark.parametrize(
        ("employers", "size", "alike"),
        [
            (10, lambda rng: 2, 0.0),
            (10, lambda rng: rng.choice((1, 1, 2, 3, 5)), 0.3),
            (12, lambda rng: rng.choice((1, 2, 3)), 0.8),
            (40, lambda rng: rng.choice((1, 1, 2, 6)), 0.5),
        ],
    )
    def test_it_holds_the_true_median_95_times_of_100(
        self, employers: int, size: Callable[[random.Random], int], alike: float
    ) -> None:
        """``alike``: which part of the variance is between employers. The true median is 0."""
        rng = random.Random(7)
        held = 0
        for _ in range(500):
            found = median_interval(_drawn(rng, employers, size, alike))
            low, high = (Decimal(0) if end is None else end for end in found)
            held += low <= 0 <= high
        assert 0.93 <= held / 500 <= 0.99


def _drawn(
    rng: random.Random, employers: int, size: Callable[[random.Random], int], alike: float
) -> list[tuple[Decimal, int]]:
    found = []
    for employer in range(employers):
        level = rng.gauss(0, sqrt(alike))
        noise = [rng.gauss(0, sqrt(1 - alike)) for _ in range(size(rng))]
        found += [(Decimal(level + one), employer) for one in noise]
    return found


def design_effect(counts: dict[int, int], sizes: dict[int, int]) -> float:
    """``counts``: how many of an employer's postings name it; ``sizes``: how many it has."""
    c = np.array([counts.get(key, 0) for key in sizes])
    s = np.array(list(sizes.values()))
    sums = (c.sum(), (c * c).sum(), (c * s).sum(), s.sum(), (s * s).sum(), len(s))
    return round(float(Clustered(*(np.array([one]) for one in sums)).design_effects()[0]), 2)


class TestDesignEffect:
    def test_it_is_the_ratio_of_two_variances(self) -> None:
        """Five employers with four postings each; two of them name it always, the others never."""
        sizes = dict.fromkeys(range(5), 4)
        residuals = [4 - 0.4 * 4] * 2 + [0 - 0.4 * 4] * 3
        clustered = 5 / 4 * sum(one**2 for one in residuals) / 20**2
        alone = 0.4 * 0.6 / (20 - 1)
        found = design_effect({0: 4, 1: 4}, sizes)
        assert found == pytest.approx(clustered / alone, abs=0.006)
        assert found == 4.75

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=30))
    def test_it_is_that_of_the_definition(self, parts: list[tuple[int, int]]) -> None:
        """``parts``: of each employer, how many postings name it and how many do not."""
        sizes = {key: a + b for key, (a, b) in enumerate(parts) if a + b}
        counts = {key: a for key, (a, b) in enumerate(parts) if a}
        n, share = sum(sizes.values()), sum(counts.values()) / max(1, sum(sizes.values()))
        found = design_effect(counts, sizes)
        if len(sizes) < 2 or share in (0, 1):
            assert found == 1
            return
        residuals = [counts.get(key, 0) - share * size for key, size in sizes.items()]
        clustered = len(sizes) / (len(sizes) - 1) * sum(one**2 for one in residuals) / n**2
        assert found == pytest.approx(
            max(1, clustered / (share * (1 - share) / (n - 1))), abs=0.006
        )

    def test_employers_that_are_no_more_alike_than_chance_count_in_full(self) -> None:
        assert design_effect(dict.fromkeys(range(10), 1), dict.fromkeys(range(10), 2)) == 1.0

    @pytest.mark.parametrize("counts", [{}, {0: 4, 1: 4}])
    def test_what_all_or_none_name_cannot_be_measured(self, counts: dict[int, int]) -> None:
        assert design_effect(counts, {0: 4, 1: 4}) == 1.0

    def test_wilsons_interval_is_of_so_many_fewer_postings(self) -> None:
        assert Share(20, 100, 25, effect=4).interval == Share(5, 25, 25).interval
        # Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion (2001)
        assert Share(5, 25, 25).interval == pytest.approx((0.0886, 0.3913), abs=0.0001)


class TestDiscoveries:
    def test_they_are_those_of_the_first_papers_example(self) -> None:
        """Benjamini and Hochberg (1995), section 3.2: four of fifteen at 5%."""
        chances = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
            0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
        ]  # fmt: skip
        assert discoveries(dict(enumerate(chances))) == {0, 1, 2, 3}

    def test_nothing_is_found_where_nothing_was_tried(self) -> None:
        assert discoveries({}) == set()


class TestSkillsOfTwoRoles:
    def test_overlap_is_the_same_both_ways_and_coverage_is_not(self) -> None:
        narrow, broad = {"sql": 0.8}, {"sql": 0.6, "python": 0.6}
        table = ShareTable.of({1: narrow, 2: broad, 3: {}, 4: {}, 5: narrow})
        assert table.likeness(1) == pytest.approx({2: 0.6 / 1.4, 3: 0, 4: 0, 5: 1})
        assert table.likeness(2)[1] == table.likeness(1)[2]
        assert table.likeness(3) == {1: 0, 2: 0, 4: 0, 5: 0}
        assert coverage(broad, narrow) == pytest.approx(0.6 / 0.8)
        assert coverage(narrow, broad) == pytest.approx(0.6 / 1.2)
        assert coverage(narrow, {}) == 0
