"""``/jobs/<id>-<slug>/``: one posting in every state the public may see."""

from functools import cache, partial
from typing import Any, cast

from crawlerdetect import CrawlerDetect
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobboard.http.changes import ChangeKind
from jobboard.http.conditional import keeping_of, kept
from jobboard.models import User
from listings.models import Listing, ListingEvent, PublicState, Skill
from listings.models.event import Counter
from listings.models.prepared import Prepared, fill, json_rows, objects
from listings.models.source import VERIFIED_FOR
from listings.search.card_cache import LiveOf, cards_of, fill_places, with_places
from listings.search.facets import live_for
from listings.search.facts import facts_by_part, job_posting, way_to
from listings.search.market import market_of, market_picture
from listings.search.similar import similar_to
from listings.search.visits import visits
from roles.models import Role

NOT_SHOWN = (
    *("description_source", "submitted_by", "submitted_at", "contact_name", "contact_email"),
    *("pay_parser_version", "frozen_by", "frozen_reason", "cleared_at", "run_days"),
    *("is_cluster_decided", "created_at", "updated_at"),
    *(f"company__{name}" for name in ("description", "edited_fields", "created_at", "updated_at")),
    *("source__withheld_external_ids", "source__last_error", "source__last_outcome"),
    *("source__answer_hash", "source__answer_postings", "source__asked_at", "source__told_at"),
)

MOST_COPIES = 5  # of the same text by other companies
MOST_COMPARED = 100  # of the same opening, looked at for being on offer

STATUS = {PublicState.CLOSED: 410}


@require_safe
@kept(ChangeKind.ROLE, ChangeKind.SKILL, ChangeKind.PLACE, ChangeKind.FIGURES, is_one_moment=False)
def show(request: HttpRequest, number: str, slug: str | None = None) -> HttpResponse:
    """The page; a wrong slug leads to the right one."""
    listing = get_posting(number)
    if slug != (listing.slug or None):
        return redirect(listing, permanent=True)
    if listing.public_state == PublicState.LIVE:
        _count_all(request, listing)
    return page(request, listing)


def _count_all(request: HttpRequest, listing: Listing) -> None:
    """Count this visit, and each one that is answered by the page that this one makes.

    The page is kept until the posting or its company changes, or the posting ends.
    """
    number, keeping = listing.pk, keeping_of(request)
    if keeping is None:
        count(request, number, "views")
        return
    keeping.shows |= {(ChangeKind.POSTING, number), (ChangeKind.COMPANY, listing.company_id)}
    keeping.asked = partial(count, number=number, counter="views")
    good = listing.source.last_good_at if listing.source else None
    silent_at = good + VERIFIED_FOR if good else None
    keeping.end_at(listing.expires_at, listing.featured_until, silent_at)


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
    count(request, listing.pk, "apply_clicks")
    if target:
        return HttpResponseRedirect(target)
    return render(request, "jobs/apply.html", {"listing": listing, "robots": "noindex"})


def get_posting(number: str) -> Listing:
    """Return a posting that the public may see in some state, with all that its page shows.

    One statement.
    """
    found: list[Any] = _POSTING(int(number))
    if not found:
        raise Http404
    [listing] = found
    fill_places(found)
    skills, roles = objects(Skill, listing.skill_rows), objects(Role, listing.role_rows)
    fill(listing, skills=skills, roles=roles)
    return cast("Listing", listing)


_OWN = OuterRef("pk")
_HEAD = Coalesce(OuterRef("duplicate_of"), OuterRef("pk"))


def _numbers(*conditions: Q) -> ArraySubquery:
    """The first few other postings that meet these, on offer or not, as one value beside a row."""
    others = Listing.objects.filter(*conditions).exclude(pk=_OWN).order_by("pk")
    return ArraySubquery(others.values("pk")[:MOST_COMPARED])


