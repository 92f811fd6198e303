"""Pay: what an employer said, and all that is derived from it. The only place that converts.

Amounts are kept as given (``Decimal``, currency, period); a yearly equivalent is computed beside
them and never replaces them. No Django here, so that models, readers and pages may all use it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache

from listings.reading.data import content

PARSER_VERSION = 1

EURO = "EUR"
CURRENCIES = frozenset(  # that pay may be given in: ISO 4217
    content("currencies.toml")["codes"].split()
)


def currencies_of(country: str) -> tuple[str, ...]:
    """Return the currencies that a country (ISO 3166-1) pays in, the usual one first."""
    return _by_country().get(country, ())


def home_of(currency: str) -> tuple[str, ...]:
    """Return the one country (ISO 3166-1) that a currency names, or none: "CAD" is Canada's pay.

    The euro and the dollar of the United States pay in many.
    """
    countries = [country for country, codes in _by_country().items() if codes[0] == currency]
    return tuple(countries[:1]) if currency not in {"EUR", "USD"} else ()


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    rows = content("country_currencies.toml")
    found: dict[str, tuple[str, ...]] = {}
    for currency, countries in rows.items():
        for country in countries.split():
            found[country] = (*found.get(country, ()), currency)
    return found


class Period(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class PayKind(StrEnum):
    BASE = "base"
    ON_TARGET = "on-target"  # base and commission at the target
    TOTAL = "total"  # base, bonus and whatever else the employer adds up
    COLLECTIVE = "minimum"  # what a collective agreement prescribes, as Austrian law has it told


KIND_LABELS = {
    PayKind.ON_TARGET: "on target",
    PayKind.TOTAL: "in total",
    PayKind.COLLECTIVE: "collective minimum",
}


class PaySource(StrEnum):
    EMPLOYER = "employer"
    FEED = "feed"
    TEXT = "text"


# Full-time hours, days and weeks of a year: 40 h × 52 weeks, 5 days × 52 weeks.
PERIODS_A_YEAR = {Period.HOUR: 2080, Period.DAY: 260, Period.WEEK: 52, Period.MONTH: 12}
WEEKS_A_YEAR = 52
ROUNDED = Decimal("0.02")  # of an amount: what one pay may differ by that is told for two periods

# Rates by the hour or day in these engagements form a series of their own: time between
# contracts is unpaid, so a yearly figure would mislead.
RATE_TYPES = frozenset({"contract", "freelance", "internship"})


WIDE_RANGE = 3

# From where on amounts are written short, if they are whole hundreds and ten thousands.
LEAST_THOUSANDS = 10_000
LEAST_MILLIONS = 1_000_000


@dataclass(frozen=True)
class Pay:
    """Pay as given. ``minimum`` and ``maximum`` are in ``currency`` for one ``period``.

    ``payments_a_year`` matters for monthly pay only (12, 13 or 14; ``None``: unknown, counts 12).
    """

    minimum: Decimal | None
    maximum: Decimal | None
    currency: str
    period: Period
    payments_a_year: int | None = None
    kind: PayKind = PayKind.BASE

    def __post_init__(self) -> None:
        if self.minimum is None and self.maximum is None:
            raise ValueError("Pay needs a minimum or a maximum.")
        if any(amount is not None and amount <= 0 for amount in (self.minimum, self.maximum)):
            raise ValueError("Pay is above 0; an unknown amount is None.")
        if self.minimum is not None and self.maximum is not None and self.maximum < self.minimum:
            raise ValueError("The maximum lies below the minimum.")

    @property
    def low(self) -> Decimal:
        return self.minimum if self.minimum is not None else self._only

    @property
    def high(self) -> Decimal:
        return self.maximum if self.maximum is not None else self._only

    @property
    def _only(self) -> Decimal:
        amount = self.minimum if self.minimum is not None else self.maximum
        assert amount is not None  # noqa: S101 (held by __post_init__, told to the type checker)
        return amount

    @property
    def is_wide(self) -> bool:
        """Whether the maximum is above three times the minimum."""
        return self.high > WIDE_RANGE * self.low


@dataclass(frozen=True)
class Engagement:
    """What pay is for, as far as a yearly figure depends on it.

    ``types`` are employment types, ``weekly_hours`` those of this posting where it states them.
    ``is_full_time_rate``: part-time work whose pay is stated as that of full-time work.
    """

    types: Collection[str] = ()
    weekly_hours: Decimal | None = None
    is_full_time_rate: bool = False

    @property
    def is_rate(self) -> bool:
        """Whether an hourly or daily sum forms a series of its own."""
        return bool(RATE_TYPES & set(self.types))

    @property
    def is_part_time(self) -> bool:
        """Whether the pay is that of less than full-time work."""
        is_only_part_time = "part-time" in self.types and "full-time" not in self.types
        return is_only_part_time and not self.is_full_time_rate


FULL_TIME = Engagement()


def yearly_factor(pay: Pay, work: Engagement = FULL_TIME) -> Decimal | None:
    """Return what one ``pay.period`` is multiplied by for a year; None where no year is known."""
    if pay.period == Period.YEAR:
        return Decimal(1)
    if pay.period in {Period.HOUR, Period.DAY} and work.is_rate:
        return None
    if work.is_part_time and (work.weekly_hours is None or pay.period == Period.DAY):
        return None  # a day of part-time work says nothing of how many days there are
    if work.weekly_hours is not None and by_hours(pay, work):
        return work.weekly_hours * WEEKS_A_YEAR
    if pay.period == Period.MONTH and pay.payments_a_year:
        return Decimal(pay.payments_a_year)
    return Decimal(PERIODS_A_YEAR[pay.period])


def by_hours(pay: Pay, work: Engagement) -> bool:
    """Tell whether the yearly figure comes from the posting's own weekly hours."""
    is_hourly = pay.period == Period.HOUR and not work.is_full_time_rate
    return is_hourly and work.weekly_hours is not None


