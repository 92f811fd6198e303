"""The filters of the market, declared once: page, feeds, API and alerts all read these.

The kinds of filter are in ``criteria.py``.
"""

from copy import copy
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

import django_filters
from django.db.models import Q
from django.forms import Form

from jobboard.site import dates, identity
from listings.models import (
    Clearance,
    Company,
    Degree,
    EmploymentType,
    Level,
    Listing,
    Offered,
    Skill,
    Workplace,
    YearsBand,
)
from listings.models.rate import Rate, latest_rates
from listings.reading.conditions import languages_by_name
from listings.reading.language import language_names
from listings.reading.query import Query
from listings.search.criteria import (
    MOST_YEARS,
    ArrayFacet,
    CitiesFacet,
    ColumnFacet,
    CompaniesFacet,
    CountriesFacet,
    Criterion,
    Exclusion,
    Facet,
    FeaturedFilter,
    HasPayFilter,
    PlaceFacet,
    PostedFilter,
    RegionsFacet,
    RolesFacet,
    SkillsFacet,
    YearsMaxFilter,
    plain,
)
from listings.search.form_fields import (
    CurrencyField,
    OneOf,
    Rejected,
    SearchField,
    WholeNumberField,
    WordsField,
)
from listings.search.location import location_condition
from listings.search.order import NEWEST, SORTS, ByCurrency, Order, by_relevance, by_salary
from listings.search.where import RADII, WhereField, where_condition
from listings.search.words import search_condition, words_of
from roles.models import Role

DAYS = (("1", "24 hours"), ("3", "3 days"), ("7", "7 days"), ("14", "14 days"), ("30", "30 days"))
TRUE = (("true", "yes"),)
IN = (("text", "also in the text"),)
HIGHEST_PAY = 999_999_999
HIGHEST_PAGE = 999_999_999
NOT = "not-"


def languages_of_texts() -> list[tuple[str, str]]:
    """Languages that a posting may be written in, as (code, English name), by name."""
    return sorted(language_names().items(), key=lambda pair: pair[1])


