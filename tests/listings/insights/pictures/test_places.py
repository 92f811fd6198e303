"""Values land where they should, and gaps stay gaps."""

import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from listings.insights.pictures import (
    STRIP_DOTS,
    DayMark,
    LineBin,
    Mark,
    PairRow,
    RangeRow,
    Scale,
    SurvivalStep,
    line,
    paired_bars,
    ranges,
    scale_of,
    strip,
    survival,
)
from listings.insights.pictures.strip import density
from listings.insights.pictures.survival import day_ticks, half_gone
from listings.models.snapshot import Share

SCALE = Scale(Decimal(0), Decimal(200))
DAY = date(2026, 1, 1)


def _with_class(svg: str, name: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(svg).iter() if name in one.get("class", "").split()]


def _strip(*points: int, **more: object) -> str:
    amounts = [Decimal(point) for point in points]
    known = {"quartiles": None, "median": None, "currency": "EUR", **more}
    return strip("Pay", amounts, SCALE, **known).svg  # type: ignore[arg-type]


def test_a_scale_has_at_most_six_round_ticks() -> None:
    ticks = Scale(Decimal(83_000), Decimal(217_000)).ticks
    assert [int(tick) for tick in ticks] == [100_000, 150_000, 200_000]
    assert len(Scale(Decimal(0), Decimal(1_000_000)).ticks) == 6


def test_every_posting_is_a_dot_in_its_column() -> None:
    dots = _with_class(_strip(50, 50, 100), "picture__dot")
    places = [float(dot.get("cx", "").rstrip("%")) for dot in dots]
    assert places == pytest.approx([25, 25, 50], abs=0.7)
    assert len({(dot.get("cx"), dot.get("cy")) for dot in dots}) == 3


def test_what_lies_beyond_the_scale_is_not_drawn_at_its_end() -> None:
    assert len(_with_class(_strip(50, 900), "picture__dot")) == 1


def test_equal_points_stand_on_each_other_within_the_picture() -> None:
    dots = _with_class(_strip(*[100] * 300), "picture__dot")
    heights = [float(dot.get("cy", "")) for dot in dots]
    assert len(heights) == 300
    assert min(heights) > 0


def test_many_points_are_a_density_of_a_few_kilobytes() -> None:
    svg = _strip(*range(STRIP_DOTS + 1))
    assert _with_class(svg, "picture__dot")
    dense = _strip(*[i % 200 for i in range(10_000)])
    assert not _with_class(dense, "picture__dot")
    assert len(dense) < 6_000


def test_a_density_is_highest_where_most_points_are() -> None:
    heights = density([20.0] * 500 + [70.0] * 50)
    assert heights.index(max(heights)) == pytest.approx(40, abs=2)
    assert max(heights) == pytest.approx(1)
    assert density([]) == [0.0] * 200


def test_the_median_and_an_offer_are_named_each_on_a_line_of_its_own() -> None:
    offer = Mark(Decimal(101), "your offer", kind="offer")
    svg = _strip(90, 100, 110, median=Decimal(100), marks=[offer])
    names = {one.text: one for one in _with_class(svg, "picture__name")}
    assert set(names) == {"median 100", "your offer 101"}
    assert names["median 100"].get("x") == "50%"
    assert len({name.get("y") for name in names.values()}) == 2


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (60, 140, ["60", "140"]),
        (4, 14, ["4 to 14"]),
        (190, 198, ["190 to 198"]),
        (4, 196, ["4", "196"]),
        (100, 100, ["100"]),
    ],
)
def test_the_ends_of_the_middle_half_never_meet(low: int, high: int, said: list[str]) -> None:
    svg = _strip(100, quartiles=(Decimal(low), Decimal(high)))
    assert [one.text for one in _with_class(svg, "picture__end")] == said


