"""``/jobs/<id>-<slug>/report/``: a reader says what is wrong, without an account."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jobboard.http.networks import network_of
from jobboard.http.rate_limits import RateLimit, too_many
from jobboard.site.form_fields import WholeTextField
from listings.models import Listing, PublicState, ReportReason
from listings.models.moderation import LONGEST_TEXT
from listings.moderation.reports import report

DAY = timedelta(days=1)
REPORTED = "As many reports came from your network as we take in a day."
MAY_BE_REPORTED = (PublicState.LIVE, PublicState.UNVERIFIED)


class ReportTextField(WholeTextField):
    """Counts the end of a line as one character, as the browser does."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is wrong.",
            "invalid_choice": "Choose one of these.",
        },
    )
    text = ReportTextField(
        label="In your words, if you like",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Only the editors read it. Up to 1,000 characters.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )
    # A trap for programs: hidden from people, whatever their way of reading.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, listing: Listing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.fields["reason"]
        reasons.choices = [  # type: ignore[attr-defined]
            (reason.value, reason.label) for reason in ReportReason if _fits(reason, listing)
        ]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty: it is there for programs.")
        return ""


def _fits(reason: ReportReason, listing: Listing) -> bool:
    """Whether this can be wrong with the posting at all."""
    match reason:
        case ReportReason.NOT_REMOTE:
            return listing.is_remote
        case ReportReason.PAY:
            return bool(listing.pay_display or listing.pay_text)
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, number: str, slug: str | None = None) -> HttpResponse:
    """The form, or thanks; a posting that is closed or under review has neither."""
    listing = _posting(number)
    if slug != (listing.slug or None):
        return redirect(listing.report_address, permanent=True)
    if request.method != "POST" and "sent" in request.GET:
        return _page(request, "jobs/reported.html", listing)
    if listing.public_state not in MAY_BE_REPORTED:
        return redirect(listing)
    form = ReportForm(request.POST or None, listing=listing)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "jobs/report.html", listing, form)
    return _receive(request, listing, form)


def _receive(request: HttpRequest, listing: Listing, form: ReportForm) -> HttpResponse:
    network = network_of(request)
    is_editor = request.user.has_perm("listings.change_listing")
    counter = RateLimit("report", network, settings.LIMITS.reports_network, DAY, REPORTED)
    if not is_editor and (refusal := counter.take()):
        return too_many(request, refusal)
    reason, text = form.cleaned_data["reason"], form.cleaned_data["text"]
    report(listing, reason, text, network, is_editor=is_editor)
    return redirect(f"{request.path}?sent")


def _posting(number: str) -> Listing:
    rows = Listing.objects.public().with_public_state().select_related("company", "source")
    return get_object_or_404(rows, pk=int(number))


def _page(
    request: HttpRequest, template: str, listing: Listing, form: ReportForm | None = None
) -> HttpResponse:
    context = {"listing": listing, "form": form, "robots": "noindex"}
    return render(request, template, context)
