"""Bar charts as SVG: thin bars in rows of a table, and shares (0 to 100 %) of one or two roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from listings.insights.pictures.axis import LABELS, Scale, axis, axis_of
from listings.insights.pictures.picture import (
    FigurePicture,
    PictureTable,
    Side,
    box,
    diamond,
    dot,
    joined,
    level,
    no_picture,
    per_cent,
    picture_of,
    shortened,
    square,
    tag,
    text,
    upright,
)
from listings.models.snapshot import Share

HEIGHT = 16
ROW = 40

MOST_KEPT = 2_000
"""Bars that are drawn once: a table has one for each role, and few of its figures change."""


@lru_cache(maxsize=MOST_KEPT)
def range_bar(
    scale: Scale, low: Decimal | None, high: Decimal | None, median: Decimal
) -> SafeString:
    """A thin axis, the range on it, and a mark at the median."""
    band = SafeString("")
    if low is not None and high is not None:
        band = format_html(
            '<rect class="bar__range" x="{}%" y="4" width="{}%" height="8" rx="1"/>',
            scale.at(low),
            Decimal(scale.at(high)) - Decimal(scale.at(low)),
        )
    return format_html(
        '<svg class="bar" width="100%" height="{0}" aria-hidden="true" focusable="false">'
        '<line class="bar__axis" x1="0" x2="100%" y1="8" y2="8"/>{1}'
        '<line class="bar__median" x1="{2}%" x2="{2}%" y1="1" y2="15"/></svg>',
        HEIGHT,
        band,
        scale.at(median),
    )


def share_bar(share: Share | None) -> SafeString:
    """Draw from nothing to all: an axis, the share, and a line across its 95% interval."""
    if share is None:
        return SafeString("")
    low, high = share.interval
    return format_html(
        '<svg class="bar" width="100%" height="{0}" aria-hidden="true" focusable="false">'
        '<line class="bar__axis" x1="0" x2="100%" y1="8" y2="8"/>'
        '<rect class="bar__range" x="0" y="4" width="{1}%" height="8" rx="1"/>'
        '<line class="bar__median" x1="{2}%" x2="{3}%" y1="8" y2="8"/></svg>',
        HEIGHT,
        *(f"{100 * part:.2f}" for part in (share.share, low, high)),
    )


@lru_cache(maxsize=MOST_KEPT)
def row_bar(
    scale: Scale,
    low: Decimal | None,
    high: Decimal | None,
    median: Decimal,
    index: Decimal | None = None,
) -> SafeString:
    """A row of a table, as high as it: hairlines of the axis, the range, its median, and hollow the
    median of another series.
    """
    middle = ROW / 2
    parts = [upright(scale.percent(tick), 0, ROW, "picture__grid") for tick in scale.ticks]
    if low is not None and high is not None:
        parts.append(box(scale.percent(low), scale.percent(high), middle - 5, 10, "picture__band"))
    parts.append(upright(scale.percent(median), middle - 9, middle + 9, "picture__median"))
    if index is not None:
        mark = diamond(scale.percent(index), middle, 6, "picture__mark")
        parts.append(tag("g", mark, class_="is-index"))
    return _bar_row(ROW, parts)


def axis_bar(scale: Scale) -> SafeString:
    """The labels of the hairlines, for the head of the table."""
    return _bar_row(LABELS, [axis_of(scale, 0, 0)])


def _bar_row(height: int, parts: list[SafeString]) -> SafeString:
    return tag("svg", *parts, class_="picture__row-svg", width="100%", height=height,
        aria_hidden="true", focusable="false")  # fmt: skip


NAME, BAR, BETWEEN, BELOW, LEGEND = 20, 10, 4, 12, 20
NAME_CHARS = 32
ALL = 85.0
"""Where the whole lies, in per cent of the width; to its right stands the longest bar's value."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One thing, and the share of either role; None where it is withheld."""

    label: str
    a: Share | None
    b: Share | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One thing and its share; None where it is withheld."""

    label: str
    share: Share | None
    href: str = ""
    note: str = ""


def paired_bars(title: str, rows: Sequence[PairRow], names: tuple[str, str]) -> FigurePicture:
    """Draw two bars for each thing, always the first role above; its bars are full, those of the
    other framed.
    """
    said, table = _pairs_told(rows, names), _pairs_table(rows, names)
    if not rows:
        return no_picture(title, said, table)
    height = NAME + 2 * BAR + BETWEEN + BELOW
    top = 2 * LEGEND + 4
    drawn = [_row(row.label, row.href, (("a", row.a), ("b", row.b)), top + height * i)
             for i, row in enumerate(rows)]  # fmt: skip
    bottom = top + height * len(rows)
    parts = joined([_legend(names), _axis(top, bottom), *drawn])
    links = any(row.href for row in rows)
    return picture_of(title, parts, bottom + LABELS, said=said, table=table, has_links=links)


def bars(title: str, rows: Sequence[BarRow]) -> FigurePicture:
    """Draw one bar for each thing."""
    said, table = _bars_told(rows), _bars_table(rows)
    if not rows:
        return no_picture(title, said, table)
    height = NAME + BAR + BELOW
    bottom = height * len(rows)
    drawn = [
        _row(row.label, row.href, (("", row.share),), height * i) for i, row in enumerate(rows)
    ]
    parts = joined([_axis(0, bottom), *drawn])
    links = any(row.href for row in rows)
    return picture_of(title, parts, bottom + LABELS, said=said, table=table, has_links=links)


def _axis(top: float, bottom: float) -> SafeString:
    ticks = [(ALL * quarter / 4, per_cent(quarter / 4)) for quarter in range(5)]
    return axis(ticks, top, bottom)


def _legend(names: tuple[str, str]) -> SafeString:
    """Both names with their marks, one beneath the other: long ones need the width of a phone."""
    rows = [
        tag("g", _swatch(side, i * LEGEND + 8), _legend_name(name, i), class_=f"is-{side}")
        for i, (side, name) in enumerate(zip("ab", names, strict=True))
    ]
    return joined(rows)


def _swatch(side: str, y: float) -> SafeString:
    draw = dot if side == "a" else square
    return tag("svg", draw(0, y, 5, "picture__mark"), x=7, overflow="visible")


def _legend_name(name: str, index: int) -> SafeString:
    return text(0, index * LEGEND + 13, shortened(name, NAME_CHARS - 3), "picture__label", dx=20)


def _row(
    label: str, href: str, shares: Sequence[tuple[Side, Share | None]], y: float
) -> SafeString:
    name = text(0, y + 14, shortened(label, NAME_CHARS), "picture__label")
    linked = tag("a", name, href=href) if href else name
    drawn = [
        _bar(share, side, y + NAME + i * (BAR + BETWEEN)) for i, (side, share) in enumerate(shares)
    ]
    return tag("g", linked, *drawn, class_="picture__row")


def _bar(share: Share | None, side: Side, y: float) -> SafeString:
    """A share, a line across its 95% interval, and its value."""
    group = f"picture__bars is-{side}" if side else "picture__bars"
    if share is None:
        return tag("g", text(0, y + 9, "too few postings", "picture__unit"), class_=group)
    low, high = (ALL * end for end in share.interval)
    end = max(high, ALL * share.share)
    return tag(
        "g",
        box(0, ALL * share.share, y, BAR, "picture__bar"),
        level(low, high, y + BAR / 2, "picture__interval"),
        text(end, y + 9, per_cent(share.share), "picture__value", dx=6),
        class_=group,
    )


def _cell(share: Share | None) -> tuple[str, str, str]:
    if share is None:
        return "–", "–", "–"
    return per_cent(share.share), share.interval_percent, f"{share.count:,} of {share.n:,}"


_COLUMNS = ("Share", "95% interval", "Postings")


def _pairs_table(rows: Sequence[PairRow], names: tuple[str, str]) -> PictureTable:
    columns = [f"{name}: {column.lower()}" for name in names for column in _COLUMNS]
    return PictureTable(
        ("", *columns), tuple((row.label, *_cell(row.a), *_cell(row.b)) for row in rows)
    )


def _bars_table(rows: Sequence[BarRow]) -> PictureTable:
    return PictureTable(("", *_COLUMNS), tuple((row.label, *_cell(row.share)) for row in rows))


def _bars_told(rows: Sequence[BarRow]) -> str:
    known = [row for row in rows if row.share is not None]
    if not known:
        return "Too few postings for a share, and so there is no picture." if not rows else ""
    told = [f"{row.label} {per_cent(row.share.share)}" for row in known[:4] if row.share]
    more = f" and {len(known) - 4} more" if len(known) > 4 else ""
    return f"{', '.join(told)}{more}. The thin line is the 95% interval."


def _pairs_told(rows: Sequence[PairRow], names: tuple[str, str]) -> str:
    known = [row for row in rows if row.a is not None and row.b is not None]
    if not known:
        return "Too few postings for shares of both roles."
    widest = max(known, key=lambda row: abs(_of(row.a) - _of(row.b)))
    return (
        f"The widest gap: {widest.label}, {per_cent(_of(widest.a))} of {names[0]} and "
        f"{per_cent(_of(widest.b))} of {names[1]} postings. "
        "The thin line is the 95% interval."
    )


def _of(share: Share | None) -> float:
    return share.share if share else 0.0
