"""A filter of a list by named conditions, such as the states that editors speak of."""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest


class Condition(NamedTuple):
    label: str
    q: Q


class ConditionFilter(admin.SimpleListFilter):
    """One of the ``conditions``; an unknown value keeps everything."""

    conditions: ClassVar[Mapping[str, Condition]]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, condition.label) for name, condition in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = self.conditions.get(self.value() or "")
        return queryset.filter(condition.q) if condition else queryset
