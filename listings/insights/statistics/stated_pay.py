"""What a posting says of pay in one country, where its source states it by place or level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from listings.models import Listing, PaySeries
from listings.pay.money import (
    WIDE_RANGE,
    Engagement,
    Pay,
    PayKind,
    Period,
    currencies_of,
    yearly_range,
)
from listings.pay.tiers import PayTier, in_country, middle, of_posting, shown_tier
from listings.reading.title_parts import normalize_title

SERIES_OF = {PayKind.BASE: PaySeries.POSTED}
"""Of the kinds of pay; every other kind is a series of its own name."""
TIER_FIELDS = (
    *("pk", "title", "level", "pay_by_place", "pay_minimum", "pay_maximum", "pay_currency"),
    *("pay_period", "pay_payments_a_year", "pay_kind"),
    *("employment_types", "weekly_hours", "pay_is_full_time_rate"),
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What one posting says in one country: amounts a year, in cents of ``currency``.

    ``is_zoned``: several amounts within the country, by place, so that none is a city's own.
    ``is_of_elsewhere``: neither stated for the country nor in its currency.
    """

    currency: str
    low: int
    high: int
    series: str
    is_minimum_only: bool  # one end, or ends too far apart to have a middle
    is_zoned: bool
    is_of_elsewhere: bool


def stated_in(posting: dict[str, Any], country: str, countries: set[str]) -> Stated:
    """Return what a posting with tiers says of pay in a country (empty: everywhere).

    ``posting`` holds ``TIER_FIELDS``; ``countries`` are all that it counts in.
    """
    work = Engagement(
        posting["employment_types"], posting["weekly_hours"], posting["pay_is_full_time_rate"]
    )
    tiers = _own_tiers(posting)
    own = _of_country(tiers, country, posting["pay_currency"])
    pay = middle(own) or _pay_of(posting)
    amounts = [_cents(one) for one in yearly_range(pay, work) if one is not None]
    is_year = amounts and not work.is_part_time and not work.is_rate
    low, high = (amounts[0], amounts[-1]) if is_year else (0, 0)
    return Stated(
        currency=pay.currency if is_year else "",
        low=low,
        high=high,
        series=SERIES_OF.get(pay.kind, pay.kind.value),
        is_minimum_only=len(amounts) == 1 or high > WIDE_RANGE * low,
        is_zoned=len({tier.pay for tier in own if tier.pay}) > 1,
        is_of_elsewhere=not _is_stated_for(country, countries, pay.currency, tiers),
    )


def _cents(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _pay_of(row: dict[str, Any]) -> Pay:
    return Pay(
        row["pay_minimum"],
        row["pay_maximum"],
        row["pay_currency"],
        Period(row["pay_period"]),
        row["pay_payments_a_year"],
        PayKind(row["pay_kind"]),
    )


def _own_tiers(row: dict[str, Any]) -> tuple[PayTier, ...]:
    """The amounts that the source states apart, as far as they are of the posting's own level."""
    return _of_level(row["pay_by_place"], row["title"], row["level"])


def _of_level(kept: Sequence[dict[str, Any]], title: str, level: str) -> tuple[PayTier, ...]:
    return of_posting([PayTier.of_json(one) for one in kept], title, level, normalize_title)


def countries_of_pay(listing: Listing, countries: Sequence[str]) -> list[str]:
    """Return those of a posting's countries for which the pay that it shows is stated.

    Where its source states pay by place, they are those of the place which is shown. Empty where
    nothing is stated.
    """
    tiers = _of_level(listing.pay_by_place, listing.title, listing.level)
    shown = shown_tier(tiers, countries)
    if shown and shown.countries:
        return [one for one in countries if one in shown.countries]
    own, currency = set(countries), listing.pay_currency
    return [one for one in countries if _is_stated_for(one, own, currency, tiers)]


def _of_country(tiers: Sequence[PayTier], country: str, currency: str) -> Sequence[PayTier]:
    """The tiers of a country; everywhere, those in the currency of the pay that is shown."""
    if country:
        return in_country(tiers, country)
    return [tier for tier in tiers if tier.pay and tier.pay.currency == currency]


def _is_stated_for(
    country: str, countries: set[str], currency: str, tiers: Sequence[PayTier]
) -> bool:
    """Tell whether pay is that of a country.

    Where the source states pay by place, if a tier names the country; else if it is the only
    country of the posting, or if the pay is in its currency.
    """
    if not country:
        return True
    if any(tier.countries for tier in tiers if tier.pay):
        return bool(in_country(tiers, country))
    return countries == {country} or currency in currencies_of(country)
