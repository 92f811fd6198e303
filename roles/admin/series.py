from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.admin_forms.without_scripts import ChooseByNameMixin
from roles.admin.forms import OrderedForm, number_anew
from roles.admin.history import HistoryAdmin
from roles.models import Series, SeriesPart


class SeriesPartInline(ChooseByNameMixin, admin.TabularInline):
    model = SeriesPart
    form = OrderedForm
    fields = ("position", "guide")
    autocomplete_fields = ("guide",)
    extra = 1
    verbose_name_plural = "guides in the order of reading"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeriesPart]:
        return super().get_queryset(request).select_related("guide")


@admin.register(Series)
class SeriesAdmin(SafeEditingAdmin, HistoryAdmin):
    list_display = ("title", "number")
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (SeriesPartInline,)
    fieldsets = (
        (
            None,
            {
                "fields": ("title", "slug"),
                "description": "Each guide shows the one before and the one after it, among those "
                "that are out. A guide is part of one series at most.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        return super().get_queryset(request).annotate(part_count=Count("parts"))

    @admin.display(description="guides", ordering="part_count")
    def number(self, series: Series) -> int:
        return series.part_count  # type: ignore[attr-defined]

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        number_anew(form.instance.parts.all(), step=1)
