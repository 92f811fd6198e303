"""Every form of picture at every width: no two labels meet, none is cut off."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from listings.insights.pictures import (
    BarRow,
    DayMark,
    FigurePicture,
    LineBin,
    Mark,
    PairRow,
    RangeRow,
    SurvivalStep,
    bars,
    line,
    paired_bars,
    ranges,
    scale_of,
    strip,
    survival,
)
from listings.models.snapshot import Share

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Senior Principal Analytics Engineering Manager"
DAY = date(2026, 1, 1)

# words that lie beside the window, or on other words
WRONG = """() => [...document.querySelectorAll(".picture__svg")].flatMap(picture => {
  const words = [...picture.querySelectorAll("text")].map(one => [one.textContent,
    one.getBoundingClientRect()]).filter(([, box]) => box.width);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  return words.flatMap(([word, box], i) => [
    ...(box.left < 0 || box.right > innerWidth ? [`${word} is cut off`] : []),
    ...words.slice(i + 1).filter(([, other]) => meet(box, other)).map(([other]) => word + other),
  ]);
})"""


def _strip(points: list[int], offer: int) -> FigurePicture:
    amounts = sorted(map(Decimal, points))
    last = len(amounts) - 1
    ends = (amounts[last // 4], amounts[last * 3 // 4])
    marks = [Mark(Decimal(offer), "your offer", kind="offer")]
    return strip("Pay", amounts, scale_of([*amounts, Decimal(offer)]), quartiles=ends,
                 median=amounts[last // 2], marks=marks, currency="USD")  # fmt: skip


def _ranges() -> FigurePicture:
    rows = [
        RangeRow(
            LONG,
            Decimal(90_000),
            Decimal(140_000),
            Decimal(119_500),
            sample="1,204 postings, 144 employers",
        ),
        RangeRow("AI Engineer", Decimal(57_350), Decimal(1_250_000), Decimal(99_950), side="a"),
        RangeRow("Index 2025", Decimal(90_000), Decimal(140_000), Decimal(120_000), series="index"),
        RangeRow("This posting", Decimal(101_250), Decimal(140_000), None, series="own"),
    ]
    return ranges("Roles", rows, scale_of(row.high for row in rows), currency="USD")


def _line(*values: int | None) -> FigurePicture:
    bins = [
        LineBin(DAY + timedelta(28 * i), DAY + timedelta(28 * i + 27), value)
        for i, value in enumerate(values)
    ]
    marks = [DayMark(DAY + timedelta(days), "the boards changed") for days in (5, 40)]
    return line("Openings", bins, unit="openings", marks=marks)


def _pictures() -> list[FigurePicture]:
    share, all_of_them = Share(3, 20, 8), Share(40, 40, 20)
    steps = [
        SurvivalStep(day, 1 - day / 130, 1 - day / 110, 1 - day / 150, 4_000 - day)
        for day in range(120)
    ]
    return [
        _strip(list(range(60_000, 200_000, 2_500)), 61_000),
        _strip([90_000] * 40, 90_000),
        _strip([*range(50_000, 60_000, 100), 400_000], 399_000),
        _strip([i % 977 * 300 + 45_000 for i in range(10_000)], 150_000),
        _ranges(),
        paired_bars("Skills", [PairRow(LONG, share, all_of_them), PairRow("SQL", None, share)],
                    (LONG, "AI Engineer")),
        bars("Skills", [BarRow(LONG, all_of_them), BarRow("SQL", share)]),
        _line(1_200, 800, None, 950, 1_150),
        _line(3),
        survival("Listed", steps),
    ]  # fmt: skip


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    css = settings.BASE_DIR / "static" / "css"
    style = "".join((css / f"{name}.css").read_text() for name in ("tokens", "base", "figures"))
    drawn = [render_to_string("pictures/_picture.html", {"picture": one}) for one in _pictures()]
    found = chromium.new_page()
    found.set_content(f'<style>{style}</style><main class="page">{"".join(drawn)}</main>')
    yield found
    found.close()


@pytest.mark.slow
def test_labels_neither_meet_nor_are_cut_off_at_any_width(page: Page) -> None:
    for width in (280, 320, 375, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WRONG) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
