"""The filters of the market, declared once; their kinds are in ``criteria.py``.

``?knows=python&knows=sql`` finds what names at least one of the skills that a visitor has and
nothing else; with ``missing=1`` what names one more besides. Postings that name no skill at all are
never among them.
"""

from collections.abc import Hashable, Iterable
from copy import deepcopy
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Count, Q
from django.forms import Form
from pyroaring import BitMap

from listings.models import (
    Clearance,
    Company,
    Degree,
    EmploymentType,
    Industry,
    Level,
    Listing,
    Newcomers,
    Offered,
    Skill,
    Workplace,
    YearsBand,
)
from listings.reading.conditions import languages_by_name
from listings.reading.language import languages_of_texts
from listings.search.criteria import (
    MOST_YEARS,
    ArrayFacet,
    ColumnFacet,
    CompaniesFacet,
    Criterion,
    DocumentSets,
    Exclusion,
    Facet,
    FeaturedFilter,
    HasPayFilter,
    PostedFilter,
    RolesFacet,
    SkillsFacet,
    YearsMaxFilter,
    plain,
)
from listings.search.form_fields import (
    CurrencyField,
    OneOf,
    RowsField,
    SearchField,
    WholeNumberField,
    WordsField,
)
from listings.search.location import RADII, CitiesFacet, CountriesFacet, RegionsFacet, WhereField
from listings.search.order import SORTS
from listings.search.understanding.parts import NOT
from roles.models import Role

MISSING = (("1", "one skill more"), ("2", "two skills more"))


class KnownSkillsField(RowsField):
    has_not_stated = False


class KnownSkillsFilter(Criterion):
    """What its documents are is decided by two parameters, as those of a place and its radius."""

    field_class = KnownSkillsField

    def condition(self, value: list[Skill], missing: int = 0) -> Q:
        links: Any = Listing.skills.through.objects.order_by()
        own = links.filter(skill__in=[skill.pk for skill in value])
        others = links.exclude(skill__in=[skill.pk for skill in value]).values("listing")
        names_own = Q(pk__in=own.values("listing"))
        if not missing:
            return names_own & ~Q(pk__in=others)
        counted = others.annotate(number=Count("skill")).filter(number=missing)
        return names_own & Q(pk__in=counted.values("listing"))

    def documents(self, index: DocumentSets, value: list[Skill], missing: int = 0) -> BitMap:
        keys = [skill.pk for skill in value]
        return index.having_with_others("skill", keys, missing)


DAYS = (("1", "24 hours"), ("3", "3 days"), ("7", "7 days"), ("14", "14 days"), ("30", "30 days"))
TRUE = (("true", "yes"),)
IN = (("text", "also in the text"),)
EXACT = (("1", "as typed"),)
HIGHEST_PAY = 999_999_999
HIGHEST_PAGE = 999_999_999


class _SharedFilters(dict[str, django_filters.Filter]):
    """Filters that all searches share: they hold no state, so none are copied."""

    def __deepcopy__(self, memo: object) -> dict[str, django_filters.Filter]:
        return dict(self)


class MarketFilters(django_filters.FilterSet):
    """Every query parameter of ``/jobs/``, as a filter; ``ListingFilter`` says what they mean."""

    q = plain(SearchField)
    exact = plain(OneOf, choices=EXACT)
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
    industry = ColumnFacet(
        "Industry", "industry", choices=Industry.choices, is_title_needed=False, is_folded=True
    )
    years = ColumnFacet("Experience asked", "years_band", choices=YearsBand.choices, is_folded=True)
    degree = ColumnFacet("Degree", "degree_asked", choices=Degree.choices, is_folded=True)
    speaks = ArrayFacet(
        "Languages asked", "languages_asked", choices=languages_by_name(), is_folded=True
    )
    language = ColumnFacet("Written in", "language", choices=languages_of_texts(), is_folded=True)
    visa = ColumnFacet("Visa sponsorship", "visa", choices=Offered.choices, is_folded=True)
    relocation = ColumnFacet(
        "Help with relocating", "relocation", choices=Offered.choices, is_folded=True
    )
    equity = ColumnFacet("Equity", "equity", choices=Offered.choices[:1], is_folded=True)
    newcomers = ColumnFacet(
        "New to the work",
        "newcomers",
        choices=Newcomers.choices,
        hint="Where the posting says so in its text.",
        is_title_needed=False,
        is_folded=True,
    )
    clearance = ColumnFacet(
        "Clearance or citizenship", "clearance", choices=Clearance.choices, is_folded=True
    )
    where = plain(WhereField)
    radius = plain(OneOf, choices=RADII)
    salary_min = plain(WholeNumberField, highest=HIGHEST_PAY)
    currency = plain(CurrencyField, choices=())
    knows = KnownSkillsFilter(model=Skill)
    missing = plain(OneOf, choices=MISSING)
    years_max = YearsMaxFilter(lowest=0, highest=MOST_YEARS)
    has_salary = HasPayFilter(choices=TRUE)
    posted = PostedFilter(choices=DAYS)
    featured = FeaturedFilter(choices=TRUE)
    sort = plain(OneOf, choices=SORTS)
    page = plain(WholeNumberField, highest=HIGHEST_PAGE)
    drop = plain(WordsField)
    exclude = plain(WordsField)

    LOCATION = ("country", "region", "city")

    class Meta:
        model = Listing
        fields: tuple[str, ...] = ()
        form = Form

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        # numbers of the places that were typed, which searches made of this one share
        self.places_looked_up: dict[Hashable, list[int]] = {}
        self.filters |= exclusions(self.data)

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        filters = super().get_filters()
        filters["in"] = plain(OneOf, choices=IN)  # no name that a class can give it
        for name, criterion in filters.items():
            criterion.name = criterion.label = name
            criterion.field  # noqa: B018 (made once, and copied by each form)
        return _SharedFilters(filters)

    @cached_property
    def form(self) -> Any:
        """The form of the parameters that were given: the others say nothing."""
        form = Form(self.data)
        form.fields = {
            name: deepcopy(one.field) for name, one in self.filters.items() if name in self.data
        }
        return form


def exclusions(names: Iterable[str]) -> dict[str, Exclusion]:
    """The filters of those names that exclude values of a facet: ``not-company``."""
    found = {}
    for name in names:
        facet = FACETS.get(name.removeprefix(NOT))
        if name.startswith(NOT) and facet:
            found[name] = Exclusion(facet)
            found[name].name = name
    return found


FACETS: dict[str, Facet] = {
    name: criterion
    for name, criterion in MarketFilters.base_filters.items()
    if isinstance(criterion, Facet)
}
COLUMN_FACETS = {name: facet for name, facet in FACETS.items() if isinstance(facet, ColumnFacet)}
