"""Series of guides, and their authors."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.admin_forms.without_scripts import ChooseByNameMixin
from roles.admin.forms import ContentAdmin, NumberedRowsAdmin, OrderedForm
from roles.admin.history import HistoryAdmin
from roles.models import Author, Series, SeriesPart


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
class SeriesAdmin(SafeEditingAdmin, NumberedRowsAdmin, HistoryAdmin):
    numbered = {"parts": 1}
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


@admin.register(Author)
class AuthorAdmin(SafeEditingAdmin, ContentAdmin):
    list_display = ("name", "user", "guides", "slug")
    list_select_related = ("user",)
    search_fields = ("name", "slug")
    ordering = ("name",)  # rows that are counted together lose the model's own
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "slug", "bio", "is_organization", "user"),
                "description": "A writer who is tied to an author here writes that author's "
                "guides, and no others.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return super().get_queryset(request).annotate(guide_count=Count("guides"))

    @admin.display(description="guides", ordering="guide_count")
    def guides(self, author: Author) -> int:
        return author.guide_count  # type: ignore[attr-defined]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer those who can sign in to the admin; whoever is tied already may stay."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and field.queryset is not None and db_field.name == "user":
            staff = Q(is_staff=True, is_active=True) | Q(author__isnull=False)
            field.queryset = field.queryset.filter(staff)
        return field
