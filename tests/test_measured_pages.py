"""What was measured is written between two marks of a page; all else there is written by hand."""

import re
from pathlib import Path

import pytest

import bench

ROOT = Path(__file__).parents[1]


def test_only_what_stands_between_the_marks_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("By hand.\n<!-- a -->\nold\n<!-- end of a -->\nBy hand too.\n")
    monkeypatch.setattr(bench, "DOCS", tmp_path)
    bench.write("page.md", "a", "| new |", ", on a board")
    lines = page.read_text().splitlines()
    assert [lines[0], *lines[3:]] == [
        "By hand.",
        "",
        "| new |",
        "<!-- end of a -->",
        "By hand too.",
    ]
    assert re.fullmatch(r"Measured on \d+ \w+ \d{4}, on a board\.", lines[2])


def test_every_page_has_the_marks_that_its_program_looks_for() -> None:
    programs = [*(ROOT / "bench").glob("*.py"), *(ROOT / "tests").glob("*/report.py")]
    calls = [
        call
        for path in programs
        for call in re.findall(r'\bwrite\("([\w.]+)", "([\w-]+)"', path.read_text())
    ]
    assert len(calls) >= 4
    for page, name in calls:
        text = (bench.DOCS / page).read_text()
        assert (text.count(f"<!-- {name} -->"), text.count(f"<!-- end of {name} -->")) == (1, 1)