_POSTING = Prepared(
    lambda number: (
        with_places(Listing.objects.public())
        .with_public_state()
        .select_related("company__logo", "source")
        .defer(*NOT_SHOWN)
        .filter(pk=number)
        .annotate(
            skill_rows=json_rows(
                Skill.objects.filter(listings=_OWN), "id", "name", "slug", "openings"
            ),
            role_rows=json_rows(Role.objects.filter(listings=_OWN), "id", "name", "slug"),
            event_rows=json_rows(
                ListingEvent.objects.filter(listing=_OWN).public(),
                *("id", "listing_id", "kind", "at", "fields", "before", "after", "reason"),
            ),
            same=_numbers(Q(duplicate_of=_HEAD) | Q(pk=_HEAD)),
            copies=_numbers(
                Q(text_hash=OuterRef("text_hash")),
                ~Q(text_hash=""),
                ~Q(company=OuterRef("company")),
            ),
        )
    )
)


def page(request: HttpRequest, listing: Listing) -> HttpResponse:
    public_state = listing.public_state
    if listing.frozen_at:
        withhold_words(listing)
    is_live = public_state == PublicState.LIVE
    is_marked = is_live and not listing.is_demo
    market, live_of = market_of(listing), live_for(request)
    others = market.others if market else None
    context = {
        "listing": listing,
        "public_state": public_state,
        "description": described(listing),
        "events": objects(ListingEvent, listing.event_rows),  # type: ignore[attr-defined]  # annotated
        "elsewhere": elsewhere(listing, live_of) if is_live else [],
        "similar": similar_to(listing, live_of),
        "market": market,
        "market_picture": market_picture(listing, others.figure) if others else None,
        "facts": facts_by_part(listing),
        "json_ld": [
            *([way_to(listing)] if is_live else []),
            *([job_posting(listing)] if is_marked else []),
        ],
        "robots": "" if is_live and not listing.is_demo else "noindex",
    }
    return render(request, "jobs/posting.html", context, status=STATUS.get(public_state, 200))


def elsewhere(listing: Any, live_of: LiveOf) -> list[Listing]:
    """Live postings of the same opening: those of its cluster, and copies by other companies."""
    numbers = sorted({*listing.same, *listing.copies})
    known = live_of(numbers) if numbers else ()
    cards = cards_of((number for number in numbers if number in known), live_of)
    live = sorted(cards, key=lambda one: (one.posted_at, one.pk))
    others = [one for one in live if one.pk in listing.same]
    copies = [one for one in live if one.pk not in listing.same]
    return [*others, *copies[:MOST_COPIES]]


def withhold_words(listing: Listing) -> None:
    """Take the employer's own sentences off a posting under review; what was read of it stays."""
    listing.description_html = listing.pay_text = listing.pay_note = listing.pay_bonus = ""
    listing.benefits, listing.evidence = [], {}


def described(listing: Listing) -> str:
    """Say title, company, place and pay in one line, for search engines and link previews."""
    where = ", ".join(filter(None, [listing.company.name, listing.location_label]))
    pay = f". {listing.pay_display}" if listing.pay_display else ""
    return f"{listing.title} at {where}{pay}."


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


def count(request: HttpRequest, number: int, counter: Counter) -> None:
    """Add a reader's visit to the day's counter of a posting."""
    if is_reader(request, number):
        visits.add(number, counter)


def is_reader(request: HttpRequest, number: int) -> bool:
    """Tell whether a person asks for the page to read it. No query for who is not signed in."""
    if request.method != "GET" or any(name in request.headers for name in PREFETCH_HEADERS):
        return False
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    if not agent.startswith(BROWSERS) or _crawlers().is_crawler(agent):
        return False
    return not _has_a_stake(request, number)


def _has_a_stake(request: HttpRequest, number: int) -> bool:
    # whoever has no session is not asked for one: the page stays the same for all of them
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
        return False
    user = request.user
    return user.is_staff or Listing.objects.of_employer(user).filter(pk=number).exists()


@cache
def _crawlers() -> CrawlerDetect:
    return CrawlerDetect()
