"""Guides: their forms, the states that lists filter by, and their place in the admin."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.without_scripts import ChooseByNameMixin
from jobboard.site import dates
from roles.admin.forms import (
    ContentAdmin,
    NumberedRowsAdmin,
    OrderedForm,
    WideFields,
    text_area,
    text_line,
)
from roles.admin.guide_actions import (
    NAMES,
    GuideActions,
    GuideChangeInline,
    GuideStateFilter,
    TellsReadersAdmin,
    ToldForm,
    state_of,
)
from roles.admin.previews import NAMES as LINKS
from roles.admin.previews import GuidePreview, PreviewLinks
from roles.admin.section import AgeFilter
from roles.models import Guide, GuideRole, GuideSection, GuideStatus
from roles.models.guide import MOST_ROLES, YEARS
from roles.querysets import author_of, guides_for, may_change, may_publish

ROOM_BETWEEN = 10  # numbers left free, so that a section can go in between


UNDATED = "A scheduled or published guide needs a date and time."


class GuideForm(ToldForm):
    """The status is no field: it changes by actions."""

    class Meta:
        widgets = {"title": text_line(), "deck": text_area(lines=3)}
        help_texts = {
            "kind": "A comparison takes the profiles of two or three roles side by side, below; "
            "an explainer is sections of your own, with the figures of its roles beside it.",
            "related": "Guides to read next. Where these are few, the site finds more by itself.",
        }

    def clean_published_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["published_at"]
        if at and at.year not in YEARS:
            raise ValidationError(f"The year lies between {YEARS[0]} and {YEARS[-1]}.")
        status = self.instance.status
        if status in {GuideStatus.SCHEDULED, GuideStatus.PUBLISHED} and not at:
            raise ValidationError(f"{UNDATED} To take it off the site, use “Back to draft”.")
        if status == GuideStatus.PUBLISHED and at and at > timezone.now():
            raise ValidationError("It is published: a date to come would take it off the site.")
        return at


class GuideSectionFormSet(forms.BaseInlineFormSet):
    """Sections of one guide; a kind of the profiles' sections is replaced once."""

    def clean(self) -> None:
        super().clean()
        taken: set[str] = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            replaces = "" if data.get("DELETE") else data.get("replaces", "")
            if replaces and replaces in taken:
                form.add_error("replaces", "Another section replaces that one already.")
            taken.add(replaces)


class GuideRoleInline(ChooseByNameMixin, WideFields, admin.StackedInline):
    model = GuideRole
    form = OrderedForm
    fields = (("position", "role"), "choose_if")
    autocomplete_fields = ("role",)
    extra = 0
    max_num = MOST_ROLES
    verbose_name = "role"
    verbose_name_plural = f"roles that it compares, {MOST_ROLES} at most"

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuideRole]:
        return super().get_queryset(request).select_related("role")

    def get_formset(
        self, request: HttpRequest, obj: Model | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        return super().get_formset(request, obj, **{**kwargs, "validate_max": True})


class GuideSectionInline(WideFields, admin.StackedInline):
    model = GuideSection
    form = OrderedForm
    formset = GuideSectionFormSet
    fields = (("position", "heading", "replaces"), "body")
    extra = 0
    verbose_name = "section"
    verbose_name_plural = "sections of its own"


@admin.register(Guide)
class GuideAdmin(
    GuidePreview, PreviewLinks, GuideActions, TellsReadersAdmin, NumberedRowsAdmin, ContentAdmin
):
    slug_source = "title"
    form = GuideForm
    actions = (*NAMES, *LINKS)
    list_display = ("title", "state", "kind", "author", "published_at", "reviewed_on", "page")
    list_filter = (GuideStateFilter, AgeFilter, "kind", "author", "is_demo")
    list_select_related = ("author",)
    search_fields = ("title", "slug", "deck", "author__name")
    autocomplete_fields = ("author", "related", "unlinked_terms")
    readonly_fields = ("state", "review_due", "updated_at", "page")
    inlines = (GuideRoleInline, GuideSectionInline, GuideChangeInline)
    list_per_page = 50
    show_full_result_count = False
    save_on_top = True
    numbered = {"compared": 1, "sections": ROOM_BETWEEN}
    inline_places = {"compared": "What it is", "sections": "Introduction"}
    fieldsets = (
        ("What it is", {"fields": ("title", "slug", "kind", "deck", "author", "related")}),
        (
            "Introduction",
            {
                "fields": ("introduction",),
                "description": "Sections of the compared roles' profiles come in behind it by "
                "themselves, side by side; sections below are this guide's own.",
            },
        ),
        ("Tips and conclusion", {"fields": ("tips", "conclusion", "unlinked_terms")}),
        (
            "Publishing",
            {
                "fields": (
                    "state",
                    "published_at",
                    "reviewed_on",
                    "review_due",
                    "page",
                    "updated_at",
                ),
                "description": "The state changes by the buttons at the top, which save first "
                "what you typed. To schedule, give a date and time to come.",
            },
        ),
    )

    # Who sees and changes what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guide]:
        """One's own guides or all; to name a related guide, those that everybody reads too."""
        guides = guides_for(request.user)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            guides = guides | Guide.objects.live()
        return guides.select_related("author").order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-published_at", "-pk")  # what has no date yet comes first

    def has_add_permission(self, request: HttpRequest) -> bool:
        if not super().has_add_permission(request):
            return False
        return may_publish(request.user) or author_of(request.user) is not None

    def has_change_permission(self, request: HttpRequest, obj: Guide | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return may_change(request.user, obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not may_publish(request.user) and author_of(request.user) is None:
            text = "You write as no author yet: an editor ties one to you, under Authors."
            self.message_user(request, text, messages.WARNING)
        return super().changelist_view(request, extra_context)

    # Fields

    def is_slug_fixed(self, request: HttpRequest, obj: Guide | None) -> bool:
        """Once it was out, its address is the editors' to change."""
        was_out = bool(obj and obj.published_at and obj.published_at <= timezone.now())
        return was_out and not may_publish(request.user)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Guide | None = None
    ) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        return fields if may_publish(request.user) else (*fields, "author", "published_at")

    @admin.display(description="state", ordering="status")
    def state(self, guide: Guide) -> str:
        return state_of(guide)

    @admin.display(description="due for review")
    def review_due(self, guide: Guide) -> str:
        day = guide.review_due_on
        return dates.short(day) or "once it is out"

    @admin.display(description="page")
    def page(self, guide: Guide) -> SafeString:
        label = "See the page" if guide.is_live else "Preview"
        return format_html('<a href="{}">{}</a>', self.view_on_site(guide), label)

    def view_on_site(self, obj: Guide) -> str:
        return obj.get_absolute_url() if obj.is_live else reverse("guide-preview", args=[obj.slug])

    # Saving

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who writes it is most often who begins it."""
        author = author_of(request.user)
        initial = {"author": author.pk} if author else {}
        return {**initial, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Guide, form: ModelForm, change: bool) -> None:
        author = None if may_publish(request.user) else author_of(request.user)
        if author and not change:
            obj.author = author
        super().save_model(request, obj, form, change)
