"""The editors' queue, a posting with all that is known before it is decided, and reported ones."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobboard.admin_forms.form_pages import action
from jobboard.site import dates
from jobboard.site.form_fields import WholeTextField
from listings import transitions
from listings.admin.listing_actions import Fits, ListingActions, is_open
from listings.admin.shared import DecidedAdmin, NothingToChange, TitleColumn
from listings.employers.services import render_preview
from listings.models import (
    ClosedReason,
    Listing,
    PostingRevision,
    Report,
    ReportedPosting,
    WrongStateError,
)
from listings.moderation import reports, services
from listings.moderation.reports import reported
from listings.moderation.services import ReviewContext, changed_labels, review_context
from listings.transitions import EDITOR, READERS
from listings.transitions.review import LONGEST_REASON

LONGEST_COMMENT = 4_000
NEEDS_NOTHING = ("approve", "approve-edit", "unfreeze")
NEEDS_COMMENT = {
    "changes": "Say what should change: the employer reads it.",
    "refuse-edit": "Say why: the employer reads it.",
    "remark": "Write the remark.",
    "freeze": "Say why it is frozen: the employer reads it.",
}


class DecisionForm(forms.Form):
    """One button, one decision."""

    decision = forms.ChoiceField(
        choices=[(name, name) for name in (*NEEDS_NOTHING, "reject", *NEEDS_COMMENT)]
    )
    reason = forms.ChoiceField(
        required=False,
        label="Reason, for a rejection",
        choices=[
            ("", "Choose one"),
            *((k, v or "Another, see below") for k, v in services.REASONS.items()),
        ],
    )
    seen_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    seen_edit = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment = WholeTextField(
        required=False,
        max_length=LONGEST_COMMENT,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 5, "cols": 60}),
        help_text="Goes to the employer by mail, except a remark.",
    )

    def clean_seen_at(self) -> datetime | None:
        """When what the editor has read was last changed; unreadable is as good as not sent."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decision, comment = cleaned.get("decision", ""), cleaned.get("comment", "").strip()
        if decision in NEEDS_COMMENT and not comment:
            self.add_error("comment", NEEDS_COMMENT[decision])
        if decision == "reject" and not cleaned.get("reason"):
            self.add_error("reason", "Choose the reason: the employer reads it.")
        if decision == "reject" and cleaned.get("reason") == "other" and not comment:
            self.add_error("comment", "Say the reason in your own words.")
        if decision == "freeze" and len(comment) > LONGEST_REASON:
            said = f"A reason has at most {LONGEST_REASON} characters, and this one {len(comment)}."
            self.add_error("comment", f"{said} All of it is still here: shorten it.")
        return cleaned


