"""Several named ranges on one scale: roles beside each other, a ladder of levels, countries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from django.utils.safestring import SafeString

from listings.insights.pictures.axis import LABELS, Scale, axis_of
from listings.insights.pictures.picture import (
    FigurePicture,
    PictureTable,
    Side,
    amount,
    amounts,
    box,
    diamond,
    dot,
    joined,
    level,
    no_picture,
    picture_of,
    sentence,
    shortened,
    square,
    tag,
    text,
    upright,
)

UNIT, ROW, BAND = 18, 42, 10
NAME_CHARS = 30
MAX_TOLD = 4
POSTED, INDEX, OWN = "posted", "index", "own"


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A median, and the range it lies in; ``sample`` says of what: ``25 postings, 12 employers``.

    ``series``: posted pay; that of the open salary index, whose marks are hollow; or the own range
    of one posting, which has no median.
    """

    label: str
    low: Decimal | None
    high: Decimal | None
    median: Decimal | None
    ci_low: Decimal | None = None
    ci_high: Decimal | None = None
    side: Side = ""
    sample: str = ""
    href: str = ""
    series: Literal["posted", "index", "own"] = "posted"

    @property
    def ends(self) -> tuple[Decimal | None, ...]:
        """All that is drawn of it, for the scale: what lies beyond one would seem to end there."""
        return self.low, self.high, self.median, self.ci_low, self.ci_high


def ranges(
    title: str,
    rows: Sequence[RangeRow],
    scale: Scale | None,
    *,
    currency: str,
    unit: str = "a year",
) -> FigurePicture:
    """Draw a line for each range: its name and median in words, beneath them the picture."""
    said, table = _summary(rows, currency), _table(rows, currency)
    if scale is None or not rows:
        return no_picture(title, said, table)
    bottom = UNIT + ROW * len(rows)
    parts = joined(
        [
            text(0, 12, f"{currency} {unit}".strip(), "picture__unit"),
            *_head(rows),
            axis_of(scale, UNIT, bottom),
            *(_row(row, scale, UNIT + ROW * i) for i, row in enumerate(rows)),
        ]
    )
    height = bottom + LABELS
    has_links = any(row.href for row in rows)
    return picture_of(title, parts, height, said=said, table=table, has_links=has_links)


def _head(rows: Sequence[RangeRow]) -> list[SafeString]:
    """Say what the numbers at the right are, where all are the same."""
    has_own = any(row.series == OWN for row in rows)
    return [] if has_own else [text(100, 12, "median", "picture__unit", "end")]


def _value(row: RangeRow) -> str:
    return amounts(row.low, row.high) if row.series == OWN else amount(row.median)


@lru_cache(maxsize=2_000)  # of a table few figures change
def _row(row: RangeRow, scale: Scale, y: float) -> SafeString:
    kinds = ["picture__row", *([f"is-{row.side}"] if row.side else [])]
    kinds += [f"is-{row.series}"] if row.series != POSTED else []
    name = text(0, y + 16, shortened(row.label, NAME_CHARS), "picture__label")
    value = text(100, y + 16, _value(row), "picture__value", "end")
    linked = tag("a", name, href=row.href) if row.href else name
    middle = y + 28
    drawn = [*_range(row, scale, middle), *_median(row, scale, middle)]
    return tag("g", linked, *_of(row, y + 16), value, *drawn, class_=" ".join(kinds))


def _of(row: RangeRow, y: float) -> list[SafeString]:
    """How many stand behind it: ``of 25 postings, 12 employers``, on a phone ``of 25``."""
    if not row.sample:
        return []
    number, _, what = row.sample.partition(" ")
    rest = tag("tspan", f" {what}", class_="picture__minor")
    return [
        tag(
            "text",
            f"of {number}",
            rest,
            x="100%",
            y=y,
            class_="picture__note",
            text_anchor="end",
            dx=-64,
        )
    ]


def _range(row: RangeRow, scale: Scale, y: float) -> list[SafeString]:
    parts = []
    if row.low is not None and row.high is not None:
        low, high = scale.percent(row.low), scale.percent(row.high)
        parts.append(box(low, high, y - BAND / 2, BAND, "picture__band"))
    if row.ci_low is not None or row.ci_high is not None:
        left = scale.percent(row.ci_low) if row.ci_low is not None else 0.0
        right = scale.percent(row.ci_high) if row.ci_high is not None else 100.0
        parts.append(level(left, right, y, "picture__interval"))
    return parts


def _median(row: RangeRow, scale: Scale, y: float) -> list[SafeString]:
    """Mark the median; the mark tells the two roles and the index apart without any colour."""
    if row.median is None:
        return []
    x = scale.percent(row.median)
    if row.series == INDEX:
        return [diamond(x, y, 6, "picture__mark")]
    if row.side == "a":
        return [dot(x, y, 6, "picture__mark")]
    if row.side == "b":
        return [square(x, y, 5.5, "picture__mark")]
    return [upright(x, y - 8, y + 8, "picture__median")]


def _summary(rows: Sequence[RangeRow], currency: str) -> str:
    """Tell a few ranges one by one, of many the ends; the index never together with posted pay."""
    posted = [row for row in rows if row.series == OWN or _is_known(row, POSTED)]
    index = [row for row in rows if _is_known(row, INDEX)]
    if not posted and not index:
        return "No range is known, and so there is no picture."
    if len(posted) <= MAX_TOLD:
        told = [f"{row.label}: {_told(row, currency)}." for row in posted]
    else:
        told = [f"Medians {_from_to(posted, currency)}."]
    of_index = f"Of the index: medians {_from_to(index, currency)}." if index else ""
    return sentence([*told, of_index])


def _is_known(row: RangeRow, series: str) -> bool:
    return row.series == series and row.median is not None


def _from_to(rows: Sequence[RangeRow], currency: str) -> str:
    low, high = min(rows, key=_median_of), max(rows, key=_median_of)
    if low.median == high.median:
        return f"of {currency} {amount(low.median)}"
    return (
        f"from {currency} {amount(low.median)} ({low.label}) "
        f"to {currency} {amount(high.median)} ({high.label})"
    )


def _told(row: RangeRow, currency: str) -> str:
    if row.series == OWN:
        return f"{currency} {amounts(row.low, row.high)}"
    half = f", middle half {amounts(row.low, row.high)}" if row.low is not None else ""
    return f"median {currency} {amount(row.median)}{half}"


def _median_of(row: RangeRow) -> Decimal:
    return row.median or Decimal(0)


def _table(rows: Sequence[RangeRow], currency: str) -> PictureTable:
    has_interval = any(row.ci_low is not None or row.ci_high is not None for row in rows)
    has_sample = any(row.sample for row in rows)
    columns = ["", f"Median, {currency}", "Middle half"]
    columns += ["95% interval"] if has_interval else []
    columns += ["Sample"] if has_sample else []
    return PictureTable(
        tuple(columns), tuple(_cells(row, has_interval, has_sample) for row in rows)
    )


def _cells(row: RangeRow, has_interval: bool, has_sample: bool) -> tuple[str, ...]:
    cells = [row.label, amount(row.median), amounts(row.low, row.high)]
    cells += [amounts(row.ci_low, row.ci_high)] if has_interval else []
    return (*cells, *([row.sample] if has_sample else []))
