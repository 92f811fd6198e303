"""The kinds of filter: each says its form field, its condition in SQL, and its words on the page.

A filter whose values stand beside the list with their counts is a ``Facet``. Conditions are plain
``Q`` objects without joins, so they combine in any number and can be counted side by side.
"""

from collections.abc import Iterable
from copy import copy
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol, Self

import django_filters
from django.db.models import Model, Q
from django.db.models.functions import Now
from pyroaring import BitMap

from listings.models import Company, Listing, OldCompanySlug, Skill
from listings.search.form_fields import (
    NOT_STATED,
    ChoicesField,
    OneOf,
    RowsField,
    WholeNumberField,
)
from listings.search.index.vocabulary import NONE
from roles.addresses import owners
from roles.models import Role

MOST_YEARS = 60


class DocumentSets(Protocol):
    """What a filter asks of the index, which knows the filters: ``index.view.View`` answers.

    Sets of documents, which stand for postings; live or not but for two.
    """

    @property
    def live(self) -> BitMap: ...

    @property
    def featured(self) -> BitMap:
        """Live ones that are featured now."""

    @property
    def has_pay(self) -> BitMap: ...

    def having(self, field: str, keys: Iterable[int]) -> BitMap:
        """Those with any of the values."""

    def having_with_others(self, field: str, keys: Iterable[int], others: int) -> BitMap:
        """Those with any of the values and so many others."""

    def in_regions(self, slugs: Iterable[str]) -> BitMap: ...

    def with_years(self, most: int | None = None) -> BitMap:
        """Those that ask for at most so many years of experience, or for any."""

    def posted_within(self, span: timedelta) -> BitMap: ...


