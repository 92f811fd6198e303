"""``/jobs/<id>-<slug>/report/``: a reader says what is wrong, without an account."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jobboard.http.networks import network_of
from jobboard.http.rate_limits import Allowed, too_many
from listings.models import Listing, PublicState
from listings.moderation.forms import ReportForm
from listings.moderation.reports import ReportInput, report

DAY = timedelta(days=1)
REPORTED = "As many reports came from your network as we take in a day."
MAY_BE_REPORTED = (PublicState.LIVE, PublicState.UNVERIFIED)


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
    counter = Allowed("report", network, settings.LIMITS.reports_network, DAY, REPORTED)
    if not is_editor and (refusal := counter.take()):
        return too_many(request, refusal)
    word = ReportInput(form.cleaned_data["reason"], form.cleaned_data["text"], network, is_editor)
    report(listing, word)
    return redirect(f"{request.path}?sent")


def _posting(number: str) -> Listing:
    rows = Listing.objects.public().with_public_state().select_related("company", "source")
    return get_object_or_404(rows, pk=int(number))


def _page(
    request: HttpRequest, template: str, listing: Listing, form: ReportForm | None = None
) -> HttpResponse:
    context = {"listing": listing, "form": form, "robots": "noindex"}
    return render(request, template, context)
