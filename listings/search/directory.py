"""Who hires: companies with their openings, what they hire for, where, and whether they say pay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.parts import KeptParts, kept_part
from listings.models import Company, Industry, Level, Workplace
from listings.models.prepared import Prepared
from listings.reading.words import fold
from listings.search.counts import Count
from listings.search.facets import (
    all_values,
    companies_by_name,
    openings_by_company,
    with_values,
)
from listings.search.filters import ListingFilter, on_offer, search_with

LONGEST_NAME = 200  # characters of a name that are looked for
FEW = 3  # roles and places that a line names
MOST_OPTIONS = 50  # of one filter of a company's page; all are beside its search
SORTS = (("", "Most openings"), ("name", "Name"))


@dataclass(slots=True)
class CompanyLine:
    """A line of the directory.

    ``roles``: name and slug, the most frequent first.
    ``where``: ``Remote, Berlin, Paris + 3 more``.
    """

    company: Company
    openings: int
    with_pay: int
    roles: list[tuple[str, str]]
    where: str

    @property
    def pay_percent(self) -> int:
        """Which part of its openings says what they pay, in whole per cent."""
        return round(100 * self.with_pay / self.openings)


@dataclass(frozen=True, slots=True)
class Hiring:
    """Companies that have openings, by their numbers in the order of a list."""

    companies: list[int]
    openings: dict[int, int]
    with_pay: dict[int, int]


def hiring(q: str = "", sort: str = "", industry: str = "") -> Hiring:
    """Return companies with openings whose name has ``q`` in it, in the order asked for.

    From the index: no query, O(companies · log companies); kept while no posting changes.
    """
    asked = f"industry={industry}" if industry else ""
    found = _in_order(asked, sort)
    wanted = " ".join(fold(q[:LONGEST_NAME]).split())
    if not wanted:
        return found
    names = companies_by_name()
    return replace(found, companies=[one for one in found.companies if wanted in names[one]])


@kept_part(*MARKET)
def industries() -> list[tuple[str, str]]:
    """Return those that have an opening, with their names, in the order of names."""
    found = {one.value for one in all_values(search_with(), "industry")}
    named = ((value, label) for value, label in Industry.choices if value in found)
    return sorted(named, key=lambda one: one[1])


@kept_part(*MARKET, most=4)  # each of all companies
def _in_order(asked: str, sort: str) -> Hiring:
    found = _by_company(asked)
    companies = [one for one in companies_by_name() if one in found]
    if sort != "name":  # of equal ones the first by name
        companies.sort(key=found.__getitem__, reverse=True)
    return Hiring(companies, found, _by_company(f"{asked}&has_salary=true"))


def _by_company(query: str) -> dict[int, int]:
    return openings_by_company(ListingFilter(QueryDict(query), queryset=on_offer()))


type Facts = tuple[list[tuple[str, str]], str]
"""What a company looks for, by name and slug, and where."""

_facts: KeptParts[int, Facts] = KeptParts(2_000)


type Row = tuple[int, int, int]
"""A company's number, its openings, and how many of them say what they pay."""


def lines_of(companies: Sequence[int], found: Hiring) -> list[CompanyLine]:
    """Return the lines of some of the companies that were found. One query, or none."""
    rows = tuple((one, found.openings[one], found.with_pay.get(one, 0)) for one in companies)
    return _lines_of(rows)


@kept_part(*MARKET, most=20)
def _lines_of(rows: tuple[Row, ...]) -> list[CompanyLine]:
    companies = {one.pk: one for one in _COMPANIES([number for number, _, _ in rows])}
    shown = [(companies[row[0]], row) for row in rows if row[0] in companies]
    return [
        CompanyLine(company, openings, with_pay, *_facts_of(company))
        for company, (_, openings, with_pay) in shown
    ]


_COMPANIES = Prepared(
    lambda pk: Company.objects.visible().select_related("logo").filter(pk__in=[pk]).order_by()
)


def _facts_of(company: Company) -> Facts:
    shows = (ChangeKind.COMPANY, company.pk), ChangeKind.ROLE, ChangeKind.PLACE
    return _facts.get(company.pk, lambda: _counted_facts(company), *shows)


def _counted_facts(company: Company) -> Facts:
    """Roles and places, the most frequent first, of equal ones the first by name. No query."""
    counts = with_values(search_with(company=[company]), "role", "place", "workplace")
    roles, places = (_in_numbers(counts.facets[name]) for name in ("role", "place"))
    is_remote = any(one.value == Workplace.REMOTE for one in counts.facets["workplace"])
    cities = dict.fromkeys(one.label for one in places)  # some are called the same
    where = [*(["Remote"] if is_remote else []), *cities]
    more = len(where) - FEW
    named = ", ".join(where[:FEW]) + (f" + {more} more" if more > 0 else "")
    return [(one.label, one.value) for one in roles[:FEW]], named


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of a company's page, the most frequent values first."""

    name: str
    label: str
    options: list[Count]

    def shown(self, chosen: str) -> list[Count]:
        """The values to choose from: as many as somebody reads, and the one that is chosen."""
        few, rest = self.options[:MOST_OPTIONS], self.options[MOST_OPTIONS:]
        return few + [one for one in rest if one.value == chosen]


CHOICES = ("role", "city", "level")


def choices_of(company: Company) -> list[Choice]:
    """By role, city and level, each where there is something to choose. No query."""
    counts = with_values(search_with(company=[company]), *CHOICES)
    of_level = {one.value: one.number for one in counts.facets["level"]}
    levels = [Count(key, name, of_level[key]) for key, name in Level.choices if key in of_level]
    roles, cities = (_in_numbers(counts.facets[name]) for name in ("role", "city"))
    found = [
        Choice("role", "Role", roles),
        Choice("city", "City", cities),
        Choice("level", "Level", levels),
    ]
    return [choice for choice in found if len(choice.options) > 1]


def _in_numbers(counts: Iterable[Count]) -> list[Count]:
    """The values that are something, the most frequent first, of equal ones the first by name."""
    return sorted((one for one in counts if one.value), key=lambda one: (-one.number, one.label))
