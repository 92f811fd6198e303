"""``/employers/``: how posting works, what it costs, how long it takes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard import mail
from jobboard.markup import breadcrumbs
from listings.models import Listing, PostingOutcome
from listings.moderation.queue import in_words, median_review

ENOUGH_ANSWERS = 20


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """One page that answers what an employer asks first. Three queries."""
    review = median_review()
    outcomes = PostingOutcome.objects.of_the_year()
    context = {
        "outcomes": outcomes if outcomes["answered"] >= ENOUGH_ANSWERS else None,
        "is_open": mail.is_open(),
        "review": in_words(review[0]) if review else "",
        "reviewed": review[1] if review else 0,
        "openings": Listing.objects.live().in_lists().count(),
        "json_ld": breadcrumbs([("For employers", reverse("employers"))]),
    }
    return render(request, "employers/start.html", context)
