"""How the pay of single postings lies: a dot for each, or a density where there are many."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, sqrt
from statistics import quantiles, stdev

from django.utils.safestring import SafeString

from listings.insights.pictures.axis import LABELS, Scale, axis_of
from listings.insights.pictures.picture import (
    FigurePicture,
    Mark,
    PictureTable,
    amount,
    amounts,
    box,
    curve,
    dot,
    joined,
    label_at,
    level,
    no_picture,
    picture_of,
    sentence,
    text,
    upright,
)
from listings.models import Statistic

BINS = 200
MIN_BINS_WIDE = 1.5
NEAR = 14  # per cent of the width, within which a name may stand in another's way
REACH = 4  # in standard deviations of the kernel


def density(places: Sequence[float]) -> list[float]:
    """Return heights from 0 to 1 over bins of equal width from 0 to 100 per cent."""
    bins = [0.0] * BINS
    for place in places:
        bins[min(int(place / 100 * BINS), BINS - 1)] += 1
    kernel = _kernel(_bandwidth(places) / 100 * BINS)
    reach = len(kernel) // 2
    smooth = [
        sum(
            weight * bins[i + j - reach]
            for j, weight in enumerate(kernel)
            if 0 <= i + j - reach < BINS
        )
        for i in range(BINS)
    ]
    top = max(smooth, default=0.0)
    return [height / top for height in smooth] if top else smooth


def path(heights: Sequence[float]) -> str:
    """Return the area under the heights, in a space of 100 × 100."""
    step = 100 / len(heights)
    points = " ".join(
        f"{(i + 0.5) * step:.2f} {100 - 100 * height:.1f}" for i, height in enumerate(heights)
    )
    return f"M0 100L{points} 100 100Z"


def _bandwidth(places: Sequence[float]) -> float:
    """Silverman's rule of thumb (1986), 0.9 min(s, IQR ÷ 1.34) n^-1/5."""
    if len(places) < 2:
        return 0.0
    first, _, third = quantiles(places, n=4, method="inclusive")
    spread = min(stdev(places), (third - first) / 1.34) or stdev(places)
    return 0.9 * spread * len(places) ** -0.2


def _kernel(sigma: float) -> list[float]:
    sigma = max(sigma, MIN_BINS_WIDE)
    reach = int(REACH * sigma)
    weights = [exp(-((i / sigma) ** 2) / 2) for i in range(-reach, reach + 1)]
    return [weight / (sigma * sqrt(6.283185307179586)) for weight in weights]


STRIP_DOTS = 300
"""More midpoints than this are drawn as a density."""

type Ends = tuple[Decimal, Decimal]
type Interval = tuple[Decimal | None, Decimal | None]

UNIT, LINE, GAP, BAR = 16, 18, 10, 12
ENDS = 20  # for the amounts beneath the band
MIN_DOTS, MAX_DOTS = 30, 90
RADIUS = 3.0
DOT_STEP = 2 * RADIUS + 0.5
COLUMNS = 80

INTERVAL = "95% interval"


@dataclass(frozen=True, slots=True)
class _Sample:
    """What is said of the points in words."""

    n: int
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
) -> FigurePicture:
    """Draw the points, beneath them the middle half with the median, above them who is meant."""
    sample = _Sample(len(midpoints), currency, quartiles, median, interval, marks)
    said, table = _summary(sample), _table(sample)
    if scale is None or not midpoints:
        return no_picture(title, said, table)
    named = [*marks, *([Mark(median, "median", kind="median")] if median is not None else [])]
    top = UNIT + LINE * len(named)
    cloud = _cloud(midpoints, scale)
    bar = top + cloud.height + GAP
    bottom = bar + BAR + (ENDS if quartiles else GAP)
    parts = joined(
        [
            text(0, 12, f"{currency} a year", "picture__unit"),
            axis_of(scale, top, bottom),
            cloud.drawn(top),
            _box(quartiles, interval, scale, bar),
            *_marked(named, scale, bottom),
        ]
    )
    height = round(bottom + LABELS)
    return picture_of(title, parts, height, said=said, table=table)


