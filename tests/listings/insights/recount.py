"""The statistics once more, from the raw rows and the words of the rules, sharing no code.

Slow and plain on purpose: one loop a cell, the standard library's medians and quantiles, the
interval by trying every rank.
"""

import statistics
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from math import comb

from listings.models import Listing

Row = dict[str, object]

PER_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}


def recount(now: datetime, home_currency: str) -> dict[tuple[int, str, str], Row]:
    """Every cell that holds a posting."""
    postings = [one for one in Listing.objects.all() if counts(one, now)]
    if any(not one.is_demo for one in postings):
        postings = [one for one in postings if not one.is_demo]
    countries = {one.pk: countries_of(one) for one in postings}
    roles = {one.pk: {role.pk for role in one.roles.all()} for one in postings}
    found = {}
    for role, country, level in product(
        set().union(*roles.values()),
        {"", *set().union(*countries.values())},
        {"", *(one.level for one in postings)},
    ):
        members = [
            one
            for one in postings
            if role in roles[one.pk]
            and country in {"", *countries[one.pk]}
            and level in {"", one.level}
        ]
        if members:
            found[role, country, level] = cell(members, home_currency)
    return found


def counts(one: Listing, now: datetime) -> bool:
    start = now.replace(year=now.year - 1, hour=0, minute=0, second=0, microsecond=0)
    if one.is_open_application or one.duplicate_of or one.frozen_at or one.company.blocked_at:
        return False
    if one.status == "closed":
        end = one.closed_at
    elif one.status == "published":
        end = now
        if one.source and not one.source.is_recorded:
            end = one.source.last_good_at
    else:
        return False
    if one.expires_at:
        end = min(end, one.expires_at) if end else None
    return bool(end and end >= start and one.first_seen_at <= now and (one.posted_at or end) <= now)


def countries_of(one: Listing) -> set[str]:
    if one.workplaces == ["remote"]:
        return set(one.remote_countries) if len(one.remote_countries) == 1 else set()
    return {link.place.country for link in one.listing_places.all()}


def a_year(one: Listing) -> tuple[Decimal, Decimal] | None:
    """Yearly minimum and maximum; None where nothing is said or no year is meant."""
    given = [amount for amount in (one.pay_minimum, one.pay_maximum) if amount]
    is_rate = one.pay_period in ("hour", "day")
    is_contract = {"contract", "freelance", "internship"} & set(one.employment_types)
    types = set(one.employment_types)
    is_part = "part-time" in types and "full-time" not in types and not one.pay_is_full_time_rate
    if is_part or not given or one.pay_quarantined_at or (is_rate and is_contract):
        return None
    factor = PER_YEAR[one.pay_period]
    if one.pay_period == "month" and one.pay_payments_a_year:
        factor = one.pay_payments_a_year
    return given[0] * factor, given[-1] * factor


def cell(members: list[Listing], home_currency: str) -> Row:
    paid = [(one, pay) for one in members if (pay := a_year(one))]
    names = [one.pay_currency for one, _ in paid]
    often = max((names.count(name) for name in names), default=0)
    first = sorted(name for name in set(names) if names.count(name) == often)
    currency = home_currency if home_currency in first else (first or [""])[0]
    own = [(one, pay) for one, pay in paid if one.pay_currency == currency]
    closed = [(one, pay) for one, pay in own if one.pay_minimum and one.pay_maximum]
    counted = [(one, pay) for one, pay in closed if pay[1] <= 3 * pay[0]]
    companies = [one.company_id for one, _ in counted]
    largest = max((companies.count(name) for name in companies), default=0)
    n = len(counted)
    withheld = ""
    if n < 5:
        withheld = "few-postings"
    elif len(set(companies)) < 3:
        withheld = "few-employers"
    elif largest * 2 > n:
        withheld = "one-employer"
    return {
        "total": len(members),
        "n": n,
        "currency": currency,
        "employers": len(set(companies)),
        "largest": largest,
        "wide": len(own) - n,
        "other_currency": len(paid) - len(own),
        "withheld": withheld,
    } | ({} if withheld else amounts([pay for _, pay in counted]))


def amounts(pays: list[tuple[Decimal, Decimal]]) -> Row:
    n = len(pays)
    middles = sorted((low + high) / 2 for low, high in pays)
    found = {"median": statistics.median(middles)}
    if n >= 10:
        found["typical_low"] = statistics.median(low for low, _ in pays)
        found["typical_high"] = statistics.median(high for _, high in pays)
        quarters = statistics.quantiles(middles, n=4, method="inclusive")
        found["p25"], found["p75"] = quarters[0], quarters[2]
    if n >= 20:
        ranks = [k for k in range(1, n // 2 + 1) if _inside(n, k) >= Decimal("0.95")]
        found["ci_low"], found["ci_high"] = middles[max(ranks) - 1], middles[n - max(ranks)]
    if n >= 50:
        tenths = statistics.quantiles(middles, n=10, method="inclusive")
        found["p10"], found["p90"] = tenths[0], tenths[8]
    return {key: value.quantize(Decimal("0.01"), ROUND_HALF_UP) for key, value in found.items()}


def _inside(n: int, k: int) -> Decimal:
    return Decimal(sum(comb(n, below) for below in range(k, n - k + 1))) / Decimal(2) ** n
