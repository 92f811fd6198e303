"""Pictures as files: SVG that stands alone, PNG with words in it, CSV that no spreadsheet runs."""

from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from listings.insights.pictures import (
    PictureTable,
    RangeRow,
    Scale,
    as_csv,
    as_png,
    as_svg_file,
    files,
    picture_answer,
    ranges,
    strip,
)
from listings.insights.pictures.files import MAX_PNG_WIDTH, PictureTooLargeError

SCALE = Scale(Decimal(0), Decimal(200))
ROW = RangeRow("Data Engineer", Decimal(50), Decimal(150), Decimal(100), href="/salaries/x/")
PICTURE = ranges("What roles pay", [ROW], SCALE, currency="EUR")


def test_an_svg_file_holds_title_sentence_source_and_its_own_colours() -> None:
    svg = as_svg_file(PICTURE, "Example Board").decode()
    words = {one.text for one in ET.fromstring(svg).iter() if one.tag.endswith("text")}
    assert {"What roles pay", PICTURE.summary, "Example Board", "Data Engineer"} <= words
    assert "var(" not in svg
    assert "@media" not in svg
    assert "href" not in svg


def test_curves_of_a_file_are_in_its_own_units() -> None:
    points = [Decimal(i % 200) for i in range(1_000)]
    svg = as_svg_file(strip("Pay", points, SCALE, quartiles=None, median=None, currency="EUR"))
    assert b"preserveAspectRatio" not in svg
    assert b'width="592"' in svg


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    ET.fromstring(as_svg_file(replace(PICTURE, title="a\x00b\ud800c")))


def test_a_png_has_the_width_that_is_asked_for_and_words_on_paper() -> None:
    image = Image.open(BytesIO(as_png(PICTURE, 800)))
    assert image.width == 800
    shades = image.convert("L").tobytes()
    assert min(shades) < 60
    assert max(shades) > 240


def test_a_png_that_would_need_much_memory_is_refused() -> None:
    with pytest.raises(PictureTooLargeError):
        as_png(PICTURE, MAX_PNG_WIDTH + 1)
    with pytest.raises(PictureTooLargeError):
        as_png(replace(PICTURE, height=100_000), MAX_PNG_WIDTH)


def test_a_png_is_drawn_once_by_whatever_address_it_is_asked_for() -> None:
    drawn = files._rasterized.cache_info().misses
    assert as_png(PICTURE, 640) == as_png(replace(PICTURE, query="?x=1"), 640)
    assert files._rasterized.cache_info().misses == drawn + 1


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["others are being drawn", "it takes too long"])
def test_who_cannot_have_a_png_now_is_told_to_try_again(case: str, settings: Any) -> None:
    settings.PREVIEW_WAIT_SECONDS = 0
    settings.PICTURE_SECONDS = 10 if case == "others are being drawn" else 0.001
    picture = replace(PICTURE, title=case)
    with files._turns.turn() if case == "others are being drawn" else nullcontext():
        answer = picture_answer(picture, "png", name="x", page="/salaries/")
        whole = picture_answer(picture, "svg", name="x", page="/salaries/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert answer["Cache-Control"] == "no-store"
    assert "please try again" in answer.content.decode()
    assert whole.status_code == 200
    settings.PICTURE_SECONDS = 10
    assert picture_answer(picture, "png", name="x", page="/salaries/").status_code == 200


def test_csv_holds_the_table_and_nothing_that_a_spreadsheet_would_compute() -> None:
    table = PictureTable(("", "Median"), (("=1+1", "100K"), ("a, b", "–")))
    assert as_csv(replace(PICTURE, table=table)) == (',Median\r\n\'=1+1,100K\r\n"a, b",–\r\n')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ending", "kind", "way"),
    [
        ("svg", "image/svg+xml", "inline"),
        ("png", "image/png", "inline"),
        ("csv", "text/csv; charset=utf-8", "attachment"),
    ],
)
def test_an_answer_says_what_it_is_and_how_it_is_called(ending: str, kind: str, way: str) -> None:
    answer = picture_answer(PICTURE, ending, name="salaries", page="/salaries/")  # type: ignore[arg-type]
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == f'{way}; filename="salaries.{ending}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_saved_picture_says_where_it_is_from(settings: object) -> None:
    settings.SITE_URL = "https://board.example"  # type: ignore[attr-defined]
    answer = picture_answer(PICTURE, "svg", name="x", page="/salaries/", note="20 Nov 2026")
    assert "https://board.example/salaries/ · 20 Nov 2026" in answer.content.decode()
