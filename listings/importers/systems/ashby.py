"""Ashby's public job-board API.

https://developers.ashbyhq.com/docs/public-job-posting-api: one answer holds the whole board.
"""

import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote

from listings.importers import answers
from listings.importers.adapter import (
    Json,
    Location,
    PayGiven,
    Posting,
    PostingError,
    RawPosting,
)
from listings.pay.money import Pay, PayKind, Period
from listings.pay.patterns import phrases_of_pay
from listings.pay.tiers import PayTier

PERIODS = {f"1 {period.name}": period for period in Period}
EQUITY = ("EquityPercentage", "EquityCashValue")
LONGEST_TEXT = 500
LONGEST_LABEL = 120
HIGHEST = Decimal(10) ** 10  # what a column of 12 digits, 2 of them decimals, can hold

# "Total compensation also includes equity" tells of more than the amounts
_MORE_THAN_PAY = re.compile(
    r"\b(?:part of|beyond|on top of|your|our) (?:(?:the|your|our) )?total [^.;]*"
    r"|\btotal \w+(?: package)? (?:also|will|may|can|could|additionally)\b[^.;0-9]*(?:[.;]|$)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\btotal (?:\w+ )?(?:compensation|cash(?! comp(?:ensation)? \(OTE)|comp\b|pay)", re.IGNORECASE
)
_AMOUNT = re.compile(r"[$€£] ?([0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?|[0-9]+) ?([kK]?)")
_CURRENCY = re.compile(r"[A-Z]{3}")


def read_pay(raw: dict[str, Json]) -> PayGiven:
    """Pay of a posting; none where the employer does not want it shown."""
    given = answers.members(raw.get("compensation"), "compensation")
    if answers.flag(raw, "shouldDisplayCompensationOnJobPostings") is False:
        return PayGiven()
    listed = answers.items(given.get("compensationTiers"), "compensationTiers")
    parts = [answers.members(one, "compensationTiers") for one in listed]
    texts = [_tier_text(one) for one in parts]
    summary = answers.line(given, "compensationTierSummary")[:LONGEST_TEXT]
    pay, doubt = _salary(given, "summaryComponents", texts or [summary])
    tiers = tuple(
        PayTier(answers.line(one, "title")[:LONGEST_LABEL], written, _tier_pay(one, text))
        for one, text in zip(parts, texts, strict=True)
        if (written := answers.line(one, "tierSummary")[:LONGEST_TEXT])
    )
    has_equity = any(answers.line(one, "compensationType") in EQUITY for one in _components(given))
    return PayGiven(pay, summary, tiers if len(tiers) > 1 else (), doubt, has_equity)


def _components(given: dict[str, Json], name: str = "summaryComponents") -> list[dict[str, Json]]:
    return [answers.members(one, name) for one in answers.items(given.get(name), name)]


def _tier_text(tier: dict[str, Json]) -> str:
    names = ("title", "tierSummary", "additionalInformation")
    return " ".join(answers.line(tier, name)[:LONGEST_TEXT] for name in names)


def _tier_pay(tier: dict[str, Json], text: str) -> Pay | None:
    return _salary(tier, "components", [text])[0]


def _salary(given: dict[str, Json], name: str, texts: list[str]) -> tuple[Pay | None, str]:
    """The first salary among components and, where it cannot be used, why.

    ``texts`` say what kind of pay it is: only what all of them say counts.
    """
    parts = _components(given, name)
    salaries = [one for one in parts if answers.line(one, "compensationType") == "Salary"]
    if not salaries:
        return None, ""
    pay, doubt = _pay(salaries[0])
    kinds = {_kind(text, pay) for text in texts} if pay else set()
    return (replace(pay, kind=kinds.pop()) if pay and len(kinds) == 1 else pay), doubt


def _kind(text: str, pay: Pay) -> PayKind:
    """What a tier's words call its amounts; "$80K – $100K • OTE $160K" is base pay."""
    text, phrases = _MORE_THAN_PAY.sub(" ", text), phrases_of_pay()
    if _TOTAL.search(text) or phrases.total.search(text):
        return PayKind.TOTAL
    on_target = phrases.on_target.search(text)
    if on_target is None:
        return PayKind.BASE
    amounts = {_thousands(*one) for one in _AMOUNT.findall(text[on_target.end() :])}
    is_other = bool(amounts) and amounts.isdisjoint({pay.minimum, pay.maximum})
    return PayKind.BASE if is_other else PayKind.ON_TARGET


