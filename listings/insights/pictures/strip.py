"""How the pay of single postings lies: a dot for each, or a density where there are many."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from listings.insights.pictures import density
from listings.insights.pictures.axis import LABELS, axis_of
from listings.insights.pictures.drawing import (
    box,
    curve,
    dot,
    joined,
    label_at,
    level,
    text,
    upright,
)
from listings.insights.pictures.picture import (
    Mark,
    Picture,
    Table,
    amount,
    amounts,
    no_picture,
    picture_of,
    sentence,
)
from listings.insights.pictures.scale import Scale

STRIP_DOTS = 300
"""More midpoints than this are drawn as a density."""

type Ends = tuple[Decimal, Decimal]
type Interval = tuple[Decimal | None, Decimal | None]

UNIT, LINE, GAP, BAR = 16, 18, 10, 12
MIN_DOTS, MAX_DOTS = 30, 90
RADIUS = 3.0
DOT_STEP = 2 * RADIUS + 0.5
COLUMNS = 80

INTERVAL = "95\N{NO-BREAK SPACE}% interval"


@dataclass(frozen=True, slots=True)
class _Sample:
    """What is said of the points in words."""

    n: int
    of: str
    currency: str
    quartiles: Ends | None
    median: Decimal | None
    interval: Interval | None
    marks: Sequence[Mark]

    @property
    def chance(self) -> str:
        """The interval in words; empty where neither end is known."""
        known = self.interval is not None and self.interval != (None, None)
        return amounts(*self.interval) if known and self.interval else ""


def strip(
    title: str,
    midpoints: Sequence[Decimal],
    scale: Scale | None,
    *,
    quartiles: Ends | None,
    median: Decimal | None,
    interval: Interval | None = None,
    marks: Sequence[Mark] = (),
    currency: str,
    unit: str = "a year",
    of: str = "midpoints",
) -> Picture:
    """Draw the points, beneath them the middle half with the median, above them who is meant."""
    sample = _Sample(len(midpoints), of, currency, quartiles, median, interval, marks)
    said, table = _summary(sample), _table(sample)
    if scale is None or not midpoints:
        return no_picture(title, said, table)
    named = [*marks, *([Mark(median, "median", kind="median")] if median is not None else [])]
    top = UNIT + LINE * len(named)
    cloud = _cloud(midpoints, scale)
    bar = top + cloud.height + GAP
    bottom = bar + BAR + GAP
    parts = joined(
        [
            text(0, 12, f"{currency} {unit}".strip(), "picture__unit"),
            axis_of(scale, top, bottom),
            cloud.drawn(top),
            _box(quartiles, interval, scale, bar),
            *(_named(mark, scale, UNIT + LINE * i, bottom) for i, mark in enumerate(named)),
        ]
    )
    height = round(bottom + LABELS)
    return picture_of(title, parts, height, said=said, table=table)


@dataclass(frozen=True, slots=True)
class _Cloud:
    """All points above a line at ``bottom``: dots on top of each other, or a density."""

    height: float
    places: list[float]

    def drawn(self, top: float) -> SafeString:
        if len(self.places) > STRIP_DOTS:
            return curve(
                [(density.path(density.density(self.places)), "picture__area")], top, self.height
            )
        columns = _columns(self.places)
        step = _step(columns, self.height)
        return joined(
            dot(
                100 * (column + 0.5) / COLUMNS,
                round(top + self.height - RADIUS - i * step, 1),
                *(RADIUS, "picture__dot"),
            )
            for column, count in columns.items()
            for i in range(count)
        )


def _cloud(midpoints: Sequence[Decimal], scale: Scale) -> _Cloud:
    places = sorted(scale.percent(point) for point in midpoints if scale.holds(point))
    if len(places) > STRIP_DOTS:
        return _Cloud(MAX_DOTS, places)
    needed = max(_columns(places).values(), default=1) * DOT_STEP + RADIUS
    return _Cloud(min(max(needed, MIN_DOTS), MAX_DOTS), places)


def _columns(places: Sequence[float]) -> dict[int, int]:
    """How many points stand on each other; nearer ones than a column is wide share it."""
    return Counter(min(int(place / 100 * COLUMNS), COLUMNS - 1) for place in places)


def _step(columns: dict[int, int], height: float) -> float:
    most = max(columns.values(), default=1)
    return min(DOT_STEP, (height - 2 * RADIUS) / max(most - 1, 1))


def _box(quartiles: Ends | None, interval: Interval | None, scale: Scale, y: float) -> SafeString:
    """The middle half with both amounts, and the interval of the median across it."""
    if quartiles is None:
        return SafeString("")
    low, high = (scale.percent(end) for end in quartiles)
    band = box(low, high, y, BAR, "picture__band")
    return joined([band, _whisker(interval, scale, y + BAR / 2), *_ends(quartiles, scale, y + 10)])


def _whisker(interval: Interval | None, scale: Scale, y: float) -> SafeString:
    if interval is None or interval == (None, None):
        return SafeString("")
    low, high = interval
    left = scale.percent(low) if low is not None else 0.0
    right = scale.percent(high) if high is not None else 100.0
    return level(left, right, y, "picture__interval")


def _ends(quartiles: Ends, scale: Scale, y: float) -> list[SafeString]:
    """Write both amounts outside of the band; one that finds no room joins the other."""
    low, high = (scale.percent(end) for end in quartiles)
    first, second = (amount(end) for end in quartiles)
    kind = "picture__end"
    if first == second:
        return (
            [text(low, y, first, kind, "end", dx=-5)]
            if low > 86
            else [text(high, y, first, kind, dx=5)]
        )
    if low < 14 and high > 86:
        return [text(low, y, first, kind, dx=4), text(high, y, second, kind, "end", dx=-4)]
    if low < 14:
        return [text(high, y, f"{first} to {second}", kind, dx=5)]
    if high > 86:
        return [text(low, y, f"{first} to {second}", kind, "end", dx=-5)]
    return [text(low, y, first, kind, "end", dx=-5), text(high, y, second, kind, dx=5)]


def _named(mark: Mark, scale: Scale, y: float, bottom: float) -> SafeString:
    x = scale.percent(mark.value)
    side = f" is-{mark.side}" if mark.side else ""
    words = f"{mark.label} {amount(mark.value)}"
    line = upright(x, y + LINE - 2, bottom, f"picture__line picture__line--{mark.kind}{side}")
    return joined([line, label_at(x, y + 12, words, f"picture__name picture__name--{mark.kind}")])


def _summary(sample: _Sample) -> str:
    if not sample.n:
        return f"No {sample.of}, and so no picture."
    half = ""
    if sample.quartiles:
        half = f"; the middle half lies from {amounts(*sample.quartiles)}"
    middle = ""
    if sample.median is not None:
        median = f"{sample.currency} {amount(sample.median)}"
        middle = f"Median {median} of {sample.n:,} {sample.of}{half}."
    chance = f"{INTERVAL} of the median: {sample.chance}." if sample.chance else ""
    named = [f"{_capital(mark.label)}: {amount(mark.value)}." for mark in sample.marks]
    return sentence([middle, chance, *named])


def _table(sample: _Sample) -> Table:
    rows = [(_capital(sample.of), f"{sample.n:,}")]
    if sample.median is not None:
        rows.append(("Median", amount(sample.median)))
    if sample.quartiles is not None:
        rows.append(("Middle half", amounts(*sample.quartiles)))
    if sample.chance:
        rows.append((f"Median, {INTERVAL}", sample.chance))
    rows += [(mark.label, amount(mark.value)) for mark in sample.marks]
    return Table(("", sample.currency), tuple(rows))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
