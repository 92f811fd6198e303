"""How far apart the pay of two roles is: what is compared, how sure it is, what is said."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from statistics import median, stdev
from typing import NamedTuple

import numpy as np
import pytest
from django.db import ProgrammingError, connection, transaction
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from listings.insights.statistics.compared_pay import RoleMidpoints
from listings.insights.statistics.differences import differences_of
from listings.insights.statistics.estimates import student_t
from listings.models import PayDifference
from tests.listings.factories import make_city, make_company, make_listing, yearly
from tests.listings.figures import statements, take_figures
from tests.roles.factories import make_profiled_role


class Offer(NamedTuple):
    """A posting with its amount a year."""

    employer: int
    posting: int
    amount: float
    stratum: str = ""


def offers(amounts: list[int], first: int = 0, stratum: str = "senior US") -> list[Offer]:
    """One posting of each employer, from employer ``first`` on."""
    return [Offer(first + i, 1_000 * first + i, x, stratum) for i, x in enumerate(amounts)]


def compared(of: list[Offer]) -> RoleMidpoints:
    strata = ["senior US", "entry US", "entry DE", ""]
    of = sorted(of, key=lambda one: one.amount)
    return RoleMidpoints(
        posting=np.array([one.posting for one in of]),
        employer=np.array([one.employer for one in of]),
        stratum=np.array([strata.index(one.stratum) for one in of]),
        midpoint=np.array([round(200 * one.amount) for one in of]),
    )


def differences(roles: Mapping[int, list[Offer]]) -> dict[tuple[int, int], PayDifference]:
    """By pair, as they are kept."""
    blocks = differences_of({role: compared(own) for role, own in roles.items()})
    rows = [
        PayDifference(**dict(zip(columns, values, strict=True)))
        for columns in blocks
        for values in zip(*columns.values(), strict=True)
    ]
    return {(row.role_id, row.other_id): row for row in rows}


def difference(one: list[Offer], other: list[Offer]) -> PayDifference:
    [found] = differences({1: one, 2: other}).values()
    return found


class TestWhatIsCompared:
    def test_it_is_the_median_of_one_less_that_of_the_other(self) -> None:
        found = difference(offers([*range(10, 21)]), offers([*range(100, 112)], first=50))
        assert (found.raw, found.n, found.other_n) == (15 - Decimal("105.5"), 11, 12)

    @pytest.mark.parametrize("employers", [9, 10])
    def test_each_needs_ten_employers(self, employers: int) -> None:
        many = [*offers([5] * employers), *offers([6] * employers)]
        found = differences({1: many, 2: offers([7] * 12, first=50)})
        assert bool(found) == (employers >= 10)

    def test_postings_of_both_roles_are_left_out(self) -> None:
        both = offers([900] * 8, first=80)
        found = difference([*offers([10] * 10), *both], [*offers([20] * 10, first=50), *both])
        assert (found.raw, found.in_both, found.n, found.other_n) == (Decimal(-10), 8, 10, 10)

    def test_a_role_all_of_whose_postings_are_the_others_too_is_not_compared(self) -> None:
        both = offers([900] * 12, first=80)
        roles = {1: [*offers([10] * 12), *both], 2: both, 3: offers([20] * 12, first=50)}
        assert {*differences(roles)} == {(1, 3), (2, 3)}


class TestLikePostings:
    def test_the_difference_may_be_one_of_levels_alone(self) -> None:
        """Both pay 100 to seniors and 50 to beginners; one has mostly seniors."""
        one = [*offers([100] * 30), *offers([50] * 10, 40, "entry US")]
        other = [*offers([100] * 10, 60), *offers([50] * 30, 80, "entry US")]
        found = difference(one, other)
        assert (found.raw, found.alike, found.coverage) == (Decimal(50), Decimal(0), 1)

    def test_strata_weigh_by_their_postings(self) -> None:
        one = [*offers([110] * 20), *offers([80] * 10, 40, "entry US")]
        other = [*offers([100] * 10, 60), *offers([50] * 20, 80, "entry US")]
        assert difference(one, other).alike == (10 * 30 + 30 * 30) / Decimal(60)

    def test_less_than_60_per_cent_of_like_postings_say_nothing(self) -> None:
        one = [*offers([110] * 12), *offers([80] * 9, 40, "entry US")]
        other = [*offers([100] * 12, 60), *offers([50] * 9, 80, "entry DE")]
        found = difference(one, other)
        assert (found.coverage, found.alike) == (0.5714, None)
        assert difference(one[:-3], other[:-3]).alike == 10


def market(rng: Random, first: int) -> list[tuple[float, int]]:
    """20 employers with one to four postings each, alike within an employer."""
    found = []
    for employer in range(first, first + 20):
        level = rng.gauss(100, 7)
        found += [(level + rng.gauss(0, 7), employer) for _ in range(rng.choice((1, 1, 2, 4)))]
    return found


def as_offers(pairs: list[tuple[float, int]], start: int) -> list[Offer]:
    return [Offer(employer, start + i, x) for i, (x, employer) in enumerate(pairs)]


def drawn_again(
    rng: Random, one: list[tuple[float, int]], other: list[tuple[float, int]], draws: int
) -> Iterator[float]:
    """As the textbook has it: as many employers as there are, with replacement, for both roles."""
    employers = sorted({employer for _, employer in one + other})
    for _ in range(draws):
        times = rng.choices(employers, k=len(employers))
        yield median(x for e in times for x, own in one if own == e) - median(
            x for e in times for x, own in other if own == e
        )


class TestHowSure:
    def test_the_error_is_that_of_the_textbooks_bootstrap(self) -> None:
        rng = Random(11)
        one, other = market(rng, 0), market(rng, 10)  # ten employers post for both
        expected = stdev(drawn_again(rng, one, other, 800))
        found = difference(as_offers(one, 0), as_offers(other, 1_000))
        assert float(found.raw_error or 0) == pytest.approx(expected, rel=0.15)
        assert found.raw_freedom == 19

    def test_what_employers_of_both_have_in_common_makes_it_surer(self) -> None:
        """Each employer pays the second role 10 more; employers differ far more than that."""
        rng = Random(5)
        one = [(rng.gauss(100, 20), employer) for employer in range(20)]
        other = [(x + 10, employer) for x, employer in one]
        paired = difference(as_offers(one, 0), as_offers(other, 1_000))
        apart = difference(as_offers(one, 0), as_offers([(x, e + 50) for x, e in other], 1_000))
        assert (paired.raw, paired.raw_error) == (Decimal(-10), Decimal(0))
        assert apart.raw_error
        assert apart.raw_error > 3

    @pytest.mark.slow
    def test_the_interval_holds_the_true_difference_95_times_of_100(self) -> None:
        rng = Random(3)
        held = 0
        for number in range(120):
            one, other = market(rng, 100 * number), market(rng, 100 * number + 10)
            found = difference(as_offers(one, 0), as_offers(other, 1_000))
            assert found.raw is not None
            assert found.raw_error is not None
            held += abs(found.raw) <= float(found.raw_error) * student_t(found.raw_freedom)
        assert held >= 110

    def test_it_is_the_same_every_time(self) -> None:
        pairs = market(Random(1), 0), market(Random(2), 10)
        sides = [as_offers(side, 1_000 * at) for at, side in enumerate(pairs)]
        assert model_to_dict(difference(*sides)) == model_to_dict(difference(*sides))


PARTS = {"responsibilities": "Care.", "skills": "Calm.", "week": "-"}


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture(autouse=True)
    def _roles(self) -> None:
        self.nurse = make_profiled_role("Nurse", **PARTS)
        self.midwife = make_profiled_role("Midwife", **PARTS)
        self.austin = make_city("Austin", "US")

    def hire(self, nurses: int, midwives: int, spread: int = 0) -> None:
        for number in range(12):
            for role, pay in ((self.nurse, nurses), (self.midwife, midwives)):
                amount = pay + spread * number
                make_listing(
                    roles=(role,), company=make_company(), places=(self.austin,), level="senior",
                    pay=yearly(amount, amount),
                )  # fmt: skip
        take_figures()

    def text(self, client: Client) -> str:
        html = client.get("/roles/compare/midwife-vs-nurse/?country=US").content.decode()
        return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", html)).replace("\N{NO-BREAK SPACE}", " ")

    @pytest.mark.slow
    def test_a_clear_difference_is_said_with_interval_and_sample(self, client: Client) -> None:
        self.hire(90_000, 60_000)
        text = self.text(client)
        assert (
            "Postings for Nurses offer USD 30K more than those for Midwifes, "
            "95% interval USD 30K to 30K (12 and 12 postings)."
            "Of the same level and country (100% of them): postings for Nurses"
        ) in text
        assert "pay decides: the median is USD 90K (12 postings with pay, 12 employers)" in text

    @pytest.mark.slow
    def test_a_difference_that_may_be_chance_is_none(self, client: Client) -> None:
        self.hire(90_000, 91_000, spread=5_000)
        text = self.text(client)
        assert (
            "These postings cannot tell which pays more: Midwifes may be at anything from USD"
            in text
        )
        assert "pay decides" not in text

    @pytest.mark.slow
    def test_both_are_shown_for_the_same_place(self, client: Client) -> None:
        """Nurses have enough pay in the United States, midwives only everywhere."""
        for role, place in ((self.nurse, self.austin), (self.midwife, make_city("Bonn", "DE"))):
            for _ in range(10):
                make_listing(roles=(role,), places=(place,), pay=yearly(50_000, 60_000))
        take_figures()
        text = self.text(client)
        assert text.count("Everywhere, all levels: median of 10 postings") == 2
        assert "United States, all levels: too few postings with pay of the other role" in text

    @pytest.mark.slow
    def test_it_costs_no_query(self, client: Client) -> None:
        url = "/roles/compare/midwife-vs-nurse/"
        few = statements(client, url)
        self.hire(90_000, 60_000)
        client.get(url)
        with CaptureQueriesContext(connection) as many:
            count = statements(client, url)
        # the rows of demand and pay, their points, one for each role, and the glossary's words
        assert count <= few + 5
        assert not any("paydifference" in one["sql"][:60] for one in many.captured_queries)

    @pytest.mark.slow
    def test_the_database_refuses_to_rewrite_it(self) -> None:
        self.hire(90_000, 60_000)
        assert PayDifference.objects.count() == 2  # the United States, everywhere
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            PayDifference.objects.update(raw=7)

    @pytest.mark.slow
    def test_an_unchanged_market_appends_nothing(self) -> None:
        self.hire(90_000, 60_000)
        take_figures()
        assert PayDifference.objects.count() == 2
