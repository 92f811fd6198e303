"""Who hires: companies with their openings, what they hire for, where, and whether they say pay."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from django.db import models
from django.http import QueryDict

from jobboard.http.changes import MARKET, Kind
from jobboard.http.parts import KeptParts
from listings.models import Company, Industry, Listing, ListingPlace, Workplace
from listings.models.listing_queryset import ListingQuerySet
from listings.models.prepared import Prepared
from listings.reading.countries import country_name
from listings.reading.words import fold
from listings.search.counts import Count
from listings.search.facets import all_values
from listings.search.filters import ListingFilter, on_offer

LONGEST_NAME = 200  # characters of a name that are looked for
FEW = 3  # roles and places that a line names
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
    """A company by its slug, and its openings in numbers."""

    slug: str
    name: str
    openings: int
    with_pay: int


def hiring(q: str = "", sort: str = "", industry: str = "") -> list[Hiring]:
    """Return companies with openings whose name has ``q`` in it, in the order asked for.

    From the index: no query, O(companies); kept while no posting changes.
    """
    wanted = " ".join(fold(q[:LONGEST_NAME]).split())
    asked = f"industry={industry}" if industry else ""
    return _hiring.get((wanted, sort, asked), lambda: _found(wanted, sort, asked), *MARKET)


_hiring: KeptParts[tuple[str, str, str], list[Hiring]] = KeptParts(20)


def industries() -> list[tuple[str, str]]:
    """Return those that have an opening, with their names, in the order of names."""
    return _industries.get("", _with_openings, *MARKET)


_industries: KeptParts[str, list[tuple[str, str]]] = KeptParts(1)


def _with_openings() -> list[tuple[str, str]]:
    search = ListingFilter(QueryDict(), queryset=on_offer())
    found = {one.value for one in all_values(search, "industry")}
    named = ((value, label) for value, label in Industry.choices if value in found)
    return sorted(named, key=lambda one: one[1])


def _found(wanted: str, sort: str, asked: str) -> list[Hiring]:
    paid = {one.value: one.number for one in _by_company(f"{asked}&has_salary=true")}
    rows = [
        Hiring(one.value, one.label, one.number, paid.get(one.value, 0))
        for one in _by_company(asked)
        if wanted in fold(one.label)
    ]
    names = {row.slug: fold(row.name) for row in rows}
    if sort == "name":
        return sorted(rows, key=lambda row: (names[row.slug], row.slug))
    return sorted(rows, key=lambda row: (-row.openings, names[row.slug], row.slug))


def _by_company(query: str) -> list[Count]:
    """Openings of each company."""
    return all_values(ListingFilter(QueryDict(query), queryset=on_offer()), "company")


type Facts = tuple[list[tuple[str, str]], list[str]]
"""What a company looks for, by name and slug, and where."""

_facts: KeptParts[int, Facts] = KeptParts(2_000)


def lines_of(rows: Sequence[Hiring]) -> list[CompanyLine]:
    """Return the lines of one page. One query; three more where roles and places are not kept."""
    companies = {one.slug: one for one in _COMPANIES([row.slug for row in rows])}
    shown = [(companies[row.slug], row) for row in rows if row.slug in companies]
    read = cache(lambda: _read_facts([company.pk for company, _ in shown]))
    return [
        CompanyLine(company, row.openings, row.with_pay, *_facts_of(company.pk, read))
        for company, row in shown
    ]


_COMPANIES = Prepared(
    lambda slug: Company.objects.visible().select_related("logo").filter(slug__in=[slug]).order_by()
)


def _facts_of(company: int, read: Callable[[], dict[int, Facts]]) -> Facts:
    shows = (Kind.COMPANY, company), Kind.ROLE, Kind.PLACE
    return _facts.get(company, lambda: read().get(company, ([], [])), *shows)


def _read_facts(companies: list[int]) -> dict[int, Facts]:
    """Roles and places of companies, the most frequent first. Three queries."""
    live = Listing.objects.live().vacancies().filter(company__in=companies).order_by()
    roles, places = _most_frequent(_roles(live)), _most_frequent(_places(live))
    remote = live.filter(workplaces__contains=[Workplace.REMOTE]).values_list("company")
    for (number,) in remote.distinct():
        places[number] = ["Remote", *places.get(number, [])]
    return {one: (roles.get(one, [])[:FEW], places.get(one, [])) for one in companies}


def _roles(live: ListingQuerySet) -> Iterable[tuple[int, tuple[str, str], int]]:
    rows = live.filter(duplicate_of__isnull=True, roles__isnull=False)
    counted = rows.values_list("company", "roles__name", "roles__slug").annotate(models.Count("pk"))
    return ((company, (name, slug), number) for company, name, slug, number in counted)


def _places(live: ListingQuerySet) -> Iterable[tuple[int, str, int]]:
    links = ListingPlace.objects.filter(listing__in=live.values("pk")).order_by()
    rows = links.values_list(
        "listing__company", "place__city", "place__region", "place__country"
    ).annotate(models.Count("pk"))
    for company, city, region, country, number in rows:
        yield company, city or region or country_name(country), number


def _most_frequent[T: (str, tuple[str, str])](
    rows: Iterable[tuple[int, T, int]],
) -> dict[int, list[T]]:
    """What each company has, the most frequent first, of equal ones the first by name."""
    counted: dict[int, Counter[T]] = defaultdict(Counter)
    for company, value, number in rows:
        counted[company][value] += number
    return {
        company: [value for value, _ in sorted(of.items(), key=lambda one: (-one[1], one[0]))]
        for company, of in counted.items()
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of a company's page. ``options``: value, label, number."""

    name: str
    label: str
    options: list[tuple[str, str, int]]


def choices_of(live: ListingQuerySet, levels: Sequence[tuple[str, str]]) -> list[Choice]:
    """By role, city and level, each where there is something to choose. Three queries."""
    heads = live.order_by().filter(duplicate_of__isnull=True)
    roles = heads.filter(roles__isnull=False).values_list("roles__slug", "roles__name")
    links = ListingPlace.objects.filter(listing__in=live.order_by().values("pk")).order_by()
    cities = links.exclude(place__city="").values_list("place__slug", "place__city")
    by_level = dict(heads.exclude(level="").values_list("level").annotate(models.Count("pk")))
    level_options = [(key, label, by_level[key]) for key, label in levels if key in by_level]
    found = [
        Choice("role", "Role", _by_number(roles.annotate(models.Count("pk")))),
        Choice("city", "City", _by_number(cities.annotate(models.Count("pk")))),
        Choice("level", "Level", level_options),
    ]
    return [choice for choice in found if len(choice.options) > 1]


def _by_number(rows: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return sorted(rows, key=lambda row: (-row[2], row[1]))
