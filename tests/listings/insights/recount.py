"""Figures of pay once more, from the raw rows and the words of the rules, sharing no code.

Slow and plain on purpose: one loop a cell, the standard library's medians and quantiles.
"""

import math
import statistics
from collections import Counter
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from listings.models import Listing

Row = dict[str, object]

PER_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
OTHER_WORK = {"contract", "freelance", "internship"}
MONEY_OF = {"US": "USD", "DE": "EUR", "FR": "EUR"}
# Student's t at 95% by degrees of freedom, from printed tables
T = dict(zip(range(9, 31), (
    2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080,
    2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
), strict=True))  # fmt: skip


def recount(now: datetime, home_currency: str) -> dict[tuple[int, str, str], Row]:
    """Every cell of base pay that holds a posting."""
    rows = Listing.objects.select_related("company", "source")
    rows = rows.prefetch_related("roles", "listing_places__place")
    postings = [one for one in rows if counts(one, now)]
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
            found[role, country, level] = cell(members, country, home_currency)
    return found


def employer_of(one: Listing) -> str:
    return one.company.group.lower() or f"company {one.company_id}"


def counts(one: Listing, now: datetime) -> bool:
    start = now.replace(year=now.year - 1, hour=0, minute=0, second=0, microsecond=0)
    if one.is_open_application or one.frozen_at or one.company.blocked_at:
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
    types = set(one.employment_types)
    is_part = "part-time" in types and "full-time" not in types and not one.pay_is_full_time_rate
    if is_part or not given or one.pay_quarantined_at or types & OTHER_WORK:
        return None
    factor = PER_YEAR[one.pay_period]
    if one.pay_period == "month" and one.pay_payments_a_year:
        factor = one.pay_payments_a_year
    return given[0] * factor, given[-1] * factor


def says_what_it_pays(one: Listing) -> bool:
    return bool(one.pay_minimum or one.pay_maximum) and not one.pay_quarantined_at


def has_two_near_ends(one: Listing) -> bool:
    low, high = one.pay_minimum, one.pay_maximum
    return bool(low and high and high <= 3 * low)


def fits(one: Listing, country: str) -> bool:
    """Base pay a year from the employer's own field, which counts in the country."""
    if a_year(one) is None or one.pay_kind != "base" or one.pay_source == "text":
        return False
    is_only = not country or countries_of(one) == {country}
    return is_only or MONEY_OF[country] == one.pay_currency


def clusters_of(members: list[Listing]) -> list[list[Listing]]:
    """The posting that lists show first, then the newest."""
    found: dict[int, list[Listing]] = {}
    for one in sorted(
        members, key=lambda one: (one.status != "published", bool(one.duplicate_of_id), -one.pk)
    ):
        found.setdefault(one.duplicate_of_id or one.pk, []).append(one)
    return list(found.values())


def cell(members: list[Listing], country: str, home_currency: str) -> Row:
    clusters = clusters_of(members)
    names = Counter(
        name
        for cluster in clusters
        for name in {one.pay_currency for one in cluster if fits(one, country)}
    )
    first = sorted(name for name in names if names[name] == max(names.values()))
    currency = home_currency if home_currency in first else (first or [""])[0]
    counted = []
    for cluster in clusters:
        own = [one for one in cluster if fits(one, country) and one.pay_currency == currency]
        if near := [one for one in own if has_two_near_ends(one)]:
            counted.append(near[0])
    sizes = Counter(employer_of(one) for one in counted)
    n, squares = len(counted), sum(size**2 for size in sizes.values())
    effective = Decimal(n**2) / squares if squares else Decimal(0)
    withheld = "few-postings" if n < 10 else "few-employers" if effective < 5 else ""
    return {
        "total": len(clusters),
        "n": n,
        "currency": currency,
        "employers": len(sizes),
        "effective_employers": rounded(effective),
        "largest": max(sizes.values(), default=0),
        "withheld": withheld,
        "with_pay": sum(
            any(
                (one.pay_minimum or one.pay_maximum) and not one.pay_quarantined_at
                for one in cluster
            )
            for cluster in clusters
        ),
    } | ({} if withheld else amounts(counted, effective))


def amounts(counted: list[Listing], effective: Decimal) -> Row:
    pairs = [(sum(a_year(one) or (), Decimal(0)) / 2, employer_of(one)) for one in counted]
    n, employers = len(counted), {company for _, company in pairs}
    middles = sorted(middle for middle, _ in pairs)
    quarters = statistics.quantiles(middles, n=4, method="inclusive")
    found: dict[str, Decimal | None] = {
        "median": statistics.median(middles), "p25": quarters[0], "p75": quarters[2],
    }  # fmt: skip
    if n >= 20 and effective >= 10:
        found["ci_low"], found["ci_high"] = interval(pairs)
    if n >= 50 and len(employers) >= 20:
        tenths = statistics.quantiles(middles, n=10, method="inclusive")
        found["p10"], found["p90"] = tenths[0], tenths[8]
    return {key: rounded(value) for key, value in found.items() if value is not None}


def interval(pairs: list[tuple[Decimal, str]]) -> tuple[Decimal | None, Decimal | None]:
    """Woodruff's, as its definition goes: a share's interval, turned back into values."""
    n, middle = len(pairs), statistics.median(value for value, _ in pairs)
    employers = {company for _, company in pairs}
    deviations = [
        sum((value <= middle) - 0.5 for value, company in pairs if company == one)
        for one in employers
    ]
    k = len(employers)
    variance = k / (k - 1) * sum(one**2 for one in deviations) / n**2
    reach = T[k - 1] * math.sqrt(variance)
    values = sorted(value for value, _ in pairs)
    low, high = math.floor(n * (0.5 - reach)), math.floor(n * (0.5 + reach)) + 1
    return (values[low - 1] if low > 0 else None), (values[high - 1] if high <= n else None)


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
