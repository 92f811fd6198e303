"""A posting as it will look, for its employer and the editors.

Made by the site's own templates from rows that are rolled back.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from listings.employers.services import write
from listings.models import Company, Listing, PublicState, Status


def render_preview(request: HttpRequest, clean: Mapping[str, Any]) -> str:
    """Return a whole page with card and posting, for ``<iframe sandbox srcdoc>``.

    What is missing or was refused is left out. Some 25 queries.
    """
    with transaction.atomic():
        listing = _posting(clean)
        cards = list(Listing.objects.filter(pk=listing.pk).cards())
        context = {"listing": listing, "cards": cards, "public_state": PublicState.LIVE}
        html = render_to_string("employers/preview.html", context, request)
        transaction.set_rollback(True)
    return html


def render_stored(listing: Listing, request: HttpRequest) -> str:
    """The same page of a posting that is in the database, as if it was live."""
    whole = Listing.objects.with_public_state().select_related("company__logo", "source")
    context = {
        "listing": whole.get(pk=listing.pk),
        "cards": list(Listing.objects.filter(pk=listing.pk).cards()),
        "public_state": PublicState.LIVE,
    }
    return render_to_string("employers/preview.html", context, request)


def _posting(clean: Mapping[str, Any]) -> Listing:
    name = clean.get("company_name") or "Your company"
    company = Company.objects.create(name=name, slug=f"preview-{uuid4().hex}", is_approved=False)
    now = timezone.now()
    listing = Listing(company=company, title="Your job title", status=Status.DRAFT)
    listing.posted_at = listing.verified_at = now
    write(listing, {**clean, "title": clean.get("title") or "Your job title"})
    listing.expires_at = listing.end_of_run(now)
    return listing
