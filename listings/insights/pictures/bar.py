"""Thin pictures in the lines of a table: a range of pay on a common scale, a share of all."""

from decimal import Decimal
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from listings.insights.pictures.axis import LABELS, Scale, axis_of
from listings.insights.pictures.picture import box, diamond, tag, upright
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
    return _row(ROW, parts)


def axis_bar(scale: Scale) -> SafeString:
    """The labels of the hairlines, for the head of the table."""
    return _row(LABELS, [axis_of(scale, 0, 0)])


def _row(height: int, parts: list[SafeString]) -> SafeString:
    return tag("svg", *parts, class_="picture__row-svg", width="100%", height=height,
        aria_hidden="true", focusable="false")  # fmt: skip