def test_an_interval_wider_than_the_middle_half_runs_through_no_amount() -> None:
    ends, interval = (Decimal(90), Decimal(110)), (Decimal(60), Decimal(140))
    svg = _strip(100, quartiles=ends, median=Decimal(100), interval=interval)
    line = float(_with_class(svg, "picture__interval")[0].get("y1", ""))
    size = 13
    tops = [float(one.get("y", "")) - size for one in _with_class(svg, "picture__end")]
    assert len(tops) == 2
    assert min(tops) > line
    band = _with_class(svg, "picture__band")[0]
    assert min(tops) + 1 >= float(band.get("y", "")) + float(band.get("height", ""))


def test_a_range_lies_between_its_ends_with_its_median_marked() -> None:
    row = RangeRow("Senior", Decimal(50), Decimal(150), Decimal(100), side="a")
    svg = ranges("Levels", [row], SCALE, currency="EUR").svg
    band = _with_class(svg, "picture__band")[0]
    assert (band.get("x"), band.get("width")) == ("25%", "50%")
    assert _with_class(svg, "picture__mark")[0].get("cx") == "50%"


def test_roles_and_the_index_have_marks_of_different_shapes() -> None:
    rows = [
        RangeRow("X", None, None, Decimal(9), side="a"),
        RangeRow("X", None, None, Decimal(9), side="b"),
        RangeRow("X", None, None, Decimal(9), series="index"),
    ]
    marks = [
        _with_class(ranges("Roles", [row], SCALE, currency="EUR").svg, "picture__mark")[0]
        for row in rows
    ]
    assert [mark.tag for mark in marks] == ["circle", "g", "path"]


def test_an_end_of_an_interval_that_is_not_known_reaches_to_the_edge() -> None:
    row = RangeRow("X", None, None, Decimal(100), ci_low=Decimal(80))
    picture = ranges("Roles", [row], SCALE, currency="EUR")
    assert _with_class(picture.svg, "picture__interval")[0].get("x2") == "100%"
    assert picture.table.rows[0][-1] == "from 80"


def test_a_withheld_share_says_so_beside_the_one_that_is_known() -> None:
    rows = [PairRow("Python", Share(10, 20, 8), None)]
    picture = paired_bars("Skills", rows, ("A", "B"))
    bars = _with_class(picture.svg, "picture__bar")
    assert [bar.get("width") for bar in bars] == ["42.5%"]
    assert "too few postings" in picture.svg
    assert picture.table.rows[0][-3:] == ("–", "–", "–")


def test_one_of_what_is_counted_is_named_as_one() -> None:
    picture = line("Openings", _bins(1, 52), unit="openings")
    assert picture.summary.startswith("From 1 opening in the period to ")
    assert " to 52 openings in" not in picture.summary  # the unit is said once
    assert line("Pay", _bins(1, 2), unit="USD").summary.startswith("From 1 USD in ")


def _bins(*values: int | None) -> list[LineBin]:
    return [
        LineBin(DAY + timedelta(28 * i), DAY + timedelta(28 * i + 27), value)
        for i, value in enumerate(values)
    ]


def test_a_gap_in_time_stays_a_gap() -> None:
    picture = line("Openings", _bins(5, 6, None, 7, 8), unit="openings")
    assert len(_with_class(picture.svg, "picture__curve")) == 2
    assert len(_with_class(picture.svg, "picture__point")) == 4
    assert "1 of 5 periods are not known" in picture.summary
    assert picture.table.rows[2][2] == "–"


def test_a_line_starts_at_zero_and_its_highest_value_fits() -> None:
    svg = line("Openings", _bins(137, 10)).svg
    labels = [one.text for one in _with_class(svg, "picture__tick")]
    assert "150" in labels
    ends = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", svg.split('d="M')[1])[:2]]
    assert ends == pytest.approx([100 - 137 / 1.5, 100 - 10 / 1.5], abs=0.1)