class Shared(django_filters.Filter):
    """A filter that never changes: copies of it, one for each request, share all that it has."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return copy(self)


class Criterion(Shared):
    """A filter that says its condition instead of narrowing a queryset itself."""

    name = ""  # the parameter; the FilterSet says it

    @property
    def key(self) -> str:
        """Under which name it is counted what the search gives without it."""
        return self.name

    def condition(self, value: Any) -> Q:
        raise NotImplementedError

    def documents(self, index: DocumentSets, value: Any) -> BitMap:
        """The same as ``condition``, from memory: documents of the index, live or not."""
        raise NotImplementedError

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(self.condition(value)) if value else qs


class Facet(Criterion):
    """A filter whose values stand beside the list, each with what it would give.

    ``?level=none`` asks for postings that state no value, ``?not-level=senior`` for those that do
    not have it. One that few use ``is_folded``: its title alone shows until somebody opens it, and
    ``is_title_needed`` beside its values elsewhere, which say nothing by themselves: "Offered".
    """

    def __init__(
        self,
        title: str,
        *args: Any,
        hint: str = "",
        is_title_needed: bool | None = None,
        is_folded: bool = False,
        **kwargs: Any,
    ) -> None:
        self.title, self.hint = title, hint
        self.is_folded = is_folded
        self.is_title_needed = is_folded if is_title_needed is None else is_title_needed
        super().__init__(*args, **kwargs)

    def exclusion(self, value: list[Any]) -> Q:
        """Postings that have none of the values."""
        return ~self.condition(value)

    def excluded(self, index: DocumentSets, value: list[Any]) -> BitMap:
        """The documents that ``exclusion`` leaves out."""
        return self.documents(index, value)


class Exclusion(Criterion):
    """``not-`` and the name of a facet: the postings without these values.

    It holds for the counts of its facet too: what is excluded counts nothing there.
    """

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        super().__init__(**facet.extra)
        self.field_class = facet.field_class

    def condition(self, value: Any) -> Q:
        return self.facet.exclusion(value)

    def documents(self, index: DocumentSets, value: Any) -> BitMap:
        return index.live - self.facet.excluded(index, value)


class RolesField(RowsField):
    """Roles by their slug, or by one that they had: a feed or an alert outlives a renaming."""

    def renamed(self, slugs: list[str]) -> dict[str, Model]:
        return owners("role", slugs)


class RolesFacet(Facet):
    field_class = RolesField

    def condition(self, value: list[Role | str]) -> Q:
        return _linked(Listing.roles.through, "role", value)

    def documents(self, index: DocumentSets, value: list[Role | str]) -> BitMap:
        return index.having("role", _keys(value))


class SkillsFacet(Facet):
    """Repeated skills must all be asked for."""

    field_class = RowsField

    def condition(self, value: list[Skill | str]) -> Q:
        condition = Q()
        for skill in value:
            condition &= _linked(Listing.skills.through, "skill", [skill])
        return condition

    def exclusion(self, value: list[Skill | str]) -> Q:
        return ~_linked(Listing.skills.through, "skill", value)

    def documents(self, index: DocumentSets, value: list[Skill | str]) -> BitMap:
        return BitMap.intersection(*(index.having("skill", _keys([one])) for one in value))

    def excluded(self, index: DocumentSets, value: list[Skill | str]) -> BitMap:
        return index.having("skill", _keys(value))


def _keys(value: list[Any]) -> list[int]:
    """What the index calls rows: by their numbers."""
    return [NONE if row == NOT_STATED else row.pk for row in value]


def _linked(through: Any, name: str, value: list[Any]) -> Q:
    """Postings with a link to one of the rows; to none at all where "not stated" is asked for."""
    numbers = [row.pk for row in value if row != NOT_STATED]
    links = through.objects.filter(**{f"{name}__in": numbers})
    condition = Q(pk__in=links.values("listing")) if numbers else Q(pk__in=[])
    if NOT_STATED in value:
        condition |= ~Q(pk__in=through.objects.values("listing"))
    return condition


class CompaniesField(RowsField):
    """Companies by their slug, or by one that they had or took over."""

    has_not_stated = False

    def renamed(self, slugs: list[str]) -> dict[str, Model]:
        old = OldCompanySlug.objects.filter(slug__in=slugs).select_related("company")
        return {row.slug: row.company for row in old}


class CompaniesFacet(Facet):
    field_class = CompaniesField

    def condition(self, value: list[Company]) -> Q:
        return Q(company__in=[company.pk for company in value])

    def documents(self, index: DocumentSets, value: list[Company]) -> BitMap:
        return index.having("company", _keys(value))


class ColumnFacet(Facet):
    """Values of a fixed set, kept in one column of a posting, which has one of them."""

    field_class = ChoicesField

    @cached_property
    def labels(self) -> dict[str, str]:
        """The words for its values, in the order of the page."""
        return dict(self.extra["choices"])

    def condition(self, value: list[str]) -> Q:
        return Q(**{f"{self.field_name}__in": ["" if one == NOT_STATED else one for one in value]})

    def documents(self, index: DocumentSets, value: list[str]) -> BitMap:
        keys = {NOT_STATED: NONE} | {one: at for at, one in enumerate(self.labels, 1)}
        return index.having(self.name, [keys[one] for one in value])


class ArrayFacet(ColumnFacet):
    """A posting has several of the values."""

    def condition(self, value: list[str]) -> Q:
        stated = [one for one in value if one != NOT_STATED]  # as a code of two letters: Norwegian
        condition = Q(**{f"{self.field_name}__overlap": stated})
        if NOT_STATED in value:
            condition |= Q(**{self.field_name: []})
        return condition


class YearsMaxFilter(Criterion):
    """At most so many years of experience are asked; those that say nothing are left out."""

    field_class = WholeNumberField

    def condition(self, value: Decimal) -> Q:
        return Q(years_asked__lte=int(value))

    def documents(self, index: DocumentSets, value: Decimal) -> BitMap:
        return index.with_years(int(value))


class PostedFilter(Criterion):
    field_class = OneOf

    def condition(self, value: str) -> Q:
        return Q(posted_at__gt=Now() - timedelta(days=int(value)))

    def documents(self, index: DocumentSets, value: str) -> BitMap:
        return index.posted_within(timedelta(days=int(value)))


class HasPayFilter(Criterion):
    field_class = OneOf

    def condition(self, value: str) -> Q:
        return Q(pay_minimum__isnull=False) | Q(pay_maximum__isnull=False)

    def documents(self, index: DocumentSets, value: str) -> BitMap:
        return index.has_pay


class FeaturedFilter(Criterion):
    field_class = OneOf

    def condition(self, value: str) -> Q:
        return Q(featured_until__gt=Now())

    def documents(self, index: DocumentSets, value: str) -> BitMap:
        return index.featured


class Plain(Shared):
    """A parameter that others make use of: it sets no condition of its own."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


def plain(field_class: type, **kwargs: Any) -> Plain:
    plain = Plain(**kwargs)
    plain.field_class = field_class
    return plain
