"""Ashby's public job-board API.

https://developers.ashbyhq.com/docs/public-job-posting-api: one answer holds the whole board.
"""

import re
from decimal import Decimal
from urllib.parse import quote

from listings.importers import answers
from listings.importers.posting import (
    BoardError,
    Json,
    Location,
    PayGiven,
    Posting,
    PostingError,
    RawPosting,
)
from listings.pay.money import Pay, PayKind, Period

PERIODS = {f"1 {period.name}": period for period in Period}
LONGEST_TEXT = 500
LONGEST_LABEL = 120
HIGHEST = Decimal(10) ** 10  # what a column of 12 digits, 2 of them decimals, can hold

_ON_TARGET = re.compile(r"\bOTE\b|\bon[- ]target\b", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Z]{3}")


def read_pay(raw: dict[str, Json]) -> PayGiven:
    """Pay of a posting; none where the employer does not want it shown."""
    given = answers.members(raw.get("compensation"), "compensation")
    if answers.flag(raw, "shouldDisplayCompensationOnJobPostings") is False:
        return PayGiven()
    listed = answers.items(given.get("compensationTiers"), "compensationTiers")
    tiers = [_tier(tier) for tier in listed]
    summary = answers.line(given, "compensationTierSummary")[:LONGEST_TEXT]
    kind = PayKind.ON_TARGET if _is_on_target(tiers, summary) else PayKind.BASE
    pay, doubt = _salary(given, kind)
    by_place = tuple(tier for tier in tiers if tier[1]) if len(tiers) > 1 else ()
    return PayGiven(pay=pay, text=summary, by_place=by_place, doubt=doubt)


def _tier(tier: Json) -> tuple[str, str]:
    parts = answers.members(tier, "compensationTiers")
    label, text = answers.line(parts, "title"), answers.line(parts, "tierSummary")
    return label[:LONGEST_LABEL], text[:LONGEST_TEXT]


def _is_on_target(tiers: list[tuple[str, str]], summary: str) -> bool:
    """Whether every tier is called on-target pay: then the summary is no base pay."""
    texts = [" ".join(tier) for tier in tiers] or [summary]
    return all(_ON_TARGET.search(text) for text in texts)


def _salary(given: dict[str, Json], kind: PayKind) -> tuple[Pay | None, str]:
    """The first salary of the summary and, where it cannot be used, why."""
    components = answers.items(given.get("summaryComponents"), "summaryComponents")
    parts = [answers.members(one, "summaryComponents") for one in components]
    salaries = [one for one in parts if answers.line(one, "compensationType") == "Salary"]
    return _pay(salaries[0], kind) if salaries else (None, "")


def _pay(salary: dict[str, Json], kind: PayKind) -> tuple[Pay | None, str]:
    minimum, maximum = _amount(salary, "minValue"), _amount(salary, "maxValue")
    period = PERIODS.get(answers.line(salary, "interval").upper())
    currency = answers.line(salary, "currencyCode").upper()
    if not (minimum or maximum) or period is None:
        return None, ""
    if doubt := _doubt(minimum, maximum, currency):
        return None, doubt
    return Pay(minimum, maximum, currency, period, kind=kind), ""


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

    def fetch(self, board: str, seconds: float | None = None) -> list[RawPosting]:
        """Ask for a board with pay. Raises BoardError."""
        path = f"/posting-api/job-board/{quote(board, safe='')}"
        return self.recorded(answers.get(f"{HOST}{path}?includeCompensation=true", seconds=seconds))

    def recorded(self, answer: bytes) -> list[RawPosting]:
        """Take the postings out of an answer, without those that are not listed."""
        board = answers.parse(answer)
        jobs = board.get("jobs") if isinstance(board, dict) else None
        if not isinstance(jobs, list):
            raise BoardError("The answer holds no list of jobs.")
        return [RawPosting(_external_id(job), job) for job in jobs if _is_listed(job)]

    def read(self, raw: Json) -> Posting:
        """Read one posting. Raises PostingError."""
        if not isinstance(raw, dict):
            raise PostingError("An object is expected.")
        source_url = answers.web_address(raw, "jobUrl")
        return Posting(
            title=_required(answers.line(raw, "title", limit=LONGEST_TITLE), "title"),
            description=_description(raw),
            apply_url=_required(answers.web_address(raw, "applyUrl") or source_url, "applyUrl"),
            source_url=source_url,
            posted_at=answers.moment(raw, "publishedAt"),
            department=answers.line(raw, "department")[:LONGEST_LABEL],
            employment_types=_employment_types(raw),
            locations=_locations(raw),
            remote_flag=answers.flag(raw, "isRemote"),
            workplace_type=answers.line(raw, "workplaceType", limit=LONGEST_LABEL),
            pay=read_pay(raw),
        )


def _external_id(job: Json) -> str:
    value = job.get("id") if isinstance(job, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _is_listed(job: Json) -> bool:
    return not (isinstance(job, dict) and job.get("isListed") is False)


def _required(value: str, name: str) -> str:
    if not value:
        raise PostingError(f"{name}: missing.")
    return value


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