def _thousands(digits: str, size: str) -> Decimal:
    return Decimal(digits.replace(",", "")) * (1_000 if size else 1)


def _pay(salary: dict[str, Json]) -> tuple[Pay | None, str]:
    minimum, maximum = _amount(salary, "minValue"), _amount(salary, "maxValue")
    period = PERIODS.get(answers.line(salary, "interval").upper())
    currency = answers.line(salary, "currencyCode").upper()
    if not (minimum or maximum) or period is None:
        return None, ""
    if doubt := _doubt(minimum, maximum, currency):
        return None, doubt
    return Pay(minimum, maximum, currency, period), ""


def _amount(salary: dict[str, Json], name: str) -> Decimal | None:
    """An amount; 0 means that there is none."""
    value = answers.number(salary, name)
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


HOST = "https://api.ashbyhq.com"
EMPLOYMENT_TYPES = {
    "FullTime": "full-time",
    "PartTime": "part-time",
    "Intern": "internship",
    "Contract": "contract",
    "Temporary": "temporary",
}
LONGEST_TITLE = 250
LONGEST_PLACE = 500
LONGEST_DESCRIPTION = 5_000_000


class AshbyAdapter:
    system = "ashby"
    label = "Ashby"
    parser_version = 1

    def fetch(self, board: str, seconds: float | None = None) -> bytes:
        """Ask for a board with pay. Raises BoardError."""
        path = f"/posting-api/job-board/{quote(board, safe='')}"
        return answers.get(f"{HOST}{path}?includeCompensation=true", seconds=seconds)

    def postings(self, answer: bytes) -> list[RawPosting]:
        """Take the postings out of an answer, without those that are not listed."""
        board = answers.parse(answer)
        jobs = board.get("jobs") if isinstance(board, dict) else None
        return [one for one in answers.postings(jobs) if _is_listed(one.raw)]

    def read(self, raw: Json) -> Posting:
        """Read one posting. Raises PostingError."""
        job = answers.posting(raw)
        source_url = answers.web_address(job, "jobUrl")
        return Posting(
            title=answers.required(answers.line(job, "title", limit=LONGEST_TITLE), "title"),
            description=_description(job),
            apply_url=answers.required(
                answers.web_address(job, "applyUrl") or source_url, "applyUrl"
            ),
            source_url=source_url,
            posted_at=answers.moment(job, "publishedAt"),
            department=answers.line(job, "department")[:LONGEST_LABEL],
            employment_types=_employment_types(job),
            locations=_locations(job),
            remote_flag=answers.flag(job, "isRemote"),
            workplace_type=answers.line(job, "workplaceType", limit=LONGEST_LABEL),
            pay=read_pay(job),
        )


def _is_listed(job: Json) -> bool:
    return not (isinstance(job, dict) and job.get("isListed") is False)


def _description(raw: dict[str, Json]) -> str:
    given = answers.text(raw, "descriptionHtml", limit=LONGEST_DESCRIPTION)
    return given or answers.text(raw, "descriptionPlain", limit=LONGEST_DESCRIPTION)


def _employment_types(raw: dict[str, Json]) -> tuple[str, ...]:
    ours = EMPLOYMENT_TYPES.get(answers.line(raw, "employmentType"))
    return (ours,) if ours else ()


def _locations(raw: dict[str, Json]) -> tuple[Location, ...]:
    more = answers.items(raw.get("secondaryLocations"), "secondaryLocations")
    found = [_location(raw), *(_location(_present(one)) for one in more)]
    return tuple(dict.fromkeys(one for one in found if one != Location("")))


def _present(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise PostingError("secondaryLocations: objects are expected.")
    return value


def _location(raw: dict[str, Json]) -> Location:
    address = answers.members(raw.get("address"), "address")
    postal = answers.members(address.get("postalAddress"), "address.postalAddress")
    return Location(
        text=answers.line(raw, "location", limit=LONGEST_PLACE),
        locality=answers.line(postal, "addressLocality", limit=LONGEST_PLACE),
        region=answers.line(postal, "addressRegion", limit=LONGEST_PLACE),
        country=answers.line(postal, "addressCountry", limit=LONGEST_PLACE),
    )


ADAPTER = AshbyAdapter()
