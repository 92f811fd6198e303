from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from jobboard.admin_forms.saving import SafeEditingAdmin
from roles.admin.forms import SlugAdmin
from roles.models import Author


@admin.register(Author)
class AuthorAdmin(SafeEditingAdmin, SlugAdmin):
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
