"""How long postings stay listed: the share still open, day by day, with its interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from listings.insights.pictures.axis import round_step
from listings.insights.pictures.picture import (
    FigurePicture,
    PictureTable,
    curve,
    dot,
    joined,
    level,
    no_picture,
    per_cent,
    picture_of,
    text,
)
from listings.models import DemandSeries

TOP, PLOT, DAYS = 18, 160, 38
WIDE_ENOUGH = 45  # in per cent: what lies to the right of it holds the label on a phone
LABELLED = 88  # in per cent: to the right of it a phone's labels stand
LABEL = 0.12  # how much of the height a label takes, as a share of 1
FOLLOWED = "Beneath each day: how many postings were followed until then."
DAY_STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """From ``day`` on ``share`` of the postings is open; ``at_risk`` were seen until then."""

    day: int
    share: float
    low: float
    high: float
    at_risk: int


def survival(title: str, steps: Sequence[SurvivalStep]) -> FigurePicture:
    """Draw stairs, their interval as an area around them, and the day when half is gone."""
    said, table = _summary(steps), _table(steps)
    if len(steps) < 2 or steps[-1].day <= 0:
        return no_picture(title, said, table)
    parts = joined([*_grid(), _stairs(steps), *_shares(steps), *_half(steps), *_days(steps)])
    height = TOP + PLOT + DAYS
    return picture_of(title, parts, height, said=said, table=table)


def half_gone(steps: Sequence[SurvivalStep]) -> int | None:
    """The first day on which at most half is still open; None where more than half stays."""
    return next((step.day for step in steps if step.share <= 0.5), None)


def _y(share: float) -> float:
    return round(TOP + PLOT * (1 - share), 1)


def _x(day: float, steps: Sequence[SurvivalStep]) -> float:
    return 100 * day / steps[-1].day


def _grid() -> Iterator[SafeString]:
    for quarter in range(5):
        share = quarter / 4
        yield level(0, 100, _y(share), "picture__grid" if quarter else "picture__base")


def _shares(steps: Sequence[SurvivalStep]) -> Iterator[SafeString]:
    """Write shares above their lines, beneath where the curve runs there, or not at all."""
    yield text(100, _y(1) - 4, f"{per_cent(1)} still listed", "picture__tick", "end")
    high, low = _at_the_end(steps)
    for share in (0.25, 0.5, 0.75):
        if low > share + LABEL or high < share:
            yield text(100, _y(share) - 4, per_cent(share), "picture__tick", "end")
        elif low > share or high < share - LABEL:
            yield text(100, _y(share) + 13, per_cent(share), "picture__tick", "end")


def _at_the_end(steps: Sequence[SurvivalStep]) -> tuple[float, float]:
    """The highest and the lowest share of the curve where the labels stand on a phone."""
    before = [step for step in steps if _x(step.day, steps) < LABELLED]
    return (before[-1] if before else steps[0]).share, steps[-1].share


def _stairs(steps: Sequence[SurvivalStep]) -> SafeString:
    upper = _path(steps, [step.high for step in steps])
    lower = _path(steps, [step.low for step in steps])
    area = f"M{upper}L{'L'.join(reversed(lower.split('L')))}Z"
    shares = _path(steps, [step.share for step in steps])
    return curve([(area, "picture__around"), (f"M{shares}", "picture__curve")], TOP, PLOT)


def _path(steps: Sequence[SurvivalStep], shares: Sequence[float]) -> str:
    """Stairs: flat until the next day, then down."""
    places = []
    for i, (step, share) in enumerate(zip(steps, shares, strict=True)):
        x = _x(step.day, steps)
        if i:
            places.append(f"{x:.2f} {100 - 100 * shares[i - 1]:.2f}")
        places.append(f"{x:.2f} {100 - 100 * share:.2f}")
    return "L".join(places)


def _half(steps: Sequence[SurvivalStep]) -> Iterator[SafeString]:
    day = half_gone(steps)
    if day is None:
        return
    x, y, words = _x(day, steps), _y(0.5), f"half: {day} days"
    kind = "picture__name picture__name--median"
    yield dot(x, y, 4, "picture__point")
    if x <= WIDE_ENOUGH:
        yield text(x, y - 10, words, kind, dx=8)  # above the curve, which falls
    else:
        yield text(x, y + 20, words, kind, "end", dx=-8)


def _days(steps: Sequence[SurvivalStep]) -> Iterator[SafeString]:
    """Days, and beneath them how many postings the curve rests on there."""
    y = TOP + PLOT
    for day in day_ticks(steps[-1].day):
        x = _x(day, steps)
        anchor = "start" if x == 0 else "end" if x > 97 else "middle"
        yield text(x, y + 15, f"{day}" if day else "0 days", "picture__tick", anchor)
        yield text(x, y + 31, f"{_at_risk(day, steps):,}", "picture__small", anchor)


def _at_risk(day: int, steps: Sequence[SurvivalStep]) -> int:
    known = (step.at_risk for step in reversed(steps) if step.day <= day)
    return next(known, steps[0].at_risk)


def day_ticks(last: int) -> list[int]:
    """Return days for the axis, at most five."""
    usual = (step for step in DAY_STEPS if last <= 4 * step)
    step = next(usual, 0) or int(round_step(Decimal(last) / 4))
    return list(range(0, last + 1, step))


def _summary(steps: Sequence[SurvivalStep]) -> str:
    if len(steps) < 2:
        return "Too few postings were followed for a curve."
    day = half_gone(steps)
    last = steps[-1]
    half = f"Half are no longer listed after {day} days; " if day is not None else ""
    end = f"after {last.day} days {per_cent(last.share)} still are."
    return f"{half or 'Of all, '}{end} {FOLLOWED}"


def _table(steps: Sequence[SurvivalStep]) -> PictureTable:
    columns = ("Day", "Still listed", "95% interval", "Postings at risk")
    rows = [
        (
            f"{step.day}",
            per_cent(step.share),
            f"{100 * step.low:.0f} to {100 * step.high:.0f}",
            f"{step.at_risk:,}",
        )
        for step in steps
    ]
    return PictureTable(columns, tuple(rows))


def steps_of(row: DemandSeries) -> list[SurvivalStep]:
    """Return a step for each whole day on which the share changed, the last of the day."""
    by_day = {
        round(day): SurvivalStep(round(day), share, low, high, at_risk)
        for day, share, low, high, at_risk, _ in row.listed
    }
    return list(by_day.values())


def half_listed(row: DemandSeries) -> str:
    """``Half are gone after 41 days``; where fewer than half are: how many still are listed."""
    steps = steps_of(row)
    half = half_gone(steps)
    if half is not None:
        return f"Half are gone after {half} days"
    last = steps[-1]
    return f"{per_cent(last.share)} are still listed after {last.day} days"
