"""Pictures of figures: SVG drawn by the server, without a script and without a ``style``.

Each form takes numbers and returns a ``FigurePicture``, which ``templates/pictures/_picture.html``
shows with its sentence, its table and its files. See ``docs/pictures.md``.
"""

from listings.insights.pictures.axis import Scale, scale_of
from listings.insights.pictures.bars import (
    BarRow,
    PairRow,
    axis_bar,
    bars,
    paired_bars,
    range_bar,
    row_bar,
    share_bar,
)
from listings.insights.pictures.files import as_csv, as_png, as_svg_file, picture_answer
from listings.insights.pictures.line import LineBin, line
from listings.insights.pictures.picture import DayMark, FigurePicture, Mark, PictureTable
from listings.insights.pictures.ranges import RangeRow, ranges
from listings.insights.pictures.strip import STRIP_DOTS, pay_strip, strip
from listings.insights.pictures.survival import SurvivalStep, survival

__all__ = [
    "STRIP_DOTS",
    "BarRow",
    "DayMark",
    "FigurePicture",
    "LineBin",
    "Mark",
    "PairRow",
    "PictureTable",
    "RangeRow",
    "Scale",
    "SurvivalStep",
    "as_csv",
    "as_png",
    "as_svg_file",
    "axis_bar",
    "bars",
    "line",
    "paired_bars",
    "pay_strip",
    "picture_answer",
    "range_bar",
    "ranges",
    "row_bar",
    "scale_of",
    "share_bar",
    "strip",
    "survival",
]
