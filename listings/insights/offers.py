"""What a posting says of pay in a country: its amounts a year, or what keeps it out of a figure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jobboard.site import dates
from listings.insights.pay_cells import PayOffer
from listings.insights.sample import Member
from listings.models import PaySeries, PayTransparencyRule
from listings.models.pay_transparency_rule import Disclosure, Moment
from listings.pay.currencies import currencies_of
from listings.pay.money import (
    WIDE_RANGE,
    Engagement,
    Pay,
    PayKind,
    PaySource,
    Period,
    yearly_range,
)
from listings.pay.tiers import PayTier, in_country, middle, of_posting
from listings.reading.title_key import normalize_title


def offer_of(
    member: Member,
    country: str = "",
    laws: Sequence[PayTransparencyRule] = (),
    head: int | None = None,
) -> PayOffer:
    """Return what a posting says of pay in a country (empty: everywhere); quarantined is none.

    ``head``: the posting that lists show, where it is another one.
    """
    row = member.row
    given = row["pay_minimum"] is not None or row["pay_maximum"] is not None
    about = PayOffer(
        employer=member.employer,
        posting=row["pk"],
        head=head or row["pk"],
        level=row["level"],
        stratum=" ".join((row["level"], *sorted(member.countries))),
        is_given=given and row["pay_quarantined_at"] is None,
        is_bound=any(_binds(law, member) for law in laws),
        is_from_text=row["pay_source"] == PaySource.TEXT,
    )
    work = Engagement(row["employment_types"], row["weekly_hours"], row["pay_is_full_time_rate"])
    if not about.is_given or work.is_part_time or work.is_rate:
        return about
    tiers = _own_tiers(row)
    own = _of_country(tiers, country, row["pay_currency"])
    pay = middle(own) or _pay_of(row)
    amounts = [amount for amount in yearly_range(pay, work) if amount is not None]
    if not amounts:
        return about
    low, high = amounts[0], amounts[-1]
    return replace(
        about,
        currency=pay.currency,
        low=low,
        high=high,
        series=SERIES.get(pay.kind, pay.kind.value),
        is_minimum_only=len(amounts) == 1 or high > WIDE_RANGE * low,
        is_zoned=len({tier.pay for tier in own if tier.pay}) > 1,
        is_of_elsewhere=not _is_stated_for(country, member, pay.currency, tiers),
    )


SERIES = {PayKind.BASE: PaySeries.POSTED}
"""Of the kinds of pay; every other kind is a series of its own name."""


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
    tiers = [PayTier.of_json(kept) for kept in row["pay_by_place"]]
    return of_posting(tiers, row["title"], row["level"], normalize_title)


def _of_country(tiers: Sequence[PayTier], country: str, currency: str) -> Sequence[PayTier]:
    """The tiers of a country; everywhere, those in the currency of the pay that is shown."""
    if country:
        return in_country(tiers, country)
    return [tier for tier in tiers if tier.pay and tier.pay.currency == currency]


def _is_stated_for(country: str, member: Member, currency: str, tiers: Sequence[PayTier]) -> bool:
    """Tell whether pay is that of a country.

    Where the source states pay by place, if a tier names the country; else if it is the only
    country of the posting, or if the pay is in its currency.
    """
    if not country:
        return True
    if any(tier.countries for tier in tiers if tier.pay):
        return bool(in_country(tiers, country))
    return member.countries == {country} or currency in currencies_of(country)


def _binds(law: PayTransparencyRule, member: Member) -> bool:
    """Tell whether a law asked for pay in the posting when it was published."""
    posted_at = member.row["posted_at"]
    is_later = posted_at is not None and dates.day_of(posted_at) >= law.since_on
    if not is_later or law.spares(member.row["company__size"]):
        return False
    if law.region_code:
        return any(office.region_code == law.region_code for office in member.offices)
    return bool(member.countries & law.countries)


def laws_on_pay() -> list[PayTransparencyRule]:
    """Return the laws that ask for pay in the advertisement itself. One query."""
    rules = PayTransparencyRule.objects.in_force().filter(moment=Moment.ADVERTISEMENT)
    return list(rules.filter(demands__contains=[Disclosure.PAY]))
