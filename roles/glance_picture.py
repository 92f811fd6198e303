"""A guide at a glance as one picture to share: its rows in words, beneath them pay on one scale."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from django.utils.safestring import SafeString

from listings.insights.evidence_pictures import pay_ranges
from listings.insights.pictures import FigurePicture, PictureTable
from listings.insights.pictures.picture import joined, level, picture_of, sentence, tag, text
from roles.glance import Glance, GlanceRow, plain_rows

LINE, GAP = 17, 12
FIRST = 22.0
"""Where the first role's column begins, in per cent of the width."""

CHARS = {1: 76, 2: 32, 3: 21}
"""In a line of a cell, by the number of roles."""

LEFT_OUT = frozenset({"What they do", "Asked for more"})
"""Rows that are too long for a picture; its table has them."""


def glance_picture(title: str, glance: Glance, place: str) -> FigurePicture:
    """Draw the glance; ``place``: the country that the figures are of."""
    parts, y = _rows(glance)
    pay = pay_ranges([(side.role, side.evidence) for side in glance.sides], has_links=False)
    if pay and pay.svg:
        parts.append(tag("svg", pay.parts, y=y + GAP, width="100%", height=pay.height,
                         overflow="visible"))  # fmt: skip
        y += GAP + pay.height
    names = tuple(side.role.name for side in glance.sides)
    table = PictureTable(("", *names), tuple(plain_rows(glance)))
    said = sentence([f"{place}.", glance.verdict, glance.whose_pay])
    return picture_of(title, joined(parts), y, said=said, table=table)


def _rows(glance: Glance) -> tuple[list[SafeString], int]:
    number = len(glance.sides)
    parts = [
        tag("g", text(_x(place, number), 14, side.role.name, "picture__value"),
            class_=f"is-{side.letter}")
        for place, side in enumerate(glance.sides)
    ]  # fmt: skip
    y = LINE + 6
    for row in (*glance.first, *glance.more):
        if row.label in LEFT_OUT:
            continue
        drawn, lines = _row(row, y, number)
        parts += [level(0, 100, y, "picture__grid"), *drawn]
        y += LINE * lines + GAP
    return parts, y


def _row(row: GlanceRow, y: int, number: int) -> tuple[list[SafeString], int]:
    cells = [wrap(cell.said, CHARS.get(number, 21)) for cell in row.cells]
    parts = [text(0, y + LINE, row.label, "picture__note")]
    parts += [part for place, lines in enumerate(cells) for part in _cell(lines, place, y, number)]
    return parts, max(len(lines) for lines in cells)


def _cell(lines: Sequence[str], place: int, y: int, number: int) -> Iterator[SafeString]:
    for at, line in enumerate(lines):
        yield text(_x(place, number), y + LINE * (at + 1), line, "picture__label")


def _x(place: int, number: int) -> float:
    return FIRST + (100 - FIRST) * place / number