class ListingFilter(django_filters.FilterSet):
    """What a visitor asked for. Reads every query parameter of ``/jobs/`` and nothing else does."""

    q = plain(SearchField)
    # Those that stand beside the list with their counts, in the order of the page
    role = RolesFacet("Role", model=Role)
    level = ColumnFacet("Level", "level", choices=Level.choices)
    workplace = ArrayFacet("Workplace", "workplaces", choices=Workplace.choices)
    country = CountriesFacet("Country")
    region = RegionsFacet("Region")
    city = CitiesFacet("City")
    type = ArrayFacet("Employment type", "employment_types", choices=EmploymentType.choices)
    skill = SkillsFacet("Skills", hint="All of the chosen skills must be asked for.", model=Skill)
    company = CompaniesFacet("Company", model=Company)
    years = ColumnFacet(
        "Experience asked",
        "years_band",
        choices=YearsBand.choices,
        is_title_needed=True,
        is_folded=True,
    )
    degree = ColumnFacet(
        "Degree", "degree_asked", choices=Degree.choices, is_title_needed=True, is_folded=True
    )
    speaks = ArrayFacet(
        "Languages asked",
        "languages_asked",
        choices=languages_by_name(),
        is_title_needed=True,
        is_folded=True,
    )
    language = ColumnFacet(
        "Written in",
        "language",
        choices=sorted(language_names().items(), key=lambda pair: pair[1]),
        is_title_needed=True,
        is_folded=True,
    )
    visa = ColumnFacet(
        "Visa sponsorship", "visa", choices=Offered.choices, is_title_needed=True, is_folded=True
    )
    relocation = ColumnFacet(
        "Help with relocating",
        "relocation",
        choices=Offered.choices,
        is_title_needed=True,
        is_folded=True,
    )
    equity = ColumnFacet(
        "Equity", "equity", choices=Offered.choices[:1], is_title_needed=True, is_folded=True
    )
    clearance = ColumnFacet(
        "Clearance or citizenship",
        "clearance",
        choices=Clearance.choices,
        is_title_needed=True,
        is_folded=True,
    )
    where = plain(WhereField)
    radius = plain(OneOf, choices=RADII)
    salary_min = plain(WholeNumberField, highest=HIGHEST_PAY)
    currency = plain(CurrencyField, choices=())
    years_max = YearsMaxFilter(lowest=0, highest=MOST_YEARS)
    has_salary = HasPayFilter(choices=TRUE)
    posted = PostedFilter(choices=DAYS)
    featured = FeaturedFilter(choices=TRUE)
    sort = plain(OneOf, choices=SORTS)
    page = plain(WholeNumberField, highest=HIGHEST_PAGE)
    drop = plain(WordsField)
    exclude = plain(WordsField)

    LOCATION = ("country", "region", "city")

    is_widened = False

    class Meta:
        model = Listing
        fields: tuple[str, ...] = ()
        form = Form

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for name in self.data:
            facet = self.filters.get(name.removeprefix(NOT))
            if name.startswith(NOT) and isinstance(facet, Facet):
                self.filters[name] = Exclusion(facet)
                self.filters[name].name = name

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        filters = super().get_filters()
        filters["in"] = plain(OneOf, choices=IN)  # no name that a class can give it
        for name, criterion in filters.items():
            criterion.name = name
        return filters

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The understood values by parameter; empty ones are left out."""
        self.form.is_valid()
        values = self.form.cleaned_data
        empty: tuple[Any, ...] = (None, "", [])
        return {name: values[name] for name in self.filters if values[name] not in empty}

    @cached_property
    def rejected(self) -> list[Rejected]:
        """Every value that was typed and not understood, with the reason."""
        _ = self.asked
        found = [
            Rejected(name, value, reason)
            for name, field in self.form.fields.items()
            for value, reason in field.rejected
        ]
        found += [Rejected("q", one.written, one.reason) for one in self.query.forgiven]
        if self.rates and self.pay_currency not in self.rates:
            reason = "has no exchange rate of the last 30 days; only postings in it are compared"
            found.append(Rejected("currency", self.pay_currency, reason))
        return found

    @cached_property
    def query(self) -> Query:
        """The words of ``q``."""
        return words_of(self.asked.get("q", ""))

    @property
    def in_text(self) -> bool:
        """Whether the words may stand in the text alone: as asked, or for want of anything else."""
        return self.is_widened or self.asked.get("in") == "text"

    @property
    def has_place(self) -> bool:
        """Whether a place is asked for that postings open anywhere meet too."""
        return "country" in self.asked or "where" in self.asked

    def widened(self) -> Self:
        """The same search, with words that may stand in the text alone."""
        other = copy(self)
        other.is_widened = True
        for made in ("conditions", "_qs"):  # what follows from it; all that was read stays
            other.__dict__.pop(made, None)
        return other

    @property
    def pay_currency(self) -> str:
        return self.asked.get("currency") or identity.current().currency

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """Rates of the last 30 days, asked only where currencies are compared."""
        needed = "salary_min" in self.asked or self.order == "salary" or "currency" in self.asked
        return latest_rates(dates.today()) if needed else {}

    @property
    def rate_note(self) -> str:
        """With which rates pay in other currencies is compared, for the page to say."""
        days = {rate.on for code, rate in self.rates.items() if code != "EUR"}
        if self.pay_currency not in self.rates or not days:
            return f"Only pay in {self.pay_currency} is compared: no recent exchange rate is known."
        return (
            f"Other currencies are compared in {self.pay_currency} at the European Central Bank’s"
            f" rates of {dates.short(max(days))}."
        )

    @property
    def order(self) -> str:
        return self.asked.get("sort") or self.usual_order

    @property
    def usual_order(self) -> str:
        """The order of a search that asks for none."""
        return "newest" if self.query.is_empty else "relevance"

    @property
    def kilometres(self) -> int:
        """How far around the cities of ``where`` a place may lie, in kilometres."""
        return int(self.asked.get("radius", 0))

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The condition of each active filter; country, region and city are one: ``location``."""
        found = {
            name: criterion.condition(self.asked[name])
            for name, criterion in self.filters.items()
            if name in self.asked
            and isinstance(criterion, Criterion)
            and not isinstance(criterion, PlaceFacet)
        }
        if not self.query.is_empty:
            found["q"] = search_condition(self.query, in_text=self.in_text)
        where = location_condition(*(self.asked.get(name, []) for name in self.LOCATION))
        if where is not None:
            found["location"] = where
        if parts := self.asked.get("where"):
            found["where"] = where_condition(parts, self.kilometres)
        if threshold := self.asked.get("salary_min"):
            found["salary_min"] = self.pay_reaches(threshold)
        return found

    def least_pay(self, threshold: Decimal) -> dict[str, Decimal]:
        """What ``threshold`` a year is in each currency that can be compared with it."""
        least = {self.pay_currency: threshold}
        if own := self.rates.get(self.pay_currency):
            equal = {code: threshold * r.per_euro / own.per_euro for code, r in self.rates.items()}
            least = equal | least
        return least

    def pay_reaches(self, threshold: Decimal) -> Q:
        """Pay of at least ``threshold`` a year; it is converted, what is stored never is."""
        return Q(pay_yearly_top__gte=ByCurrency(self.least_pay(threshold)))

    @property
    def comparable_currencies(self) -> set[str]:
        """Those in which ``salary_min`` can judge pay."""
        return {self.pay_currency, *(self.rates if self.pay_currency in self.rates else ())}

    @property
    def ranking(self) -> Order:
        """The order asked for; it is total, so that pages never overlap."""
        if self.order == "salary":
            return by_salary(self.rates)
        if self.order == "relevance" and not self.query.is_empty:
            return by_relevance(self.query, in_text=self.in_text, has_place=self.has_place)
        return NEWEST

    def filter_queryset(self, queryset: Any) -> Any:
        for condition in self.conditions.values():
            queryset = queryset.filter(condition)
        return self.ranking.of(queryset)


FACETS: dict[str, Facet] = {
    name: criterion
    for name, criterion in ListingFilter.base_filters.items()
    if isinstance(criterion, Facet)
}
COLUMN_FACETS = {name: facet for name, facet in FACETS.items() if isinstance(facet, ColumnFacet)}
