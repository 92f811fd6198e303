"""The open salary index: what its file says, by role, year and cell, apart from posted pay."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from listings.models import IndexPay, Statistic
from roles.models import Role
from tests.listings.factories import make_role

pytestmark = pytest.mark.django_db

HEAD = (
    "work_year,experience_level,employment_type,job_title,salary,salary_currency,salary_in_usd,"
    "employee_residence,remote_ratio,company_location,company_size"
)


def row(salary: object = 90_000, **more: object) -> str:
    """An invented row of the index."""
    values = {
        "year": 2024, "level": "SE", "type": "FT", "title": "Data Engineer", "currency": "USD",
        "country": "US",
    } | more  # fmt: skip
    return ("{year},{level},{type},{title},{salary},{currency},1,{country},0,{country},M").format(
        salary=salary, **values
    )


def file_of(folder: Path, *rows: str) -> Path:
    path = folder / "index.csv"
    path.write_text("\n".join([HEAD, *rows]))
    return path


def imported(path: Path) -> str:
    out = StringIO()
    call_command("import_salaries", path, stdout=out)
    return out.getvalue()


@pytest.fixture
def role() -> Role:
    return make_role("Data Engineer")


def test_each_year_of_a_cell_has_its_quartiles(tmp_path: Path, role: Role) -> None:
    rows = [row(100_000 + 1_000 * i, level="SE" if i < 10 else "EN") for i in range(11)]
    imported(file_of(tmp_path, *rows, *(row(70_000, year=2023) for _ in range(10))))
    found = {(one.year, one.country, one.level): one for one in IndexPay.objects.all()}
    assert found.keys() == {
        *((2024, country, level) for country in ("", "US") for level in ("", "senior")),
        *((2023, country, level) for country in ("", "US") for level in ("", "senior")),
    }
    year = found[2024, "", ""]
    assert year.n == 11
    assert [int(one) for one in (year.p25, year.median, year.p75)] == [102_500, 105_000, 107_500]
    assert not Statistic.objects.exists()


def test_titles_are_read_as_those_of_postings(tmp_path: Path, role: Role) -> None:
    titles = ("Senior Data Engineer", "data engineers", "Gardener")
    said = imported(file_of(tmp_path, *(row(title=title) for title in titles for _ in range(5))))
    assert "15 rows: 10 used; left out: 5 of no role here" in said
    assert {one.n for one in IndexPay.objects.all()} == {10}


def test_the_most_frequent_currency_counts_and_nothing_is_converted(
    tmp_path: Path, role: Role
) -> None:
    euro = [row(50_000, currency="EUR") for _ in range(11)]
    imported(file_of(tmp_path, *euro, *(row() for _ in range(10))))
    assert {(one.currency, one.n) for one in IndexPay.objects.all()} == {("EUR", 11)}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"salary": "much"}, "salary is no number"),
        ({"salary": "NaN"}, "salary is no amount above zero"),
        ({"salary": -1}, "salary is no amount above zero"),
        ({"year": "soon"}, "work_year is no year"),
        ({"level": "XX"}, "experience_level is none of EN, MI, SE, EX"),
        ({"type": "??"}, "employment_type is none of FT, PT, CT, FL"),
        ({"title": ""}, "job_title is empty"),
        ({"currency": "$"}, "salary_currency is no code"),
        ({"country": "Mars"}, "employee_residence is no code"),
    ],
)
def test_a_bad_row_is_named_and_skipped(
    tmp_path: Path, role: Role, wrong: dict[str, object], said: str
) -> None:
    rows = [row() for _ in range(10)]
    report = imported(file_of(tmp_path, *rows, row(**wrong), row(**wrong)))
    assert f"  2 skipped: {said} (first in line 12)" in report
    assert "12 rows: 10 used" in report
    assert IndexPay.objects.exists()


def test_a_row_cut_short_and_part_time_work_are_left_out(tmp_path: Path, role: Role) -> None:
    rows = [*(row() for _ in range(10)), row(type="PT"), "2024,SE"]
    assert "10 used; left out: 0 of no role here, 1 not full-time, 1 bad" in imported(
        file_of(tmp_path, *rows)
    )


def test_a_later_file_replaces_an_earlier_one(tmp_path: Path, role: Role) -> None:
    imported(file_of(tmp_path, *(row(year=2022) for _ in range(10))))
    imported(file_of(tmp_path, *(row(year=2024) for _ in range(10))))
    assert {one.year for one in IndexPay.objects.all()} == {2024}


@pytest.mark.parametrize("text", ["", "name,age\nx,1", HEAD, "\x00\x01"])
def test_a_file_of_something_else_changes_nothing(tmp_path: Path, role: Role, text: str) -> None:
    imported(file_of(tmp_path, *(row() for _ in range(10))))
    other = tmp_path / "other.csv"
    other.write_text(text)
    with pytest.raises(CommandError):
        imported(other)
    assert IndexPay.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv"):
        imported(tmp_path / "none.csv")
