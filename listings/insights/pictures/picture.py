"""What each form returns: a drawing, the same in a sentence, and every number in a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.safestring import SafeString

from jobboard.site import dates
from listings.insights.estimates import three_digits
from listings.insights.pictures.drawing import whole
from listings.pay.money import short_amount

type Side = Literal["", "a", "b"]
"""Which of two roles it is about: it has the role's hue and mark."""


@dataclass(frozen=True, slots=True)
class Table:
    """Every number of a picture, in words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """``svg`` fits any width; empty where there is nothing to draw.

    ``parts`` and ``height``: what is in it, for a file of a known width.
    ``download``: its address without ``.svg``, ``.png`` or ``.csv``; empty where it has none.
    ``query``: what comes behind it.
    """

    svg: SafeString
    summary: str
    table: Table
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


def no_picture(title: str, summary: str, table: Table) -> Picture:
    """What stands where there is nothing to draw: the sentence that says so."""
    return Picture(SafeString(""), summary, table, title)


def picture_of(
    title: str, parts: SafeString, height: int, *, said: str, table: Table, has_links: bool = False
) -> Picture:
    """Return the picture for a page, and its parts for a file."""
    svg = whole(title, height, parts, has_links=has_links)
    return Picture(svg, said, table, title, parts=parts, height=height)


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
    """``61 %``, ``< 1 %``."""
    text = "< 1" if 0 < share < 0.01 else f"{100 * share:.0f}"
    return f"{text}\N{NO-BREAK SPACE}%"


def sentence(parts: Iterable[str]) -> str:
    """Put what is known into one line of sentences."""
    return " ".join(part for part in parts if part)


def day(value: date) -> str:
    """``3 Nov 2026``."""
    return dates.short(value)
