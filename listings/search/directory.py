"""Who hires: companies with their openings, what they hire for, where, and whether they say pay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.http import QueryDict

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.parts import KeptParts
from listings.models import Company, Industry, Level, Workplace
from listings.models.prepared import Prepared
from listings.reading.words import fold
from listings.search.counts import Count
from listings.search.facets import all_values, with_values
from listings.search.filters import ListingFilter, on_offer, search_with

LONGEST_NAME = 200  # characters of a name that are looked for
FEW = 3  # roles and places that a line names
MOST_OPTIONS = 50  # of one filter of a company's page; all are beside its search
SORTS = (("", "Most openings"), ("name", "Name"))


@dataclass(slots=True)
class CompanyLine:
    """A line of the directory. ``roles``: name and slug, the most frequent first."""

    company: Company
    openings: int
    with_pay: int
    roles: list[tuple[str, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def pay_percent(self) -> int:
        """Which part of its openings says what they pay, in whole per cent."""
        return round(100 * self.with_pay / self.openings)

    @property
    def where(self) -> str:
        """``Remote, Berlin, Paris + 3 more``."""
        shown, more = self.places[:FEW], len(self.places) - FEW
        return ", ".join(shown) + (f" + {more} more" if more > 0 else "")


class Hiring(NamedTuple):
    """A company by its slug, its name also as it is looked for, and its openings in numbers."""

    slug: str
    name: str
    folded: str
    openings: int
    with_pay: int


def hiring(q: str = "", sort: str = "", industry: str = "") -> list[Hiring]:
    """Return companies with openings whose name has ``q`` in it, in the order asked for.

    From the index: no query, O(companies); kept while no posting changes.
    """
    asked = f"industry={industry}" if industry else ""
    found = _hiring.get((asked, sort), lambda: _in_order(asked, sort), *MARKET)
    wanted = " ".join(fold(q[:LONGEST_NAME]).split())
    return [row for row in found if wanted in row.folded] if wanted else found


_hiring: KeptParts[tuple[str, str], list[Hiring]] = KeptParts(4)  # each of all companies


def industries() -> list[tuple[str, str]]:
    """Return those that have an opening, with their names, in the order of names."""
    return _industries.get("", _with_openings, *MARKET)


_industries: KeptParts[str, list[tuple[str, str]]] = KeptParts(1)


def _with_openings() -> list[tuple[str, str]]:
    found = {one.value for one in all_values(search_with(), "industry")}
    named = ((value, label) for value, label in Industry.choices if value in found)
    return sorted(named, key=lambda one: one[1])


def _in_order(asked: str, sort: str) -> list[Hiring]:
    paid = {one.value: one.number for one in _by_company(f"{asked}&has_salary=true")}
    rows = [
        Hiring(one.value, one.label, fold(one.label), one.number, paid.get(one.value, 0))
        for one in _by_company(asked)
    ]
    if sort == "name":
        return sorted(rows, key=lambda row: (row.folded, row.slug))
    return sorted(rows, key=lambda row: (-row.openings, row.folded, row.slug))


def _by_company(query: str) -> list[Count]:
    """Openings of each company."""
    return all_values(ListingFilter(QueryDict(query), queryset=on_offer()), "company")


type Facts = tuple[list[tuple[str, str]], list[str]]
"""What a company looks for, by name and slug, and where."""

_facts: KeptParts[int, Facts] = KeptParts(2_000)


def lines_of(rows: Sequence[Hiring]) -> list[CompanyLine]:
    """Return the lines of one page. One query, or none."""
    return _lines.get(tuple(rows), lambda: _lines_of(rows), *MARKET)


_lines: KeptParts[tuple[Hiring, ...], list[CompanyLine]] = KeptParts(20)


def _lines_of(rows: Sequence[Hiring]) -> list[CompanyLine]:
    companies = {one.slug: one for one in _COMPANIES([row.slug for row in rows])}
    shown = [(companies[row.slug], row) for row in rows if row.slug in companies]
    return [
        CompanyLine(company, row.openings, row.with_pay, *_facts_of(company))
        for company, row in shown
    ]


_COMPANIES = Prepared(
    lambda slug: Company.objects.visible().select_related("logo").filter(slug__in=[slug]).order_by()
)


def _facts_of(company: Company) -> Facts:
    shows = (ChangeKind.COMPANY, company.pk), ChangeKind.ROLE, ChangeKind.PLACE
    return _facts.get(company.pk, lambda: _counted_facts(company), *shows)


def _counted_facts(company: Company) -> Facts:
    """Roles and places, the most frequent first, of equal ones the first by name. No query."""
    counts = with_values(search_with(company=[company]), "role", "place", "workplace")
    roles = [(one.label, one.value) for one in _by_number(counts.facets["role"])]
    places = [one.label for one in _by_number(counts.facets["place"])]
    is_remote = any(one.value == Workplace.REMOTE for one in counts.facets["workplace"])
    return roles[:FEW], [*(["Remote"] if is_remote else []), *dict.fromkeys(places)]


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
    found = [
        Choice("role", "Role", _by_number(counts.facets["role"])),
        Choice("city", "City", _by_number(counts.facets["city"])),
        Choice(
            "level",
            "Level",
            [Count(key, name, of_level[key]) for key, name in Level.choices if key in of_level],
        ),
    ]
    return [choice for choice in found if len(choice.options) > 1]


def _by_number(counts: Iterable[Count]) -> list[Count]:
    """The values that are something, the most frequent first, of equal ones the first by name."""
    return sorted((one for one in counts if one.value), key=lambda one: (-one.number, one.label))