def yearly_range(pay: Pay, work: Engagement = FULL_TIME) -> tuple[Decimal | None, Decimal | None]:
    """Return minimum and maximum a year in ``pay.currency``; an amount not given stays None."""
    factor = yearly_factor(pay, work)
    if factor is None:
        return None, None
    return (
        None if pay.minimum is None else pay.minimum * factor,
        None if pay.maximum is None else pay.maximum * factor,
    )


def is_same_pay(one: Pay, other: Pay) -> bool:
    """Tell whether both are one pay, told for two periods: "$62,400 a year ($30 an hour)"."""
    if one.period == other.period or (one.currency, one.kind) != (other.currency, other.kind):
        return one == other
    ends = zip(yearly_range(one), yearly_range(other), strict=True)
    return all(
        abs(first - second) <= ROUNDED * max(first, second) if first and second else first == second
        for first, second in ends
    )


def short_amount(amount: Decimal) -> str:
    """Return an amount in its shortest exact form, and never a rounded one.

    ``100K`` for 100000, ``93.6K`` for 93600, ``57,350`` for itself, ``45.50`` for 45.5, ``1.25M``
    for 1250000. Below 10,000 all digits stand: ``1,200``.
    """
    if amount >= LEAST_MILLIONS and not amount % 10_000:
        return f"{_trimmed(amount / 1_000_000)}M"
    if LEAST_THOUSANDS <= amount < LEAST_MILLIONS and not amount % 100:
        return f"{_trimmed(amount / 1_000)}K"
    return full_amount(amount)


def full_amount(amount: Decimal) -> str:
    """Return all digits of an amount: ``57,350``, ``45.50``."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _trimmed(value: Decimal) -> str:
    return f"{value.normalize():f}"


def display(pay: Pay, work: Engagement = FULL_TIME) -> str:
    """Return pay as everything that shows it says it, the amounts as given.

    ``USD 100K – 130K / year``, ``EUR 45 / hour (≈ EUR 93.6K / year)``, ``from GBP 60K / year``.
    A yearly figure of part-time work says from which hours it comes.
    """
    text = _with_year(pay, work)
    return f"{text} {KIND_LABELS[pay.kind]}" if pay.kind in KIND_LABELS else text


def _with_year(pay: Pay, work: Engagement) -> str:
    text = as_given(pay)
    if pay.period == Period.YEAR or yearly_factor(pay, work) is None:
        return text
    low, high = (_whole(amount) for amount in yearly_range(pay, work))
    return f"{text} (≈ {_amounts(low, high, pay.currency)} / year{_basis(pay, work)})"


def as_given(pay: Pay) -> str:
    """Return pay without what is derived from it: ``EUR 3,245 / month``."""
    return f"{_amounts(pay.minimum, pay.maximum, pay.currency)} / {pay.period}"


def _basis(pay: Pay, work: Engagement) -> str:
    if work.is_full_time_rate:
        return " full time"
    if work.is_part_time or by_hours(pay, work):
        return f" at {hours_label(work.weekly_hours)} a week" if work.weekly_hours else ""
    return ""


def hours_label(hours: Decimal) -> str:
    """Return ``15 hours`` or ``38.5 hours``."""
    return f"{hours.normalize():f} hour{'' if hours == 1 else 's'}"


def _whole(amount: Decimal | None) -> Decimal | None:
    """A derived sum has no cents: it is about that much."""
    return None if amount is None else amount.quantize(Decimal(1), ROUND_HALF_UP)


def _amounts(minimum: Decimal | None, maximum: Decimal | None, currency: str) -> str:
    if minimum is not None and maximum is not None:
        if minimum == maximum:
            return f"{currency} {short_amount(minimum)}"
        return f"{currency} {_pair(minimum, maximum)}"
    if minimum is not None:
        return f"from {currency} {short_amount(minimum)}"
    assert maximum is not None  # noqa: S101 (one of the two is always given)
    return f"up to {currency} {short_amount(maximum)}"


def _pair(minimum: Decimal, maximum: Decimal) -> str:
    """Both ends in one form: ``57,350 – 60,000``, never ``57,350 – 60K``."""
    short = short_amount(minimum), short_amount(maximum)
    if all(text[-1:] in "KM" for text in short):
        return " – ".join(short)
    return f"{full_amount(minimum)} – {full_amount(maximum)}"
