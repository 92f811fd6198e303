"""The filters of the market, declared once: page, feeds, API and alerts all read these.

Each filter knows its form field and the condition it sets in SQL. Conditions are plain ``Q``
objects without joins, so they combine in any number and can be counted side by side.
"""

from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import Model, Q
from django.db.models.functions import Now
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
    OldCompanySlug,
    Skill,
    Workplace,
    YearsBand,
)
from listings.models.rate import Rate, latest_rates
from listings.reading.conditions import languages_by_name
from listings.reading.query import Query
from listings.search.form_fields import (
    ChoicesField,
    CountriesField,
    CurrencyField,
    OneOf,
    Rejected,
    RowsField,
    SearchField,
    WholeNumberField,
    WordsField,
)
from listings.search.location import CitiesField, RegionsField, location_condition, place_condition
from listings.search.order import NEWEST, SORTS, ByCurrency, Order, by_relevance, by_salary
from listings.search.words import search_condition, words_of
from roles.addresses import owners
from roles.models import Role

DAYS = (("1", "24 hours"), ("3", "3 days"), ("7", "7 days"), ("14", "14 days"), ("30", "30 days"))
TRUE = (("true", "yes"),)
HIGHEST_PAY = 999_999_999
HIGHEST_PAGE = 999_999_999


class Criterion(django_filters.Filter):
    """A filter that says its condition instead of narrowing a queryset itself."""

    def condition(self, value: Any) -> Q:
        raise NotImplementedError

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(self.condition(value)) if value else qs


class RolesField(RowsField):
    """Roles by their slug, or by one that they had: a feed or an alert outlives a renaming."""

    def rows(self, slugs: list[str]) -> dict[str, Model]:
        found = super().rows(slugs)
        gone = [slug for slug in slugs if slug not in found]
        return {**found, **(owners("role", gone) if gone else {})}


class RolesFilter(Criterion):
    field_class = RolesField

    def condition(self, value: list[Role]) -> Q:
        links = Listing.roles.through.objects.filter(role__in=[role.pk for role in value])
        return Q(pk__in=links.values("listing"))


class SkillsFilter(Criterion):
    """Repeated skills must all be asked for."""

    field_class = RowsField

    def condition(self, value: list[Skill]) -> Q:
        condition = Q()
        for skill in value:
            links = Listing.skills.through.objects.filter(skill=skill.pk)
            condition &= Q(pk__in=links.values("listing"))
        return condition


class CompaniesField(RowsField):
    """Companies by their slug, or by one that they had or took over."""

    def rows(self, slugs: list[str]) -> dict[str, Model]:
        found = super().rows(slugs)
        gone = [slug for slug in slugs if slug not in found]
        old = OldCompanySlug.objects.filter(slug__in=gone).select_related("company")
        return {**found, **({row.slug: row.company for row in old} if gone else {})}


class CompaniesFilter(Criterion):
    field_class = CompaniesField

    def condition(self, value: list[Company]) -> Q:
        return Q(company__in=[company.pk for company in value])


class ColumnFilter(Criterion):
    """Values of a fixed set, kept in one column of a posting."""

    field_class = ChoicesField

    @property
    def labels(self) -> dict[str, str]:
        """The words for its values, in the order of the page."""
        return dict(self.extra["choices"])


class OneColumnFilter(ColumnFilter):
    """A posting has one of the values."""

    def condition(self, value: list[str]) -> Q:
        return Q(**{f"{self.field_name}__in": value})


class ArrayFilter(ColumnFilter):
    """A posting has several of the values."""

    def condition(self, value: list[str]) -> Q:
        return Q(**{f"{self.field_name}__overlap": value})


class PostedFilter(Criterion):
    field_class = OneOf

    def condition(self, value: str) -> Q:
        return Q(posted_at__gt=Now() - timedelta(days=int(value)))


class HasPayFilter(Criterion):
    field_class = OneOf

    def condition(self, value: str) -> Q:
        return Q(pay_minimum__isnull=False) | Q(pay_maximum__isnull=False)


class FeaturedFilter(Criterion):
    field_class = OneOf

    def condition(self, value: str) -> Q:
        return Q(featured_until__gt=Now())


