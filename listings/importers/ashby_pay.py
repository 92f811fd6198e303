"""Pay in Ashby's answers: a summary, and tiers by place or level behind it.

The summary spans the tiers of one currency; tiers in other currencies are shown, never counted.
"""

import re
from decimal import Decimal

from listings.importers import fields
from listings.importers.posting import Json, PayGiven
from listings.pay.money import Kind, Pay, Period

PERIODS = {f"1 {period.name}": period for period in Period}
LONGEST_TEXT = 500
LONGEST_LABEL = 120
HIGHEST = Decimal(10) ** 10  # what a column of 12 digits, 2 of them decimals, can hold

_ON_TARGET = re.compile(r"\bOTE\b|\bon[- ]target\b", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")


def read_pay(raw: dict[str, Json]) -> PayGiven:
    """Pay of a posting; none where the employer does not want it shown."""
    given = fields.members(raw.get("compensation"), "compensation")
    if fields.flag(raw, "shouldDisplayCompensationOnJobPostings") is False:
        return PayGiven()
    listed = fields.items(given.get("compensationTiers"), "compensationTiers")
    tiers = [_tier(tier) for tier in listed]
    summary = fields.line(given, "compensationTierSummary")[:LONGEST_TEXT]
    kind = Kind.ON_TARGET if _is_on_target(tiers, summary) else Kind.BASE
    pay, doubt = _salary(given, kind)
    by_place = tuple(tier for tier in tiers if tier[1]) if len(tiers) > 1 else ()
    return PayGiven(pay=pay, text=summary, by_place=by_place, doubt=doubt)


def _tier(tier: Json) -> tuple[str, str]:
    parts = fields.members(tier, "compensationTiers")
    label, text = fields.line(parts, "title"), fields.line(parts, "tierSummary")
    return label[:LONGEST_LABEL], text[:LONGEST_TEXT]


def _is_on_target(tiers: list[tuple[str, str]], summary: str) -> bool:
    """Whether every tier is called on-target pay: then the summary is no base pay."""
    texts = [" ".join(tier) for tier in tiers] or [summary]
    return all(_ON_TARGET.search(text) for text in texts)


def _salary(given: dict[str, Json], kind: Kind) -> tuple[Pay | None, str]:
    """The first salary of the summary and, where it cannot be used, why."""
    components = fields.items(given.get("summaryComponents"), "summaryComponents")
    parts = [fields.members(one, "summaryComponents") for one in components]
    salaries = [one for one in parts if fields.line(one, "compensationType") == "Salary"]
    return _pay(salaries[0], kind) if salaries else (None, "")


def _pay(salary: dict[str, Json], kind: Kind) -> tuple[Pay | None, str]:
    minimum, maximum = _amount(salary, "minValue"), _amount(salary, "maxValue")
    period = PERIODS.get(fields.line(salary, "interval").upper())
    currency = fields.line(salary, "currencyCode").upper()
    if not (minimum or maximum) or period is None:
        return None, ""
    if doubt := _doubt(minimum, maximum, currency):
        return None, doubt
    return Pay(minimum, maximum, currency, period, kind=kind), ""


def _amount(salary: dict[str, Json], name: str) -> Decimal | None:
    """An amount; 0 means that there is none."""
    value = fields.number(salary, name)
    return round(Decimal(str(value)), 2) if value and abs(value) < 1e15 else _absurd(value)


def _absurd(value: float | None) -> Decimal | None:
    return HIGHEST if value else None


def _doubt(minimum: Decimal | None, maximum: Decimal | None, currency: str) -> str:
    amounts = [amount for amount in (minimum, maximum) if amount is not None]
    if not _CURRENCY.fullmatch(currency):
        return "pay: the currency is not a code of three letters."
    if any(not 0 < amount < HIGHEST for amount in amounts):
        return "pay: an amount is below 0 or above what can be meant."
    if amounts != sorted(amounts):
        return "pay: the maximum lies below the minimum."
    return ""
