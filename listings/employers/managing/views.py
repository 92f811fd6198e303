"""``/employers/postings/``: an employer's own list, and each posting's own page."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobboard.models import User
from listings.employers import conflict
from listings.employers.managing import contact
from listings.employers.managing.comment_form import CommentForm
from listings.employers.managing.days import days_of
from listings.employers.managing.extend_form import ExtendForm
from listings.employers.managing.renewal import extensions
from listings.employers.managing.state import State, left_in_words, state_of
from listings.employers.revisions import UNSEEN
from listings.models import (
    Company,
    Listing,
    ListingDay,
    ModerationNote,
    PostingDraft,
    PostingRevision,
    Status,
)
from listings.models.day import Seen
from listings.models.listing_queryset import HEAVY_FIELDS, ListingQuerySet

PAGE_SIZE = 50
DRAFTS = 20

# Those that wait for their employer stand first, then what is public, then what waits, then the
# rest: by number, for the list's order.
RANK = Case(
    When(status=Status.CHANGES_REQUESTED, then=Value(0)),
    When(status=Status.PUBLISHED, then=Value(1)),
    When(status=Status.PENDING, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One posting in the list."""

    listing: Listing
    state: State
    seen: Seen
    has_edit: bool

    @property
    def left(self) -> str:
        return left_in_words(self.listing)


def own(request: HttpRequest) -> ListingQuerySet:
    """Where every page and action starts: all other postings are a 404."""
    return Listing.objects.of_employer(cast("User", request.user))


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Every posting with how it stands, and drafts that were not sent yet."""
    user = cast("User", request.user)
    rows = own(request).with_standing().select_related("company", "source").defer(*HEAVY_FIELDS)
    ordered = rows.annotate(rank=RANK).order_by("rank", "-posted_at", "-pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(list(page)),
        "drafts": drafts_of(user),
        "companies": list(Company.objects.of_employer(user).order_by("sort_name", "pk")),
        "robots": "noindex",
    }
    return render(request, "employers/managing/index.html", context)


def rows_of(listings: list[Listing]) -> list[Row]:
    """Return what the list shows of postings. Two queries."""
    numbers = [listing.pk for listing in listings]
    seen = ListingDay.objects.totals(numbers)
    edits = PostingRevision.objects.pending().filter(listing__in=numbers)
    edited = set(edits.values_list("listing", flat=True))
    return [
        Row(listing, state_of(listing), seen.get(listing.pk, Seen()), listing.pk in edited)
        for listing in listings
    ]


def drafts_of(user: User) -> list[PostingDraft]:
    """Return what a person began and has not sent, the latest first."""
    drafts = PostingDraft.objects.of_employer(user).filter(became=None, sent_at=None)
    return list(drafts.select_related("listing")[:DRAFTS])


@require_safe
@login_required
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """One posting: how it stands, what may be done, who read it, what was said about it."""
    return page_of(request, int(pk), CommentForm())


def _public_differences(revision: PostingRevision | None) -> list[conflict.Difference]:
    """What of an edit that waits readers would see."""
    found = conflict.differences(revision.data, revision.before) if revision else []
    return [one for one in found if one.name not in UNSEEN]


def page_of(
    request: HttpRequest,
    pk: int,
    form: CommentForm,
    *,
    extending: ExtendForm | None = None,
    status: int = 200,
) -> HttpResponse:
    listing = get_object_or_404(
        own(request).with_standing().select_related("company", "source"), pk=pk
    )
    revision = listing.revisions.pending().first()
    state = state_of(listing)
    days = days_of(listing)
    context = {
        "listing": listing,
        "state": state,
        "is_public": listing.status in (Status.PUBLISHED, Status.CLOSED) and listing.posted_at,
        "left": left_in_words(listing),
        "days": days,
        "notes": list(
            ModerationNote.objects.of_employer(cast("User", request.user)).filter(listing=listing)
        ),
        "revision": revision,
        "differences": _public_differences(revision),
        "new_address": contact.waiting(listing),
        "events": list(listing.events.of_employer()),
        "extensions": extensions(listing),
        "extending": extending or ExtendForm.of(listing),
        "form": form,
        "robots": "noindex",
    }
    return render(request, "employers/managing/show.html", context, status=status)
