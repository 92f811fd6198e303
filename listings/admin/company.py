from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from jobboard.admin_forms.saving import NothingLost
from listings.admin.approved import may_read_companies
from listings.admin.edited import EditedColumn
from listings.admin.listing_actions import EVERYWHERE
from listings.admin.merging import MergingMixin
from listings.admin.reason import asking_why, reason_of
from listings.admin.state import CompanyStateFilter
from listings.editing.services import rebuild_words
from listings.models import Company, CompanyMember, Status


class MemberForm(forms.ModelForm):
    """One tick: a voice, or none."""

    may_speak = forms.BooleanField(
        required=False,
        label="speaks for it",
        help_text="They may edit the company’s page, and their postings count as the employer’s.",
    )

    class Meta:
        model = CompanyMember
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["may_speak"] = self.instance.verified_at is not None

    def save(self, commit: bool = True) -> CompanyMember:
        member: CompanyMember = self.instance
        if "may_speak" in self.changed_data:
            member.verify() if self.cleaned_data["may_speak"] else member.withdraw()
        return member


class MemberInline(admin.TabularInline):
    model = CompanyMember
    form = MemberForm
    extra = 0
    fields = ("user", "may_speak", "verified_at", "verified_by_domain")
    readonly_fields = ("user", "verified_at", "verified_by_domain")
    verbose_name_plural = "people: whoever posted for it, and whose word counts"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


PUBLISHED = Count("listings", filter=Q(listings__status=Status.PUBLISHED))


@admin.register(Company)
class CompanyAdmin(EditedColumn, MergingMixin, NothingLost):
    action_form = asking_why("block")
    actions = ("block", "unblock", "merge")
    inlines = (MemberInline,)
    list_display = ("name", "country", "size", "published", "state", "website", "is_demo")
    list_filter = (CompanyStateFilter, "is_demo", "country")
    search_fields = ("name", "sort_name", "slug")
    ordering = ("sort_name", "pk")
    autocomplete_fields = ("logo",)
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "slug",
                    "logo",
                    "website",
                    "description",
                    "country",
                    "size",
                ),
                "description": "A sync never changes these. The slug is chosen once.",
            },
        ),
        (
            "State",
            {
                "fields": ("blocked_at", "blocked_reason", "edited", "is_demo"),
                "description": "Blocking takes the company and all its postings off the site at "
                "once. It is done by the actions above.",
            },
        ),
    )
    state_fields = ("blocked_at", "blocked_reason", "edited", "is_demo")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        rows = may_read_companies(request, Company.objects.order_by(*self.get_ordering(request)))
        return rows.annotate(published_count=PUBLISHED)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Company | None = None
    ) -> tuple[str, ...]:
        return (*self.state_fields, "slug") if obj else self.state_fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Company | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}

    def has_step(self, obj: Company, name: str) -> bool:
        return name != ("block" if obj.blocked_at else "unblock")

    def state_words(self, obj: Company) -> str:
        return self.state(obj)

    @admin.display(description="published", ordering="published_count")
    def published(self, company: Company) -> int:
        return company.published_count  # type: ignore[attr-defined]

    @admin.display(description="state", ordering="blocked_at")
    def state(self, company: Company) -> str:
        if company.blocked_at:
            return f"blocked: {company.blocked_reason}"
        return "visible" if company.is_approved else "proposed by an employer"

    def save_model(self, request: HttpRequest, obj: Company, form: Any, change: bool) -> None:
        if change:
            obj.edited_fields = sorted({*obj.edited_fields, *form.changed_data})
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            rebuild_words(obj.listings.all())

    @admin.action(
        description="Block: off the site at once", permissions=["change"], location=EVERYWHERE
    )
    def block(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        reason = reason_of(request)
        if not reason:
            self.message_user(request, "Nobody was blocked: give a reason.", messages.ERROR)
            return
        rows = queryset.filter(blocked_at__isnull=True)
        self._set(request, rows, "blocked", blocked_at=timezone.now(), blocked_reason=reason)

    @admin.action(description="Unblock", permissions=["change"], location=EVERYWHERE)
    def unblock(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        rows = queryset.filter(blocked_at__isnull=False)
        self._set(request, rows, "unblocked", blocked_at=None, blocked_reason="")

    def _set(
        self, request: HttpRequest, rows: QuerySet[Company], done: str, **values: object
    ) -> None:
        companies = list(rows)
        for company in companies:
            for name, value in values.items():
                setattr(company, name, value)
            company.save(update_fields=[*values, "updated_at"])
            self.log_change(request, company, done)
        noun = "company" if len(companies) == 1 else "companies"
        level = messages.SUCCESS if companies else messages.WARNING
        self.message_user(request, f"{len(companies)} {noun} {done}.", level)
