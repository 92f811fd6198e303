"""CSV: no cell is one that a spreadsheet would run."""

import pytest

from jobboard.site.csv_files import csv_lines


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(1)",
        "|calc",
        "%0A",
        " \t=1+1",
        "\r=1",
        "＝1+1",
        "＋1",
        "\u200b=1",
        "\ufeff@A",
    ],
)
def test_what_begins_as_a_formula_is_text(cell: str) -> None:
    (line,) = csv_lines([(cell,)])
    assert line.strip('"\r\n').startswith("'")


def test_numbers_and_what_has_such_a_sign_inside_stay_as_they_are() -> None:
    assert list(csv_lines([(-3, 1.5, "a=b", "", None)])) == ["-3,1.5,a=b,,\r\n"]


def test_a_line_is_made_when_it_is_asked_for() -> None:
    lines = csv_lines([number] for number in iter(int, 1))
    assert [next(lines), next(lines)] == ["0\r\n", "0\r\n"]
