"""Axes: hairlines at round values, and their labels beneath."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from listings.insights.pictures.drawing import joined, percent, tag, upright
from listings.insights.pictures.scale import Scale
from listings.pay.money import short_amount

LABELS = 18
"""How high the line of labels is."""

MAX_ON_A_PHONE = 4


def axis(ticks: Sequence[tuple[float, str]], top: float, bottom: float) -> SafeString:
    """Draw a hairline and a label at each place. On a phone every second label is left out."""
    return joined(
        [
            *(upright(x, top, bottom, "picture__grid") for x, _ in ticks),
            *(
                _label(x, bottom, words, _is_minor(i, len(ticks)))
                for i, (x, words) in enumerate(ticks)
            ),
        ]
    )


def axis_of(scale: Scale, top: float, bottom: float) -> SafeString:
    """Return the axis of amounts."""
    return axis([(scale.percent(tick), short_amount(tick)) for tick in scale.ticks], top, bottom)


def _label(x: float, bottom: float, words: str, is_minor: bool) -> SafeString:
    anchor = "start" if x == 0 else "end" if x == 100 else "middle"
    minor = " picture__minor" if is_minor else ""
    return tag(
        "text",
        words,
        x=percent(x),
        y=bottom + 14,
        class_=f"picture__tick{minor}",
        text_anchor=anchor,
    )


def _is_minor(index: int, count: int) -> bool:
    return count > MAX_ON_A_PHONE and index % 2 == 1