class Plain(django_filters.Filter):
    """A parameter that others make use of: it sets no condition of its own."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


def _plain(field_class: type, **kwargs: Any) -> Plain:
    plain = Plain(**kwargs)
    plain.field_class = field_class
    return plain


class ListingFilter(django_filters.FilterSet):
    """What a visitor asked for. Reads every query parameter of ``/jobs/`` and nothing else does."""

    q = _plain(SearchField)
    role = RolesFilter(model=Role)
    skill = SkillsFilter(model=Skill)
    company = CompaniesFilter(model=Company)
    level = OneColumnFilter(field_name="level", choices=Level.choices)
    type = ArrayFilter(field_name="employment_types", choices=EmploymentType.choices)
    workplace = ArrayFilter(field_name="workplaces", choices=Workplace.choices)
    years = OneColumnFilter(field_name="years_band", choices=YearsBand.choices)
    degree = OneColumnFilter(field_name="degree_asked", choices=Degree.choices)
    speaks = ArrayFilter(field_name="languages_asked", choices=languages_by_name())
    visa = OneColumnFilter(field_name="visa", choices=Offered.choices)
    relocation = OneColumnFilter(field_name="relocation", choices=Offered.choices)
    equity = OneColumnFilter(field_name="equity", choices=Offered.choices[:1])
    clearance = OneColumnFilter(field_name="clearance", choices=Clearance.choices)
    country = _plain(CountriesField)
    region = _plain(RegionsField)
    city = _plain(CitiesField)
    salary_min = _plain(WholeNumberField, highest=HIGHEST_PAY)
    currency = _plain(CurrencyField, choices=())
    has_salary = HasPayFilter(choices=TRUE)
    posted = PostedFilter(choices=DAYS)
    featured = FeaturedFilter(choices=TRUE)
    sort = _plain(OneOf, choices=SORTS)
    page = _plain(WholeNumberField, highest=HIGHEST_PAGE)
    drop = _plain(WordsField)

    LOCATION = ("country", "region", "city")
    # Those that stand beside the list with their counts, in the order of the page, and their titles
    FACETS: ClassVar[dict[str, str]] = {
        "role": "Role",
        "level": "Level",
        "workplace": "Workplace",
        "country": "Country",
        "city": "City",
        "type": "Employment type",
        "skill": "Skills",
        "company": "Company",
        "years": "Experience asked",
        "degree": "Degree",
        "speaks": "Languages asked",
        "visa": "Visa sponsorship",
        "relocation": "Help with relocating",
        "equity": "Equity",
        "clearance": "Clearance or citizenship",
    }
    HINTS: ClassVar[dict[str, str]] = {"skill": "All of the chosen skills must be asked for."}

    class Meta:
        model = Listing
        fields: tuple[str, ...] = ()
        form = Form

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The understood values by parameter; empty ones are left out."""
        self.form.is_valid()
        values = self.form.cleaned_data
        return {name: values[name] for name in self.base_filters if values.get(name)}

    @cached_property
    def rejected(self) -> list[Rejected]:
        """Every value that was typed and not understood, with the reason."""
        _ = self.asked
        found = [
            Rejected(name, value, reason)
            for name, field in self.form.fields.items()
            for value, reason in field.rejected
        ]
        if self.rates and self.pay_currency not in self.rates:
            reason = "has no exchange rate of the last 30 days; only postings in it are compared"
            found.append(Rejected("currency", self.pay_currency, reason))
        return found

    @cached_property
    def query(self) -> Query:
        """The words of ``q``."""
        return words_of(self.asked.get("q", ""))

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

    def place_condition_without(self, name: str) -> Q | None:
        """What one place must be but for one of country, region and city: to count its values."""
        asked = {part: self.asked.get(part, []) for part in self.LOCATION} | {name: []}
        return place_condition(*asked.values())

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The condition of each active filter; country, region and city are one: ``location``."""
        found = {
            name: criterion.condition(self.asked[name])
            for name, criterion in self.filters.items()
            if isinstance(criterion, Criterion) and name in self.asked
        }
        if not self.query.is_empty:
            found["q"] = search_condition(self.query)
        where = location_condition(*(self.asked.get(name, []) for name in self.LOCATION))
        if where is not None:
            found["location"] = where
        if threshold := self.asked.get("salary_min"):
            found["salary_min"] = self.pay_reaches(threshold)
        return found

    def pay_reaches(self, threshold: Decimal) -> Q:
        """Pay of at least ``threshold`` a year; it is converted, what is stored never is."""
        least = {self.pay_currency: threshold}
        if own := self.rates.get(self.pay_currency):
            equal = {code: threshold * r.per_euro / own.per_euro for code, r in self.rates.items()}
            least = equal | least
        return Q(pay_yearly_top__gte=ByCurrency(least))

    @property
    def pay_is_comparable(self) -> Q:
        """Postings that ``salary_min`` can judge at all."""
        codes = {self.pay_currency, *(self.rates if self.pay_currency in self.rates else ())}
        return Q(pay_currency__in=sorted(codes), pay_yearly_top__isnull=False)

    @property
    def ranking(self) -> Order:
        """The order asked for; it is total, so that pages never overlap."""
        if self.order == "salary":
            return by_salary(self.rates)
        if self.order == "relevance" and not self.query.is_empty:
            return by_relevance(self.query)
        return NEWEST

    def filter_queryset(self, queryset: Any) -> Any:
        for condition in self.conditions.values():
            queryset = queryset.filter(condition)
        return self.ranking.of(queryset)


COLUMN_FACETS = {
    name: criterion
    for name, criterion in ListingFilter.base_filters.items()
    if isinstance(criterion, ColumnFilter) and name in ListingFilter.FACETS
}
