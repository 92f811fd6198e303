from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.db.models import Model
from django.db.models.signals import post_migrate


class JobboardConfig(AppConfig):
    name = "jobboard"
    verbose_name = "Site"

    def ready(self) -> None:
        # models must be loaded first
        from jobboard import mail, timetable
        from jobboard.accounts.groups import make_groups, name_permissions
        from jobboard.mail import rendering
        from jobboard.site.pages import make_rows

        for room in ("mail", "accounts", "worker"):
            mail.register(*mail.read_kinds(Path(__file__).parent / room / "words"))
        timetable.declare()
        # once, after the last app's turn: then the permissions of all are there
        last = [one for one in apps.get_app_configs() if one.models_module][-1]
        post_migrate.connect(make_groups, sender=last)
        post_migrate.connect(name_permissions)
        post_migrate.connect(make_rows, sender=self)
        post_migrate.connect(rendering.make_rows, sender=self)


class BoardAdminConfig(admin.AdminConfig):
    """Django admin with our own site; stands in ``INSTALLED_APPS`` for ``django.contrib.admin``."""

    default = False  # that of this file is ``JobboardConfig``
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
