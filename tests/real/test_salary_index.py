"""The real file of the open salary index is read whole, and an earlier one gives way to it."""

import pytest

from listings.insights.salary_index import read
from listings.models import IndexPay
from tests.listings.factories import make_role
from tests.listings.insights.test_salary_index import imported
from tests.real.recorded import DATA

INDEX = DATA / "salaries"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not INDEX.is_dir(), reason=f"missing: {INDEX} (JOBBOARD_REAL_DATA)"),
    pytest.mark.slow,
]


def test_every_row_of_the_real_file_can_be_read() -> None:
    with (INDEX / "salaries.csv").open(encoding="utf-8") as lines:
        found = read(lines, lambda _: ["any"])
    assert (found.rows, sum(found.bad.values())) == (151_445, 0)


def test_a_later_file_replaces_the_earlier_one() -> None:
    make_role("Data Scientist")
    imported(INDEX / "salaries_earlier.csv")
    before = IndexPay.objects.get(country="", level="", year=2024)
    imported(INDEX / "salaries.csv")
    after = IndexPay.objects.get(country="", level="", year=2024)
    assert after.n > before.n
