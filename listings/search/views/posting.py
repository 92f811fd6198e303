"""``/jobs/<id>-<slug>/``: one posting in every state the public may see."""

import logging
from functools import cache

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobboard.models import User
from listings.models import Listing, ListingDay, PublicState
from listings.models.listing_queryset import ListingQuerySet
from listings.models.results import Counter
from listings.search.jobposting import job_posting, way_to

SIMILAR = 5

STATUS = {PublicState.CLOSED: 410}


def public_postings() -> ListingQuerySet:
    """Where every page of a posting starts: others are a 404."""
    return Listing.objects.public().with_public_state()


@require_safe
def show(request: HttpRequest, number: str, slug: str | None = None) -> HttpResponse:
    """The page; a wrong slug leads to the right one."""
    listing = get_posting(number)
    if slug != (listing.slug or None):
        return redirect(listing, permanent=True)
    response = page(request, listing)
    if listing.public_state == PublicState.LIVE:
        count(request, listing, "views")
    return response


@never_cache
@require_safe
def apply(request: HttpRequest, number: str, slug: str | None = None) -> HttpResponse:
    """Count the click and send the seeker to the employer; only a live posting takes any."""
    listing = get_posting(number)
    if slug != (listing.slug or None):
        return redirect(listing.apply_address, permanent=True)
    if listing.public_state != PublicState.LIVE:
        return page(request, listing)
    target = apply_target(listing, request.GET.get("place", ""))
    count(request, listing, "apply_clicks")
    if target:
        return HttpResponseRedirect(target)
    return render(request, "jobs/apply.html", {"listing": listing, "robots": "noindex"})


def get_posting(number: str) -> Listing:
    """Return a posting that the public may see in some state, with all that its page shows."""
    found = (
        public_postings()
        .select_related("company__logo", "source", "duplicate_of")
        .prefetch_related("listing_places__place", "listing_places__via", "skills", "roles")
        .filter(pk=int(number))
        .first()
    )
    if found is None:
        raise Http404("There is no such posting.")
    return found


def page(request: HttpRequest, listing: Listing) -> HttpResponse:
    public_state = listing.public_state
    is_live = public_state == PublicState.LIVE
    is_marked = is_live and not listing.is_demo
    context = {
        "listing": listing,
        "public_state": public_state,
        "description": described(listing),
        "events": list(listing.events.public()),
        "duplicates": list(listing.duplicates.live().select_related("company")),
        "similar": similar_to(listing),
        "json_ld": [
            *([way_to(listing)] if is_live else []),
            *([job_posting(listing)] if is_marked else []),
        ],
        "robots": "" if is_live and not listing.is_demo else "noindex",
    }
    return render(request, "jobs/posting.html", context, status=STATUS.get(public_state, 200))


def described(listing: Listing) -> str:
    """Say title, company, place and pay in one line, for search engines and link previews."""
    where = ", ".join(filter(None, [listing.company.name, listing.location_label]))
    pay = f". {listing.pay_display}" if listing.pay_display else ""
    return f"{listing.title} at {where}{pay}."


def similar_to(listing: Listing) -> list[Listing]:
    """Live postings of the same roles, else of the same company; newest first."""
    live = Listing.objects.live().in_lists().exclude(pk=listing.pk).newest().cards()
    roles = [role.pk for role in listing.roles.all()]
    if roles:
        through = Listing.roles.through.objects.filter(role__in=roles)
        return list(live.filter(pk__in=through.values("listing"))[:SIMILAR])
    return list(live.filter(company=listing.company)[:SIMILAR])


def apply_target(listing: Listing, place: str) -> str:
    """Return the employer's own address, that of the chosen place where each has its own."""
    for link in listing.listing_places.all():
        if link.place.slug == place and link.apply_url:
            return link.apply_url
    return listing.apply_url


# Its patterns take seconds for thousands of hostile characters, milliseconds for these.
LONGEST_AGENT = 256
BROWSERS = ("Mozilla/", "Opera/")
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")

logger = logging.getLogger(__name__)


def count(request: HttpRequest, listing: Listing, counter: Counter) -> None:
    """Add a reader's visit to the day's counter; a page never fails because of it."""
    if not is_reader(request, listing):
        return
    try:
        ListingDay.objects.add(listing.pk, counter)
    except DatabaseError:
        logger.warning("A visit of posting %s was not counted.", listing.pk, exc_info=True)


def is_reader(request: HttpRequest, listing: Listing) -> bool:
    """Tell whether a person asks for the page to read it. No query for who is not signed in."""
    if request.method != "GET" or any(name in request.headers for name in PREFETCH_HEADERS):
        return False
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    if not agent.startswith(BROWSERS) or _crawlers().is_crawler(agent):
        return False
    return not _has_a_stake(request, listing)


def _has_a_stake(request: HttpRequest, listing: Listing) -> bool:
    # whoever has no session is not asked for one: the page stays the same for all of them
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
        return False
    user = request.user
    return user.is_staff or Listing.objects.of_employer(user).filter(pk=listing.pk).exists()


@cache
def _crawlers() -> CrawlerDetect:
    return CrawlerDetect()