def pay_strip(
    title: str,
    row: Statistic,
    midpoints: Sequence[Decimal],
    scale: Scale | None,
    marks: Sequence[Mark] = (),
) -> FigurePicture:
    """Draw the midpoints behind a figure of pay."""
    return strip(
        title,
        midpoints,
        scale,
        quartiles=(row.p25, row.p75) if row.p25 is not None and row.p75 is not None else None,
        median=row.median,
        interval=(row.ci_low, row.ci_high),
        marks=marks,
        currency=row.currency,
    )


@dataclass(frozen=True, slots=True)
class _Cloud:
    """All points above a line at ``bottom``: dots on top of each other, or a density."""

    height: float
    places: list[float]

    def drawn(self, top: float) -> SafeString:
        if len(self.places) > STRIP_DOTS:
            return curve([(path(density(self.places)), "picture__area")], top, self.height)
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
    """The middle half with the interval of the median across it, and beneath it both amounts."""
    if quartiles is None:
        return SafeString("")
    low, high = (scale.percent(end) for end in quartiles)
    band = box(low, high, y, BAR, "picture__band")
    line = _whisker(interval, scale, y + BAR / 2)
    return joined([band, line, *_ends(quartiles, scale, y + BAR + 14)])


def _whisker(interval: Interval | None, scale: Scale, y: float) -> SafeString:
    if interval is None or interval == (None, None):
        return SafeString("")
    low, high = interval
    left = scale.percent(low) if low is not None else 0.0
    right = scale.percent(high) if high is not None else 100.0
    return level(left, right, y, "picture__interval")


def _ends(quartiles: Ends, scale: Scale, y: float) -> list[SafeString]:
    """Write both amounts beside the band's ends, on a line of their own: an interval may reach far
    beyond the band. One that finds no room joins the other.
    """
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


def _marked(named: Sequence[Mark], scale: Scale, bottom: float) -> Iterator[SafeString]:
    """Each name on a line of its own; an upright begins below the names that it would cross."""
    for at, mark in enumerate(named):
        x = scale.percent(mark.value)
        near = [i for i, one in enumerate(named) if abs(scale.percent(one.value) - x) < NEAR]
        below = UNIT + LINE * (max(near) + 1) - 2
        yield _named(mark, scale, UNIT + LINE * at, (below, bottom))


def _named(mark: Mark, scale: Scale, y: float, ends: tuple[float, float]) -> SafeString:
    x = scale.percent(mark.value)
    side = f" is-{mark.side}" if mark.side else ""
    words = f"{mark.label} {amount(mark.value)}"
    line = upright(x, *ends, f"picture__line picture__line--{mark.kind}{side}")
    return joined([line, label_at(x, y + 12, words, f"picture__name picture__name--{mark.kind}")])


def _summary(sample: _Sample) -> str:
    if not sample.n:
        return "No midpoints, and so no picture."
    half = ""
    if sample.quartiles:
        half = f"; the middle half lies from {amounts(*sample.quartiles)}"
    middle = ""
    if sample.median is not None:
        median = f"{sample.currency} {amount(sample.median)}"
        middle = f"Median {median} of {sample.n:,} midpoints{half}."
    chance = f"{INTERVAL} of the median: {sample.chance}." if sample.chance else ""
    named = [f"{_capital(mark.label)}: {amount(mark.value)}." for mark in sample.marks]
    return sentence([middle, chance, *named])


def _table(sample: _Sample) -> PictureTable:
    rows = [("Midpoints", f"{sample.n:,}")]
    if sample.median is not None:
        rows.append(("Median", amount(sample.median)))
    if sample.quartiles is not None:
        rows.append(("Middle half", amounts(*sample.quartiles)))
    if sample.chance:
        rows.append((f"Median, {INTERVAL}", sample.chance))
    rows += [(mark.label, amount(mark.value)) for mark in sample.marks]
    return PictureTable(("", sample.currency), tuple(rows))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
