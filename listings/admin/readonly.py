"""Rows that nobody types: some are only looked at, others are decided by actions."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from jobboard.admin_forms.saving import NothingLost


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


class DecidedAdmin(NothingLost):
    """A ModelAdmin whose rows come from elsewhere and are decided by actions: nothing to save."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)
