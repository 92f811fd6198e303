"""Whether a draft says of pay what the law of its places wants said. No legal advice.

A rule is met by the places that a draft names and by the countries that it may be worked from.
What is missing is a finding beside the field that would hold it; nothing here refuses a posting.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jobboard.site import dates
from listings.employers.findings import Finding, Level
from listings.models import PayTransparencyRule, Place, RemoteScope
from listings.models.pay_transparency_rule import Demand, Moment

type Data = Mapping[str, Any]

ONGOING = re.compile(
    r"\b(?:ongoing|rolling) basis\b|\bno (?:fixed )?deadline\b|\buntil filled\b", re.IGNORECASE
)
NUMBER = re.compile(r"\d[\d,.\u202f ]*")


def check(data: Data) -> Iterator[Finding]:
    """Return what is missing under the rules in force; at most one query."""
    if not data.get("places") and not data.get("remote_scope"):
        return
    for rule in PayTransparencyRule.objects.in_force():
        yield from lacks(rule, data)


def lacks(rule: PayTransparencyRule, data: Data) -> Iterator[Finding]:
    """Return what ``data`` lacks under one rule; nothing where the rule does not reach it."""
    reason = reach(rule, data)
    if not reason or is_too_small(rule, data.get("company_size", "")):
        return
    level = Level.WARNING if rule.moment == Moment.ADVERTISEMENT else Level.HINT
    for demand in rule.demands:
        field, missing = MISSING[Demand(demand)](data)
        if field:
            yield Finding(field, level, f"{missing} {say(rule, reason)}", rule=str(rule))


def say(rule: PayTransparencyRule, reason: str) -> str:
    """Return why the rule is named, in a sentence or two."""
    when = f"since {dates.long(rule.since_on)}"
    size = f", for employers of {rule.employees_from:,} or more" if rule.employees_from > 1 else ""
    wants = "wants it in the advertisement"
    if rule.moment == Moment.INTERVIEW:
        wants = "wants it told before the interview; here is the simplest place"
    return f"{rule.jurisdiction} ({rule.law}, {when}{size}) {wants}: {reason}."


def reach(rule: PayTransparencyRule, data: Data) -> str:
    """Return why a rule may apply to a draft, or an empty text."""
    for place in data.get("places") or ():
        if lies_in(place, rule):
            return f"the posting names {place.label}"
    scope = data.get("remote_scope") or ""
    countries = set(data.get("remote_countries") or ())
    if scope == RemoteScope.ANYWHERE or countries & rule.countries:
        return "remote work is open to people there"
    return ""


def lies_in(place: Place, rule: PayTransparencyRule) -> bool:
    """Tell whether a place lies where a rule holds; a country is not taken for its region."""
    if rule.region_code:
        return place.region_code == rule.region_code
    return place.country in rule.countries


def is_too_small(rule: PayTransparencyRule, size: str) -> bool:
    """Tell whether an employer of this size ("11–50") is surely below the rule's smallest."""
    numbers = [int(re.sub(r"\D", "", found)) for found in NUMBER.findall(size)]
    return len(numbers) > 1 and numbers[-1] < rule.employees_from


def _pay(data: Data) -> tuple[str, str]:
    pay = data.get("pay")
    if pay is None:
        return ("", "") if data.get("is_pay_typed") else ("pay_minimum", "Pay is missing.")
    if pay.minimum is None or pay.maximum is None:
        field = "pay_maximum" if pay.maximum is None else "pay_minimum"
        return field, "The range is open; give both ends, or one fixed amount."
    return "", ""


def _other_pay(data: Data) -> tuple[str, str]:
    if data.get("pay_bonus") or data.get("pay_equity") or data.get("pay_note"):
        return "", ""
    return "pay_bonus", "If there is a bonus, a commission or equity, describe it."


def _benefits(data: Data) -> tuple[str, str]:
    return ("", "") if data.get("benefits") else ("benefits", "Benefits are not described.")


def _last_day(data: Data) -> tuple[str, str]:
    if data.get("apply_by_on") or ONGOING.search(data.get("description") or ""):
        return "", ""
    return "apply_by_on", (
        "The last day to apply is missing; without one, write that you take applications on an "
        "ongoing basis."
    )


MISSING: Mapping[Demand, Callable[[Data], tuple[str, str]]] = {
    Demand.PAY: _pay,
    Demand.OTHER_PAY: _other_pay,
    Demand.BENEFITS: _benefits,
    Demand.LAST_DAY: _last_day,
}