def test_lines_beside_each_other_share_their_scale() -> None:
    low, high = (line("A", _bins(number, number), highest=10) for number in (5, 10))
    heights = [_with_class(one.svg, "picture__point")[0].get("cy") for one in (low, high)]
    assert heights == ["109.0", "34.0"]


def test_what_happened_on_a_day_is_marked_and_stands_in_the_table() -> None:
    marks = [DayMark(DAY + timedelta(30), "more sources")]
    picture = line("Openings", _bins(5, 6), marks=marks)
    assert [one.text for one in _with_class(picture.svg, "picture__name")] == ["more sources"]
    assert [row[-1] for row in picture.table.rows] == ["", "more sources"]


def test_a_survival_curve_goes_down_in_stairs_and_says_when_half_is_gone() -> None:
    steps = [
        SurvivalStep(0, 1, 1, 1, 40),
        SurvivalStep(20, 0.6, 0.5, 0.7, 30),
        SurvivalStep(40, 0.5, 0.4, 0.6, 12),
    ]
    picture = survival("Listed", steps)
    assert half_gone(steps) == 40
    assert "M0.00 0.00L50.00 0.00L50.00 40.00L100.00 40.00L100.00 50.00" in picture.svg
    assert picture.summary.startswith("Half are no longer listed after 40 days")


@pytest.mark.parametrize(
    ("share", "beneath"),
    [(0.78, ["75%"]), (0.7, []), (0.55, ["50%"]), (0.2, []), (0.3, ["25%"])],
)
def test_no_share_is_written_over_the_curve(share: float, beneath: list[str]) -> None:
    steps = [
        SurvivalStep(0, 1, 1, 1, 40),
        SurvivalStep(20, share, 0, 1, 30),
        SurvivalStep(40, share - 0.01, 0, 1, 12),
    ]
    ticks = _shares_of(survival("Listed", steps).svg)
    assert [words for words, is_above in ticks.items() if not is_above] == beneath
    assert len(ticks) == 4


def test_where_a_curve_falls_over_both_sides_of_a_line_its_share_is_left_out() -> None:
    steps = [
        SurvivalStep(0, 1, 1, 1, 40),
        SurvivalStep(38, 0.85, 0, 1, 30),
        SurvivalStep(40, 0.6, 0, 1, 12),
    ]
    assert set(_shares_of(survival("Listed", steps).svg)) == {"100% still listed", "50%", "25%"}


def _shares_of(svg: str) -> dict[str, bool]:
    """Whether each stands above its line."""
    ticks = [one for one in _with_class(svg, "picture__tick") if "%" in (one.text or "")]
    lines = [float(one.get("y1", "")) for one in _with_class(svg, "picture__grid")]
    return {
        one.text or "": min(abs(y - 4 - float(one.get("y", ""))) for y in lines) < 0.2
        for one in ticks
    }


@pytest.mark.parametrize(("last", "step"), [(4, 1), (30, 14), (120, 30), (3_000, 1_000)])
def test_days_have_at_most_five_labels(last: int, step: int) -> None:
    ticks = day_ticks(last)
    assert ticks[1] - ticks[0] == step
    assert len(ticks) <= 5


def test_one_point_and_a_scale_of_nothing_are_drawn() -> None:
    one = [Decimal(0)]
    assert strip("Pay", one, scale_of(one), quartiles=None, median=one[0], currency="EUR").svg


def test_a_sentence_of_ranges_never_puts_the_index_among_posted_pay() -> None:
    rows = [
        RangeRow("Posted here", Decimal(90), Decimal(130), Decimal(110)),
        RangeRow("Index 2025", Decimal(80), Decimal(120), Decimal(100), series="index"),
        RangeRow("Index 2024", Decimal(80), Decimal(120), Decimal(99), series="index"),
    ]
    assert ranges("Pay", rows, SCALE, currency="EUR").summary == (
        "Posted here: median EUR 110, middle half 90 to 130. "
        "Of the index: medians from EUR 99 (Index 2024) to EUR 100 (Index 2025)."
    )
