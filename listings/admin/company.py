"""Companies, those who speak for them, and the queue of what they would like the page to say."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import SlugAdmin, action, say_done
from jobboard.admin_forms.saving import SafeEditingAdmin
from listings.admin.merging import MergingMixin
from listings.admin.shared import (
    CompanyStateFilter,
    DecidedAdmin,
    EditedColumn,
    asking_why,
    may_read_companies,
    reason_of,
)
from listings.editing.companies import suggested_name, take_suggested_name
from listings.editing.services import rebuild_words
from listings.employers.company import approve_page
from listings.models import (
    Company,
    CompanyMember,
    CompanyRevision,
    RevisionState,
    Status,
    WrongStateError,
)


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

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


PUBLISHED = Count("listings", filter=Q(listings__status=Status.PUBLISHED))


STATE_FIELDS = ("blocked_at", "blocked_reason", "edited", "is_demo")


@admin.register(Company)
class CompanyAdmin(EditedColumn, SlugAdmin, MergingMixin, SafeEditingAdmin):
    action_form = asking_why("block")
    reasoned_steps = frozenset({"block"})
    actions = ("block", "unblock", "merge", "take_suggested_name")
    inlines = (MemberInline,)
    list_display = (
        "name",
        "country",
        "size",
        "industry",
        "published",
        "state",
        "website",
        "is_demo",
    )
    list_filter = (CompanyStateFilter, "is_demo", "industry", "country")
    search_fields = ("name", "sort_name", "slug", "group")
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
                    "suggested_name",
                    "slug",
                    "logo",
                    "website",
                    "description",
                    "country",
                    "size",
                    "industry",
                    "group",
                ),
                "description": "A sync never changes these. The slug is chosen once.",
            },
        ),
        (
            "State",
            {
                "fields": STATE_FIELDS,
                "description": "Blocking takes the company and all its postings off the site at "
                "once. It is done by the actions above.",
            },
        ),
    )
    readonly_fields = ("suggested_name", *STATE_FIELDS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        rows = may_read_companies(request, Company.objects.order_by(*self.get_ordering(request)))
        return rows.annotate(published_count=PUBLISHED)

    def has_step(self, request: HttpRequest, obj: Company, name: str) -> bool:
        if name == "take_suggested_name":
            return bool(suggested_name(obj))
        return name != ("block" if obj.blocked_at else "unblock")

    @admin.display(description="published", ordering="published_count")
    def published(self, company: Company) -> int:
        return company.published_count  # type: ignore[attr-defined]

    @admin.display(description="state", ordering="blocked_at")
    def state(self, company: Company) -> str:
        if company.blocked_at:
            return f"blocked: {company.blocked_reason}"
        return "visible" if company.is_approved else "proposed by an employer"

    def save_model(self, request: HttpRequest, obj: Company, form: ModelForm, change: bool) -> None:
        if change:
            obj.edited_fields = sorted({*obj.edited_fields, *form.changed_data})
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            rebuild_words(obj.listings.all())

    @admin.display(description="suggested name", empty_value="none")
    def suggested_name(self, company: Company) -> str:
        return suggested_name(company) if company.pk else ""

    @action("Take the suggested name")
    def take_suggested_name(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        """Name companies as their own texts do. Names that a person wrote are left."""
        named = [company for company in queryset if take_suggested_name(company)]
        for company in named:
            self.log_change(request, company, f"named {company.name} as suggested")
        left = len(queryset) - len(named)
        say_done(self, request, len(named), ("company", "companies"), "named", left=left)

    @action("Block: off the site at once")
    def block(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        reason = reason_of(request)
        if not reason:
            self.message_user(request, "Nobody was blocked: give a reason.", messages.ERROR)
            return
        rows = queryset.filter(blocked_at__isnull=True)
        self._set(request, rows, "blocked", blocked_at=timezone.now(), blocked_reason=reason)

    @action("Unblock")
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
        say_done(self, request, len(companies), ("company", "companies"), done)


LOGO_SIDE = 240


@admin.register(CompanyRevision)
class CompanyRevisionAdmin(DecidedAdmin):
    action_form = asking_why("reject")
    reasoned_steps = frozenset({"reject"})
    actions = ("approve", "reject")
    list_display = ("company", "state", "submitted_at", "has_logo")
    list_filter = ("state",)
    list_select_related = ("company",)
    search_fields = ("company__name",)
    fields = ("company", "state", "submitted_at", "before", "description", "picture", "comment")
    readonly_fields = fields

    @admin.display(description="logo", boolean=True)
    def has_logo(self, revision: CompanyRevision) -> bool:
        return bool(revision.logo_format)

    @admin.display(description="logo", empty_value="unchanged")
    def picture(self, revision: CompanyRevision) -> SafeString | str:
        if revision.removes_logo:
            return "none any more"
        if not revision.logo_url:
            return ""
        share = min(1, LOGO_SIDE / max(revision.logo_width or 1, revision.logo_height or 1))
        return format_html(
            '<img src="{}" alt="The new logo" width="{}" height="{}">',
            revision.logo_url,
            max(1, round((revision.logo_width or 1) * share)),
            max(1, round((revision.logo_height or 1) * share)),
        )

    @action("Approve: public at once")
    def approve(self, request: HttpRequest, queryset: QuerySet[CompanyRevision]) -> None:
        self._each(request, queryset, "approved", approve_page)

    @action("Reject, with the reason")
    def reject(self, request: HttpRequest, queryset: QuerySet[CompanyRevision]) -> None:
        reason = reason_of(request)
        if not reason:
            self.message_user(request, "Nothing was rejected: give a reason.", messages.ERROR)
            return
        self._each(
            request,
            queryset,
            "rejected",
            lambda revision: revision.decide(RevisionState.REJECTED, comment=reason),
        )

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[CompanyRevision],
        done: str,
        verb: Callable[[CompanyRevision], Any],
    ) -> None:
        number = 0
        for revision in queryset:
            try:
                verb(revision)
            except WrongStateError as problem:
                self.message_user(request, f"{revision}: {problem}", messages.WARNING)
                continue
            self.log_change(request, revision, done)
            number += 1
        if number:
            noun = "page" if number == 1 else "pages"
            self.message_user(request, f"{number} {noun} {done}.")
