"""The queue of postings that readers report: what they say, and what an editor decides."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import action
from jobboard.site import dates
from listings import transitions
from listings.admin.listing_actions import Fits, ListingActions, is_open
from listings.admin.shared import DecidedAdmin, NothingToChange, TitleColumn
from listings.models import ClosedReason, Listing, Report, ReportedPosting
from listings.moderation import reports
from listings.moderation.reports import reported
from listings.transitions import EDITOR, READERS


class ReportInline(NothingToChange, admin.TabularInline):
    model = Report
    fields = ("at", "reason", "text", "settled_at", "settled_as")
    readonly_fields = fields
    extra = 0
    verbose_name_plural = "what readers say"


@admin.register(ReportedPosting)
class ReportedPostingAdmin(TitleColumn, ListingActions, DecidedAdmin):
    list_display = ("titled", "company", "reasons", "last_report", "standing_now")
    list_select_related = ("company",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title", "company__name")
    actions = ("clear", "keep_frozen", "close_as_gone", "remove")
    inlines = (ReportInline,)
    fields = ("title", "company", "reasons", "standing_now", "posting")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportedPosting]:
        """The queue; the page of one posting stays open after the decision."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        is_list = (name or "").endswith("_changelist")
        rows = reported() if is_list else ReportedPosting.objects.all()
        return rows.prefetch_related("reports")

    @admin.display(description="reported", ordering="reported_at")
    def last_report(self, posting: ReportedPosting) -> str:
        return dates.minute(posting.open_reports[0].at) if posting.open_reports else "–"

    @admin.display(description="state")
    def standing_now(self, posting: ReportedPosting) -> str:
        match posting.frozen_by:
            case "" if posting.closed_reason:
                return f"closed: {posting.get_closed_reason_display().lower()}"
            case "":
                return "flagged" if posting.is_flagged else "on the lists"
            case name if name == READERS:
                until = reports.ends_at(posting, [report.reason for report in posting.open_reports])
                return f"off the lists until {dates.minute(until)}" if until else "off the lists"
        return "off the lists until you decide"

    @admin.display(description="posting")
    def posting(self, posting: ReportedPosting) -> SafeString:
        return format_html('<a href="{}">Open its page</a>', posting.get_absolute_url())

    @action("Nothing wrong: show it, and settle the reports")
    def clear(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, is_open, "cleared", verb=reports.clear)

    @action("Off the lists until decided")
    def keep_frozen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def fits(listing: Listing) -> bool:
            return is_open(listing) and listing.frozen_by != EDITOR

        self._decide(request, queryset, fits, "off the lists", verb=transitions.keep_frozen)

    @action("Close: gone, as readers say")
    def close_as_gone(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def close(listing: Listing) -> None:
            reports.remove(listing, ClosedReason.NO_LONGER_LISTED)

        self._decide(request, queryset, is_open, "closed", verb=close, marks=["status"])

    @action("Remove: closed by the editors")
    def remove(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, is_open, "removed", verb=reports.remove, marks=["status"])

    def _decide(
        self, request: HttpRequest, queryset: QuerySet[Any], fits: Fits, done: str, **how: Any
    ) -> None:
        """Do it with the postings themselves: the queue's rows are groups and cannot be locked."""
        chosen = Listing.objects.filter(pk__in=[posting.pk for posting in queryset])
        self._each(request, chosen, fits, done=done, **how)
