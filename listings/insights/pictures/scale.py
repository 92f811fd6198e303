"""Where an amount lies in a picture, and which round amounts stand on its axis."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

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
