"""What fields are called in forms: their words, not the names that a program reads."""

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.forms import ModelForm
from django.http import HttpRequest

from jobboard.templatetags.site import field_heading


class PlainLabelsAdmin(admin.ModelAdmin):
    """A ModelAdmin that calls a field ``is_demo`` “Demo”; what its form names stays."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        given = getattr(getattr(self.form, "_meta", None), "labels", None) or {}
        labels = _plain(self.opts.get_fields()) | given | kwargs.pop("labels", {})
        return super().get_form(request, obj, change=change, labels=labels, **kwargs)


def _plain(fields: Any) -> dict[str, str]:
    named = {one.name: str(one.verbose_name) for one in fields if isinstance(one, Field)}
    return {name: field_heading(said) for name, said in named.items() if said.startswith("is ")}
