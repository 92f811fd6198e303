"""Django admin with our own site; stands in ``INSTALLED_APPS`` for ``django.contrib.admin``."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.widgets import AutocompleteMixin
from django.db.models import Model


class BoardAdminConfig(AdminConfig):
    default_site = "jobboard.admin_site.BoardAdminSite"

    def ready(self) -> None:
        super().ready()
        forgive_odd_choices()


def forgive_odd_choices() -> None:
    """Let a form with autocomplete show again what was no choice, next to its message.

    Django's widget looks the submitted keys up as they came: a key that is no number is a
    ValueError, and the page a 500, although the field has refused it properly.
    """
    ask = AutocompleteMixin.optgroups

    def optgroups(widget: Any, name: str, value: Iterable[Any], attr: Any = None) -> Any:
        return ask(widget, name, possible_keys(widget.choices.queryset.model, value), attr)

    AutocompleteMixin.optgroups = optgroups  # type: ignore[assignment,method-assign]


def possible_keys(model: type[Model], values: Iterable[Any]) -> list[Any]:
    """Return the values that could be a primary key of the model, and the empty ones."""
    return [value for value in values if not value or _is_key(model, value)]


def _is_key(model: type[Model], value: Any) -> bool:
    try:
        model._meta.pk.get_prep_value(value)
    except (TypeError, ValueError):
        return False
    return True
