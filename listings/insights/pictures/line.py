"""A value over time, bin by bin: a line with a point for each; what is not known stays a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import groupby

from django.utils.safestring import SafeString

from listings.insights.pictures.axis import round_step
from listings.insights.pictures.picture import (
    DayMark,
    FigurePicture,
    PictureTable,
    amount,
    anchor_at,
    curve,
    day,
    dot,
    joined,
    label_at,
    level,
    no_picture,
    picture_of,
    text,
    upright,
)

MARK, HEIGHT, DAYS, TOP = 18, 150, 20, 16
LEFT, RIGHT = 9.0, 97.0


@dataclass(frozen=True, slots=True)
class LineBin:
    """What was counted from one day to another; ``note`` says why there is no value."""

    day_from: date
    day_to: date
    value: Decimal | float | None
    note: str = ""

    @property
    def middle(self) -> date:
        return self.day_from + (self.day_to - self.day_from) / 2


def line(
    title: str,
    points: Sequence[LineBin],
    *,
    marks: Sequence[DayMark] = (),
    unit: str = "",
    highest: Decimal | float | None = None,
) -> FigurePicture:
    """Draw from zero up. ``highest``: the same for pictures that are compared with each other."""
    said, table = _summary(points, unit), _table(points, marks, unit)
    known = [Decimal(str(point.value)) for point in points if point.value is not None]
    if not known:
        return no_picture(title, said, table)
    frame = _Frame(
        points[0].day_from,
        points[-1].day_to,
        _round_top(max([*known, Decimal(str(highest or 0))])),
        TOP + MARK * (1 + len(marks)),
    )
    drawn = [
        *_grid(frame),
        *_marks(marks, frame),
        *_series(points, frame),
        *_values(frame, unit),
        *_days(points, frame),
    ]
    parts, height = joined(drawn), frame.bottom + DAYS
    return picture_of(title, parts, height, said=said, table=table)


@dataclass(frozen=True, slots=True)
class _Frame:
    first: date
    last: date
    highest: Decimal
    top: int

    @property
    def bottom(self) -> int:
        return self.top + HEIGHT

    @property
    def values(self) -> list[Decimal]:
        """Round values from zero to the highest, for the hairlines."""
        step = round_step(self.highest / 4)
        return [step * i for i in range(int(self.highest / step) + 1)]

    def x(self, at: date) -> float:
        whole_span = (self.last - self.first) / timedelta(days=1) or 1
        share = (at - self.first) / timedelta(days=1) / whole_span
        return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)

    def share(self, value: Decimal | float) -> float:
        return float(Decimal(str(value)) / self.highest)

    def y(self, value: Decimal | float) -> float:
        return round(self.bottom - HEIGHT * self.share(value), 1)


def _round_top(highest: Decimal) -> Decimal:
    if highest <= 0:
        return Decimal(1)
    step = round_step(highest / 4)
    return step * (highest / step).to_integral_value(ROUND_CEILING)


def _grid(frame: _Frame) -> Iterator[SafeString]:
    for value in frame.values:
        yield level(0, 100, frame.y(value), "picture__grid" if value else "picture__base")


def _values(frame: _Frame, unit: str) -> Iterator[SafeString]:
    """The values stand on their hairlines, the highest with what is counted."""
    for value in frame.values[1:]:
        words = _in_unit(value, unit) if value == frame.highest else amount(value)
        yield text(0, frame.y(value) - 4, words, "picture__tick")


def _marks(marks: Sequence[DayMark], frame: _Frame) -> Iterator[SafeString]:
    """Each mark has a line of its own above, so that no two names meet."""
    for i, mark in enumerate(marks):
        x, y = frame.x(mark.day), MARK * i
        yield upright(x, y + MARK, frame.bottom, "picture__line picture__line--day")
        yield label_at(x, y + 13, mark.label, "picture__name")


def _series(points: Sequence[LineBin], frame: _Frame) -> Iterator[SafeString]:
    runs = list(_runs(points))
    paths = [(_path(run, frame), "picture__curve") for run in runs if len(run) > 1]
    if paths:
        yield curve(paths, frame.top, HEIGHT)
    for run in runs:
        for point in run:
            x, y = frame.x(point.middle), frame.y(point.value or 0)
            yield dot(x, y, 3, "picture__point")
    last = runs[-1][-1]
    x = frame.x(last.middle)
    yield text(x, frame.y(last.value or 0) - 8, _said(last), "picture__value", anchor_at(x))


def _runs(points: Sequence[LineBin]) -> Iterator[list[LineBin]]:
    """Points that follow each other without a gap."""
    for is_known, run in groupby(points, key=lambda point: point.value is not None):
        if is_known:
            yield list(run)


def _path(run: Sequence[LineBin], frame: _Frame) -> str:
    places = [
        f"{frame.x(point.middle):.2f} {100 - 100 * frame.share(point.value or 0):.2f}"
        for point in run
    ]
    return f"M{'L'.join(places)}"


def _days(points: Sequence[LineBin], frame: _Frame) -> Iterator[SafeString]:
    y = frame.bottom + 14
    yield text(LEFT, y, day(points[0].day_from), "picture__tick", "start")
    yield text(100, y, day(points[-1].day_to), "picture__tick", "end")


def _said(point: LineBin, unit: str = "") -> str:
    return "–" if point.value is None else _in_unit(Decimal(str(point.value)), unit)


def _in_unit(value: Decimal, unit: str) -> str:
    """``52 openings``, ``1 opening``, ``148K USD``."""
    return f"{amount(value)} {unit.removesuffix('s') if value == 1 else unit}".strip()


def _summary(points: Sequence[LineBin], unit: str) -> str:
    known = [point for point in points if point.value is not None]
    if not known:
        return "Nothing is known of any of these weeks, and so there is no picture."
    first, last = known[0], known[-1]
    gaps = len(points) - len(known)
    gap = f" {gaps} of {len(points)} periods are not known and left open." if gaps else ""
    if first is last:
        return f"{_said(first, unit)} in the period to {day(first.day_to)}.{gap}"
    return (
        f"From {_said(first, unit)} in the period to {day(first.day_to)} "
        f"to {_said(last)} in that to {day(last.day_to)}.{gap}"
    )


def _table(points: Sequence[LineBin], marks: Sequence[DayMark], unit: str) -> PictureTable:
    has_note = bool(marks) or any(point.note for point in points)
    columns = ("From", "To", unit[:1].upper() + unit[1:] if unit else "Value")
    rows = []
    for point in points:
        within = [mark.label for mark in marks if point.day_from <= mark.day <= point.day_to]
        note = "; ".join(filter(None, [point.note, *within]))
        cells = (day(point.day_from), day(point.day_to), _said(point))
        rows.append((*cells, note) if has_note else cells)
    return PictureTable((*columns, "Note") if has_note else columns, tuple(rows))
