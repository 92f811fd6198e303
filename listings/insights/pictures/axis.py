"""Where an amount lies in a picture, and axes: hairlines at round values with labels beneath."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.safestring import SafeString

from listings.insights.pictures.picture import joined, percent, tag, upright
from listings.pay.money import short_amount

MAX_TICKS = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """The amounts at the two ends of a picture."""

    low: Decimal
    high: Decimal

    @property
    def ends(self) -> str:
        """``120K to 240K``."""
        return f"{short_amount(self.low)} to {short_amount(self.high)}"

    def at(self, amount: Decimal) -> str:
        """Where an amount lies, in per cent of the width; what lies beyond stands at the end."""
        return f"{self.percent(amount):.2f}"

    def percent(self, amount: Decimal) -> float:
        share = float((amount - self.low) / (self.high - self.low) * 100)
        return min(max(share, 0.0), 100.0)

    def holds(self, amount: Decimal) -> bool:
        return self.low <= amount <= self.high

    @property
    def ticks(self) -> list[Decimal]:
        """Round amounts for an axis, at most six."""
        step = round_step((self.high - self.low) / (MAX_TICKS - 1))
        first = (self.low / step).to_integral_value(ROUND_CEILING) * step
        return [first + step * i for i in range(int((self.high - first) / step) + 1)]


def scale_of(amounts: Iterable[Decimal | None]) -> Scale | None:
    """Return a scale with round ends that holds all amounts; None where there are none."""
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    lowest, highest = min(known), max(known)
    step = round_step(((highest - lowest) or highest or Decimal(1)) / 10)
    low = (lowest / step).to_integral_value(ROUND_FLOOR) * step
    high = (highest / step).to_integral_value(ROUND_CEILING) * step
    return Scale(low, high) if low < high else Scale(low - step, high + step)


def round_step(least: Decimal) -> Decimal:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is at least ``least``."""
    ten = Decimal(1).scaleb(least.adjusted())
    return next(ten * times for times in (1, 2, 5, 10) if ten * times >= least)


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
