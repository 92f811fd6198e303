"""Ashby's public job-board API.

https://developers.ashbyhq.com/docs/public-job-posting-api: one answer holds the whole board.
"""

from urllib.parse import quote

from listings.importers import fields
from listings.importers.ashby_pay import read_pay
from listings.importers.fetching import get
from listings.importers.posting import BoardError, Json, Location, Posting, PostingError, RawPosting

HOST = "https://api.ashbyhq.com"
EMPLOYMENT_TYPES = {
    "FullTime": "full-time",
    "PartTime": "part-time",
    "Intern": "internship",
    "Contract": "contract",
    "Temporary": "temporary",
}
LONGEST_TITLE = 250
LONGEST_LABEL = 120
LONGEST_PLACE = 500
LONGEST_DESCRIPTION = 5_000_000


class AshbyAdapter:
    system = "ashby"
    parser_version = 1

    def fetch(self, board: str, seconds: float | None = None) -> list[RawPosting]:
        """Ask for a board with pay. Raises BoardError."""
        path = f"/posting-api/job-board/{quote(board, safe='')}"
        return self.recorded(get(f"{HOST}{path}?includeCompensation=true", seconds=seconds))

    def recorded(self, answer: bytes) -> list[RawPosting]:
        """Take the postings out of an answer, without those that are not listed."""
        board = fields.parse(answer)
        jobs = board.get("jobs") if isinstance(board, dict) else None
        if not isinstance(jobs, list):
            raise BoardError("The answer holds no list of jobs.")
        return [RawPosting(_external_id(job), job) for job in jobs if _is_listed(job)]

    def read(self, raw: Json) -> Posting:
        """Read one posting. Raises PostingError."""
        if not isinstance(raw, dict):
            raise PostingError("An object is expected.")
        source_url = fields.web_address(raw, "jobUrl")
        return Posting(
            title=_required(fields.line(raw, "title", limit=LONGEST_TITLE), "title"),
            description=_description(raw),
            apply_url=_required(fields.web_address(raw, "applyUrl") or source_url, "applyUrl"),
            source_url=source_url,
            posted_at=fields.moment(raw, "publishedAt"),
            department=fields.line(raw, "department")[:LONGEST_LABEL],
            employment_types=_employment_types(raw),
            locations=_locations(raw),
            remote_flag=fields.flag(raw, "isRemote"),
            workplace_type=fields.line(raw, "workplaceType", limit=LONGEST_LABEL),
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
    given = fields.text(raw, "descriptionHtml", limit=LONGEST_DESCRIPTION)
    return given or fields.text(raw, "descriptionPlain", limit=LONGEST_DESCRIPTION)


def _employment_types(raw: dict[str, Json]) -> tuple[str, ...]:
    ours = EMPLOYMENT_TYPES.get(fields.line(raw, "employmentType"))
    return (ours,) if ours else ()


def _locations(raw: dict[str, Json]) -> tuple[Location, ...]:
    more = fields.items(raw.get("secondaryLocations"), "secondaryLocations")
    found = [_location(raw), *(_location(_present(one)) for one in more)]
    return tuple(dict.fromkeys(one for one in found if one != Location("")))


def _present(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise PostingError("secondaryLocations: objects are expected.")
    return value


def _location(raw: dict[str, Json]) -> Location:
    address = fields.members(raw.get("address"), "address")
    postal = fields.members(address.get("postalAddress"), "address.postalAddress")
    return Location(
        text=fields.line(raw, "location", limit=LONGEST_PLACE),
        locality=fields.line(postal, "addressLocality", limit=LONGEST_PLACE),
        region=fields.line(postal, "addressRegion", limit=LONGEST_PLACE),
        country=fields.line(postal, "addressCountry", limit=LONGEST_PLACE),
    )
