"""Rows that are looked at and never typed: the ledger, answers of sources, rates."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class NothingToChange:
    """For a ModelAdmin or an inline: view only, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(NothingToChange, admin.ModelAdmin):
    """A ModelAdmin that only shows."""
