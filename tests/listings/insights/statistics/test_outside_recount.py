"""Figures of pay recomputed outside of the program, by NumPy, from what the snapshots name."""

import math
import re
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client

from listings.insights.statistics.snapshots import refresh
from listings.insights.views import BY_EMPLOYER, worked_example
from listings.models import Listing, Statistic
from tests.database import copied
from tests.listings.factories import make_company, make_listing, make_role, yearly
from tests.listings.insights.recount import T

pytestmark = pytest.mark.django_db

CELLS = 5


def woodruff(values: np.ndarray, employers: np.ndarray) -> tuple[float, float]:
    """The interval of the median, with its variance clustered by employer."""
    below = (values <= np.median(values)) - 0.5
    names = np.unique(employers)
    totals = np.array([below[employers == name].sum() for name in names])
    k, n = len(names), len(values)
    reach = T[k - 1] * math.sqrt(k / (k - 1) * (totals**2).sum())
    ordered = np.sort(values)
    return ordered[math.floor(n / 2 - reach) - 1], ordered[math.floor(n / 2 + reach)]


@pytest.fixture
@copied
def cells() -> list[Statistic]:
    """The figures of five roles, of 20 to 60 postings of 10 to 25 employers of unlike sizes."""
    pick = np.random.default_rng(11)
    for number in range(CELLS):
        role = make_role(f"Role {number}")
        companies = [make_company() for _ in range(10 + 3 * number)]
        first = [*companies, *companies]  # each twice, and the first ones more often
        for company in [*first, *companies[: 5 * number]]:
            low, width = int(pick.integers(40_000, 180_000)), float(pick.uniform(1, 1.6))
            make_listing(roles=(role,), company=company, pay=yearly(low, int(low * width)))
    refresh()
    rows = Statistic.objects.base_pay().published().filter(country="", level="")
    return list(rows.order_by("role"))


def test_five_cells_agree_with_numpy(cells: list[Statistic]) -> None:
    assert len(cells) == CELLS
    for row in cells:
        postings = Listing.objects.filter(roles=row.role_id).order_by("pk")
        assert row.listing_ids == [one.pk for one in postings]
        paid = postings.values_list("pay_minimum", "pay_maximum")
        values = np.array([float(low + high) / 2 for low, high in paid if low and high])
        employers = np.array([one.company_id for one in postings])
        assert np.allclose(np.sort(values), np.array(row.midpoints, dtype=float), atol=0.006)
        found = np.quantile(values, [0.25, 0.5, 0.75])
        assert np.allclose(found, [float(row.p25), float(row.median), float(row.p75)], atol=0.006)
        sizes = np.unique(employers, return_counts=True)[1]
        assert (row.n, row.employers, row.largest) == (len(values), len(sizes), sizes.max())
        effective = sizes.sum() ** 2 / (sizes**2).sum()
        assert math.isclose(effective, float(row.effective_employers or 0), abs_tol=0.006)
        ends = [float(end) for end in (row.ci_low, row.ci_high) if end is not None]
        assert np.allclose(woodruff(values, employers), ends, atol=0.006)


def test_the_worked_example_is_right() -> None:
    """By hand and by NumPy, from the numbers that the page shows."""
    values = np.array([one for own in BY_EMPLOYER.values() for one in own], dtype=float)
    employers = np.repeat(list(BY_EMPLOYER), 2)
    example = worked_example()
    quartiles = [float(example.p25), float(example.median), float(example.p75)]
    assert np.quantile(values, [0.25, 0.5, 0.75]).tolist() == quartiles == [67.5, 73.5, 82.5]
    assert woodruff(values, employers) == (65.0, 84.0)
    assert example.interval == (Decimal(65), Decimal(84))
    assert example.effective == Decimal(10)
    assert (round(example.error, 2), round(example.reach, 2), example.ranks) == (
        2.58,
        5.84,
        (4, 16),
    )


def test_the_method_page_shows_the_example_and_the_limits(client: Client) -> None:
    page = client.get("/salaries/method/").content.decode()
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))
    for said in (
        "between the 10th and the 11th: 73.5.",
        "√(10 ÷ 9 × 6) = 2.58.",
        "2.262, times the error: 5.84 postings",
        "the 4th and the 16th",
        "95% interval: 65 to 84.",
        "Selection:",
        "Independence:",
        "First seen:",
    ):
        assert said in text, said
