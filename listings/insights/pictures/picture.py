"""What each form returns: a drawing in SVG, the same in a sentence, every number in a table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from jobboard.site import dates
from listings.insights.statistics.estimates import three_digits
from listings.pay.money import short_amount

NEAR_AN_END = 14.0
"""In per cent: nearer to an end than this, a label turns to the other side of its mark."""


def tag(name: str, *inside: str, **attributes: str | float) -> SafeString:
    """Return an element; ``class_`` is ``class``, ``text_anchor`` is ``text-anchor``."""
    given = "".join(
        f' {key.strip("_").replace("_", "-")}="{conditional_escape(str(value))}"'
        for key, value in attributes.items()
        if value != ""
    )
    content = "".join(map(conditional_escape, inside))
    return mark_safe(f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>")  # noqa: S308 (escaped above)


def joined(parts: Iterable[str]) -> SafeString:
    """Put drawings beside each other."""
    return mark_safe("".join(map(conditional_escape, parts)))  # noqa: S308 (escaped here)


def percent(value: float) -> str:
    """``12.5%``."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def whole(title: str, height: int, *parts: str, has_links: bool = False) -> SafeString:
    """Return the drawing of a page. One with links in it is a group, one without an image."""
    return tag(
        "svg",
        *parts,
        class_="picture__svg",
        width="100%",
        height=height,
        role="group" if has_links else "img",
        aria_label=title,
    )


def text(
    x: float, y: float, words: str, class_: str, anchor: str = "", *, dx: float = 0
) -> SafeString:
    return tag("text", words, x=percent(x), y=y, class_=class_, text_anchor=anchor, dx=dx or "")


def upright(x: float, top: float, bottom: float, class_: str) -> SafeString:
    return tag("line", x1=percent(x), x2=percent(x), y1=top, y2=bottom, class_=class_)


def level(left: float, right: float, y: float, class_: str) -> SafeString:
    return tag("line", x1=percent(left), x2=percent(right), y1=y, y2=y, class_=class_)


def box(left: float, right: float, top: float, height: float, class_: str) -> SafeString:
    return tag(
        "rect", x=percent(left), width=percent(right - left), y=top, height=height, class_=class_
    )


def dot(x: float, y: float, radius: float, class_: str) -> SafeString:
    return tag("circle", cx=percent(x), cy=y, r=radius, class_=class_)


def diamond(x: float, y: float, radius: float, class_: str) -> SafeString:
    r = radius
    path = tag("path", d=f"M0-{r:g}L{r:g} 0 0 {r:g}-{r:g} 0Z", class_=class_)
    return tag("svg", path, x=percent(x), y=y, overflow="visible")


def square(x: float, y: float, radius: float, class_: str) -> SafeString:
    path = tag("path", d=f"M-{radius:g}-{radius:g}h{2 * radius:g}v{2 * radius:g}h-{2 * radius:g}Z")
    return tag("svg", tag("g", path, class_=class_), x=percent(x), y=y, overflow="visible")


def curve(paths: Iterable[tuple[str, str]], top: float, height: float) -> SafeString:
    """Draw paths, each with its class, over the whole width; their space is 100 × 100."""
    return tag(
        "svg",
        *(
            tag("path", d=d, class_=class_, vector_effect="non-scaling-stroke")
            for d, class_ in paths
        ),
        y=top,
        width="100%",
        height=height,
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
        overflow="visible",
    )


_CURVE = re.compile(
    r'<svg y="([\d.]+)" width="100%" height="([\d.]+)" viewBox="0 0 100 100"'
    r' preserveAspectRatio="none" overflow="visible">(.*?)</svg>'
)
_LINK = re.compile(r"</?a\b[^>]*>")
_PLACE = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


def for_width(parts: SafeString, width: float) -> SafeString:
    """Return the parts for a file: curves in its own units, since not every program keeps strokes
    unscaled, and no links, which would lead nowhere.
    """

    def resized(found: re.Match[str]) -> str:
        y, height, inside = found.groups()
        across, down = width / 100, float(height) / 100
        places = _PLACE.sub(
            lambda place: f"{float(place[1]) * across:.2f} {float(place[2]) * down:.2f}", inside
        )
        return f'<svg y="{y}" width="{width:g}" height="{height}" overflow="visible">{places}</svg>'

    return mark_safe(_CURVE.sub(resized, _LINK.sub("", parts)))  # noqa: S308 (numbers in the place of numbers)


def label_at(x: float, y: float, words: str, class_: str) -> SafeString:
    """A label centred on a mark, except near an end, where it turns inwards."""
    return text(x, y, words, class_, anchor_at(x))


def anchor_at(x: float) -> str:
    if x < NEAR_AN_END:
        return "start"
    return "end" if x > 100 - NEAR_AN_END else "middle"


def shortened(words: str, limit: int) -> str:
    """What does not fit ends with an ellipsis; the table has it in full."""
    return words if len(words) <= limit else f"{words[: limit - 1].rstrip()}…"


type Side = Literal["", "a", "b"]
"""Which of two roles it is about: it has the role's hue and mark."""


@dataclass(frozen=True, slots=True)
class PictureTable:
    """Every number of a picture, in words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class FigurePicture:
    """``svg`` fits any width; empty where there is nothing to draw.

    ``parts`` and ``height``: what is in it, for a file of a known width.
    ``download``: its address without ``.svg``, ``.png`` or ``.csv``; empty where it has none.
    ``query``: what comes behind it.
    """

    svg: SafeString
    summary: str
    table: PictureTable
    title: str
    download: str = ""
    query: str = ""
    parts: SafeString = SafeString("")  # noqa: RUF009 (never changes)
    height: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """One amount with a name: a median, somebody's own offer, or a point."""

    value: Decimal
    label: str
    side: Side = ""
    kind: Literal["median", "offer", "point"] = "point"


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day with a name, such as that on which the sources changed."""

    day: date
    label: str


def no_picture(title: str, summary: str, table: PictureTable) -> FigurePicture:
    """What stands where there is nothing to draw: the sentence that says so."""
    return FigurePicture(SafeString(""), summary, table, title)


def picture_of(
    title: str,
    parts: SafeString,
    height: int,
    *,
    said: str,
    table: PictureTable,
    has_links: bool = False,
) -> FigurePicture:
    """Return the picture for a page, and its parts for a file."""
    svg = whole(title, height, parts, has_links=has_links)
    return FigurePicture(svg, said, table, title, parts=parts, height=height)


def amount(value: Decimal | None) -> str:
    """``143K`` for 142,500: three significant digits, as everywhere; a dash for none."""
    return "–" if value is None else short_amount(three_digits(value))


def amounts(low: Decimal | None, high: Decimal | None) -> str:
    """``120K to 165K``; an end that is not known says so."""
    if low is None or high is None:
        known = [f"from {amount(low)}"] if low is not None else []
        known += [f"up to {amount(high)}"] if high is not None else []
        return known[0] if known else "–"
    return f"{amount(low)} to {amount(high)}"


def per_cent(share: float) -> str:
    """``61%``, ``< 1%``."""
    text = "< 1" if 0 < share < 0.01 else f"{100 * share:.0f}"
    return f"{text}%"


def sentence(parts: Iterable[str]) -> str:
    """Put what is known into one line of sentences."""
    return " ".join(part for part in parts if part)


def day(value: date) -> str:
    """``3 Nov 2026``."""
    return dates.short(value)
