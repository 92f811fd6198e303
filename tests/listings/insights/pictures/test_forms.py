"""What every form keeps to: words and numbers beside the drawing, no style, nothing unescaped."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from listings.insights.pictures import (
    BarRow,
    FigurePicture,
    LineBin,
    Mark,
    PairRow,
    RangeRow,
    Scale,
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

HOSTILE = "<script>alert('x')</script>\"&"
SCALE = Scale(Decimal(0), Decimal(200))
DAY = date(2026, 1, 1)


def _strip(name: str) -> FigurePicture:
    marks = [Mark(Decimal(90), name, kind="offer")]
    points = [Decimal(80), Decimal(100), Decimal(120)]
    ends = (Decimal(90), Decimal(110))
    return strip(
        name, points, SCALE, quartiles=ends, median=Decimal(100), marks=marks, currency="EUR"
    )


def _ranges(name: str) -> FigurePicture:
    row = RangeRow(name, Decimal(90), Decimal(110), Decimal(100), sample=name, href="/x?a=1&b=2")
    return ranges(name, [row], SCALE, currency="EUR")


def _pairs(name: str) -> FigurePicture:
    share = Share(5, 20, 6)
    return paired_bars(name, [PairRow(name, share, share)], (name, name))


def _bars(name: str) -> FigurePicture:
    return bars(name, [BarRow(name, Share(5, 20, 6))])


def _line(name: str) -> FigurePicture:
    return line(name, [LineBin(DAY, DAY + timedelta(27), Decimal(5), name)], unit=name)


def _survival(name: str) -> FigurePicture:
    return survival(name, [SurvivalStep(0, 1.0, 1.0, 1.0, 40), SurvivalStep(30, 0.4, 0.2, 0.6, 10)])


FORMS = pytest.mark.parametrize("form", [_strip, _ranges, _pairs, _bars, _line, _survival])


@FORMS
def test_a_form_is_well_formed_and_has_neither_style_nor_script(
    form: Callable[[str], FigurePicture],
) -> None:
    picture = form(HOSTILE)
    root = ET.fromstring(picture.svg)
    assert root.get("aria-label") == HOSTILE
    assert not [one for one in root.iter() if "style" in one.attrib or one.tag == "script"]
    assert "<script" not in picture.svg


@FORMS
def test_a_form_has_a_sentence_and_its_numbers_in_a_table(
    form: Callable[[str], FigurePicture],
) -> None:
    picture = form("Data Engineer")
    assert picture.summary.endswith(".")
    widths = {len(row) for row in picture.table.rows}
    assert widths == {len(picture.table.columns)}
    assert picture.height > 0


def test_a_drawing_with_links_is_no_image_since_images_have_no_links() -> None:
    assert 'role="group"' in _ranges("Roles").svg
    assert 'role="img"' in _strip("Pay").svg


def test_nothing_to_draw_is_a_sentence() -> None:
    empty = [
        strip("Pay", [], None, quartiles=None, median=None, currency="EUR"),
        ranges("Roles", [], None, currency="EUR"),
        paired_bars("Skills", [], ("A", "B")),
        bars("Skills", []),
        line("Openings", []),
        survival("Listed", []),
    ]
    assert [picture.svg for picture in empty] == [""] * 6
    assert all(picture.summary for picture in empty)


def test_an_interval_wider_than_the_middle_half_is_drawn_to_its_ends() -> None:
    wide = RangeRow("Nurse", Decimal(90), Decimal(110), Decimal(100), Decimal(60), Decimal(140))
    root = ET.fromstring(ranges("Pay", [wide], scale_of(wide.ends), currency="EUR").svg)
    ((start, end),) = [
        (float(one.get("x1", "").rstrip("%")), float(one.get("x2", "").rstrip("%")))
        for one in root.iter()
        if one.get("class") == "picture__interval"
    ]
    (band,) = [one for one in root.iter() if one.get("class") == "picture__band"]
    assert start < float(band.get("x", "").rstrip("%"))
    assert end - start > float(band.get("width", "").rstrip("%"))


def test_a_range_says_of_how_many_also_on_a_phone() -> None:
    row = RangeRow(
        "Nurse", Decimal(90), Decimal(110), Decimal(100), sample="25 postings, 12 employers"
    )
    picture = ranges("Pay", [row], SCALE, currency="EUR")
    (note,) = [one for one in ET.fromstring(picture.svg).iter() if "note" in one.get("class", "")]
    (left_out_on_a_phone,) = note
    assert (note.text, left_out_on_a_phone.text) == ("of 25", " postings, 12 employers")
    assert left_out_on_a_phone.get("class") == "picture__minor"
    assert picture.table.columns[-1] == "Sample"
    assert picture.table.rows[0][-1] == "25 postings, 12 employers"
