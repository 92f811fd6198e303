"""Small pictures beside figures, as SVG: ranges of pay on a common scale, shares of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from listings.models.share import Share
from listings.pay.money import short_amount

HEIGHT = 16


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
        """Where an amount lies, in per cent of the width."""
        share = (amount - self.low) / (self.high - self.low) * 100
        return f"{min(max(share, Decimal(0)), Decimal(100)):.2f}"


def scale_of(amounts: Iterable[Decimal | None]) -> Scale | None:
    """Return a scale with round ends that holds all amounts; None where there are none."""
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    lowest, highest = min(known), max(known)
    step = _round_step(((highest - lowest) or highest) / 10)
    low = (lowest / step).to_integral_value(ROUND_FLOOR) * step
    high = (highest / step).to_integral_value(ROUND_CEILING) * step
    return Scale(low, high) if low < high else Scale(low - step, high + step)


def _round_step(least: Decimal) -> Decimal:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is at least ``least``."""
    ten = Decimal(1).scaleb(least.adjusted())
    return next(ten * times for times in (1, 2, 5, 10) if ten * times >= least)


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
    """Draw from nothing to all: an axis, the share, and a line across its 95 % interval."""
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
