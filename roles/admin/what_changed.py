"""“What changed”: what an editor tells the readers of a published guide, line by line."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from roles.access import may_publish
from roles.models import Guide, GuideChange

FIELD = "tell_readers"


class ToldForm(forms.ModelForm):
    """A guide's form with a line for its readers."""

    tell_readers = forms.CharField(
        label="Tell readers what changed",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text="When facts changed: one sentence. It stands at the end of the guide with "
        "today's date. Leave it empty for a comma.",
    )


class GuideChangeInline(admin.TabularInline):
    """Lines that were told, to be put right or taken back."""

    model = GuideChange
    fields = ("on", "text")
    extra = 0
    classes = ("collapse",)
    verbose_name = "line"
    verbose_name_plural = "what changed: lines at the end of the guide"


class TellsReadersAdmin(admin.ModelAdmin):
    """For the ModelAdmin of guides. Its form is a ``ToldForm``."""

    def get_fieldsets(self, request: HttpRequest, obj: Guide | None = None) -> Any:
        """Offer the line where somebody reads the guide already."""
        fieldsets = super().get_fieldsets(request, obj)
        if not _tells(request, obj):
            return fieldsets
        [*before, (name, options)] = fieldsets
        return [*before, (name, {**options, "fields": (FIELD, *options["fields"])})]

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        text = form.cleaned_data.get(FIELD, "")
        if text and _tells(request, form.instance):
            GuideChange.objects.create(guide=form.instance, text=text)


def _tells(request: HttpRequest, guide: Guide | None) -> bool:
    return bool(guide and guide.is_live and may_publish(request.user))
