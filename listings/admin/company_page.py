"""The queue of company pages: what a company's people would like theirs to say."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from listings.admin.listing_actions import EVERYWHERE
from listings.admin.readonly import DecidedAdmin
from listings.admin.reason import asking_why, reason_of
from listings.employers.company import approve_page
from listings.models import CompanyRevision, RevisionState, WrongStateError

LOGO_SIDE = 240


@admin.register(CompanyRevision)
class CompanyRevisionAdmin(DecidedAdmin):
    action_form = asking_why("reject")
    actions = ("approve", "reject")
    list_display = ("company", "state", "submitted_at", "has_logo")
    list_filter = ("state",)
    list_select_related = ("company",)
    search_fields = ("company__name",)
    show_full_result_count = False
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

    @admin.action(
        description="Approve: public at once", permissions=["change"], location=EVERYWHERE
    )
    def approve(self, request: HttpRequest, queryset: QuerySet[CompanyRevision]) -> None:
        self._each(request, queryset, "approved", approve_page)

    @admin.action(
        description="Reject, with the reason", permissions=["change"], location=EVERYWHERE
    )
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
