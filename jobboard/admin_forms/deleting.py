"""What goes with a row that is deleted, told in words: links between two rows have no name."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst


class PlainDeletionAdmin(admin.ModelAdmin):
    """A ModelAdmin whose question before deleting leaves out rows that only tie two others."""

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = {name: number for name, number in counts.items() if str(name) not in _plurals()}
        return _named(rows), kept, lacking, protected


def _named(rows: Sequence[Any]) -> list[Any]:
    """Drop the ties from a list of rows, in which a list follows the row that it hangs on."""
    return [
        _named(row) if isinstance(row, list) else row
        for row in rows
        if isinstance(row, list) or not str(row).startswith(_beginnings())
    ]


def _ties() -> list[type[Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if one._meta.auto_created]


@cache
def _plurals() -> frozenset[str]:
    return frozenset(str(one._meta.verbose_name_plural) for one in _ties())


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(f"{capfirst(one._meta.verbose_name)}: " for one in _ties())