class ReviewMixin(admin.ModelAdmin):
    """Adds the queue and the review of one posting to the admin of postings."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("queue/", wrap(self.queue_view), name="listings_listing_queue"),
            path("<int:pk>/review/", wrap(self.review_view), name="listings_listing_review"),
            *super().get_urls(),
        ]

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """New postings and edits of public ones, the longest wait first."""
        self._demand_right(request)
        listings, edits = services.waiting()
        context = {
            **self.admin_site.each_context(request),
            "title": "Waiting for an editor",
            "opts": self.opts,
            "listings": listings,
            "edits": [(edit, ", ".join(changed_labels(edit))) for edit in edits],
        }
        return TemplateResponse(request, "admin/listings/queue.html", context)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One posting; a decision leads on to the next that waits."""
        self._demand_right(request)
        rows = Listing.objects.select_related("company", "submitted_by", "source")
        listing = get_object_or_404(rows, pk=pk)
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and self._decide(request, listing, form):
            return self._onward(form.cleaned_data["decision"], listing)
        review = review_context(listing)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Review: {listing.title}",
            "opts": self.opts,
            "review": review,
            "form": form,
            "can": self._possible(review),
            "preview": render_preview(request, review.clean),
        }
        return TemplateResponse(request, "admin/listings/review.html", context)

    def _demand_right(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    @staticmethod
    def _possible(review: ReviewContext) -> set[str]:
        """Which decisions the posting's state allows."""
        listing = review.listing
        found = {"remark"}
        if listing.status == "pending":
            found |= {"approve", "changes", "reject"}
        if review.revision:
            found |= {"approve-edit", "refuse-edit"}
        if listing.status == "published" and not listing.frozen_at:
            found.add("freeze")
        if listing.frozen_at and is_open(listing):
            found.add("unfreeze")
        return found

    def _decide(self, request: HttpRequest, listing: Listing, form: DecisionForm) -> bool:
        """Do what was decided; False, with a message, where that came too late."""
        cleaned = form.cleaned_data
        decide, done = self._decision(listing, cleaned, by=request.user)
        try:
            decide()
        except WrongStateError as problem:
            self.message_user(request, f"Nothing was changed. {problem}", messages.WARNING)
            return False
        self.log_change(request, listing, done)
        self.message_user(request, f"“{listing}”: {done}.", messages.SUCCESS)
        return True

    @staticmethod
    def _decision(
        listing: Listing, cleaned: dict[str, Any], *, by: Any
    ) -> tuple[Callable[[], None], str]:
        comment, reason = cleaned["comment"].strip(), cleaned["reason"]

        def edit() -> PostingRevision:
            revision = listing.revisions.filter(state="pending").first()
            if revision is None:
                raise WrongStateError("This edit was decided already, or withdrawn.")
            if cleaned["seen_edit"] not in (None, revision.pk):
                raise WrongStateError("A newer edit took its place: look at it first.")
            return revision

        def unfreeze() -> None:
            if listing.frozen_at is None:
                raise WrongStateError("It is not under review any more.")
            reports.clear(listing)

        verbs: dict[str, tuple[Callable[[], None], str]] = {
            "approve": (
                lambda: services.approve(listing, by=by, seen_at=cleaned["seen_at"]),
                "published",
            ),
            "changes": (
                lambda: services.ask_for_changes(listing, comment, by=by),
                "back to the employer",
            ),
            "reject": (lambda: services.reject(listing, reason, comment, by=by), "rejected"),
            "approve-edit": (lambda: services.approve_edit(edit(), by=by), "edit published"),
            "refuse-edit": (
                lambda: services.refuse_edit(edit(), comment, by=by),
                "edit not taken over",
            ),
            "freeze": (lambda: services.freeze(listing, comment, by=by), "under review"),
            "unfreeze": (unfreeze, "out of review"),
            "remark": (lambda: services.remark(listing, comment, by=by), "remark kept"),
        }
        return verbs[cleaned["decision"]]

    @staticmethod
    def _onward(decision: str, listing: Listing) -> HttpResponseRedirect:
        """Stay after a remark; else go on with whoever has waited longest."""
        if decision == "remark":
            return redirect("admin:listings_listing_review", listing.pk)
        listings, edits = services.waiting()
        nearest = [one.pk for one in listings] + [one.listing_id for one in edits]
        if nearest:
            return redirect("admin:listings_listing_review", nearest[0])
        return redirect(reverse("admin:listings_listing_queue"))


class ReportInline(NothingToChange, admin.TabularInline):
    model = Report
    fields = ("at", "reason", "text", "settled_at", "settled_as")
    readonly_fields = fields
    extra = 0
    verbose_name_plural = "what readers say"


@admin.register(ReportedPosting)
class ReportedPostingAdmin(TitleColumn, ListingActions, DecidedAdmin):
    list_display = ("titled", "company", "reasons", "last_report", "state_now")
    list_select_related = ("company",)
    list_per_page = 50
    search_fields = ("title", "company__name")
    actions = ("clear", "keep_frozen", "close_as_gone", "remove")
    inlines = (ReportInline,)
    fields = ("title", "company", "reasons", "state_now", "posting")
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
    def state_now(self, posting: ReportedPosting) -> str:
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
