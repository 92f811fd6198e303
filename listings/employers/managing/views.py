"""``/employers/postings/``: an employer's own list, each posting's page, and the company's page."""

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jobboard.models import User
from listings.employers.company import submit_page
from listings.employers.drafts import FieldDifference, differences
from listings.employers.managing import statistics
from listings.employers.managing.forms import CommentForm, CompanyForm, ExtendForm
from listings.employers.managing.services import pending_address
from listings.employers.managing.state import PostingState, extensions, left_in_words, state_of
from listings.employers.revisions import UNSEEN
from listings.models import (
    Company,
    Listing,
    ListingDay,
    ModerationNote,
    PostingDraft,
    PostingRevision,
    RevisionState,
    Status,
)
from listings.models.event import Seen
from listings.models.listing_queryset import HEAVY_FIELDS, ListingQuerySet

PAGE_SIZE = 50
MOST_DRAFTS = 20

# The list's order: what waits for the employer, what is public, what waits for an editor, the rest.
RANK = Case(
    When(status=Status.CHANGES_REQUESTED, then=Value(0)),
    When(status=Status.PUBLISHED, then=Value(1)),
    When(status=Status.PENDING, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting in the list."""

    listing: Listing
    state: PostingState
    seen: Seen
    has_edit: bool

    @property
    def left(self) -> str:
        return left_in_words(self.listing)


def own_postings(request: HttpRequest) -> ListingQuerySet:
    """Return the postings that this visitor may manage; every view starts from them."""
    return Listing.objects.of_employer(cast("User", request.user))


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Every posting with its state, and drafts that were not sent yet."""
    user = cast("User", request.user)
    rows = (
        own_postings(request)
        .with_public_state()
        .select_related("company", "source")
        .defer(*HEAVY_FIELDS)
    )
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


def rows_of(listings: list[Listing]) -> list[PostingRow]:
    """Return what the list shows of postings. Two queries."""
    numbers = [listing.pk for listing in listings]
    seen = ListingDay.objects.totals(numbers)
    edits = PostingRevision.objects.pending().filter(listing__in=numbers)
    edited = set(edits.values_list("listing", flat=True))
    return [
        PostingRow(listing, state_of(listing), seen.get(listing.pk, Seen()), listing.pk in edited)
        for listing in listings
    ]


def drafts_of(user: User) -> list[PostingDraft]:
    """Return what a person began and has not sent, the latest first."""
    drafts = PostingDraft.objects.of_employer(user).filter(became=None, sent_at=None)
    return list(drafts.select_related("listing")[:MOST_DRAFTS])


@require_safe
@login_required
def postings_csv(request: HttpRequest) -> StreamingHttpResponse:
    return statistics.postings_csv(own_postings(request))


@require_safe
@login_required
def days_csv(request: HttpRequest) -> StreamingHttpResponse:
    return statistics.days_csv(own_postings(request))


@require_safe
@login_required
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """One posting: its state, what may be done, who read it, what was said about it."""
    return page_of(request, int(pk), CommentForm())


def page_of(
    request: HttpRequest, pk: int, form: CommentForm, *, extending: ExtendForm | None = None
) -> HttpResponse:
    """The page of a posting with its forms, bound ones with their errors."""
    rows = own_postings(request).with_public_state().select_related("company", "source")
    listing = get_object_or_404(rows, pk=pk)
    revision = listing.revisions.pending().first()
    notes = ModerationNote.objects.of_employer(cast("User", request.user))
    context = {
        "listing": listing,
        "state": state_of(listing),
        "is_public": listing.status in (Status.PUBLISHED, Status.CLOSED) and listing.posted_at,
        "left": left_in_words(listing),
        "days": statistics.statistics_of(listing),
        "notes": list(notes.filter(listing=listing)),
        "revision": revision,
        "differences": _public_differences(revision),
        "new_address": pending_address(listing),
        "events": list(listing.events.of_employer()),
        "extensions": extensions(listing),
        "extending": extending or ExtendForm.of(listing),
        "form": form,
        "robots": "noindex",
    }
    return render(request, "employers/managing/show.html", context)


def _public_differences(revision: PostingRevision | None) -> list[FieldDifference]:
    """What readers would see of an edit that waits."""
    found = differences(revision.data, revision.before) if revision else []
    return [one for one in found if one.name not in UNSEEN]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def company(request: HttpRequest, pk: str) -> HttpResponse:
    """Logo and text of a company's page. Nothing is public before an editor has approved it."""
    user = cast("User", request.user)
    speaks_for = Company.objects.of_employer(user).filter(blocked_at__isnull=True)
    company = get_object_or_404(speaks_for.select_related("logo"), pk=int(pk))
    latest = company.revisions.first()
    waiting = latest if latest and latest.state == RevisionState.PENDING else None
    known = {"description": (waiting or company).description}
    form = CompanyForm(request.POST or None, request.FILES or None, initial=known, uploader=user)
    if request.method == "POST" and form.is_valid():
        submit_page(company, form.cleaned_data, user, waiting)
        messages.success(
            request, "Thank you. An editor reads it; until then the page stays as it is."
        )
        return redirect(reverse("own-company", args=[company.pk], query={"sent": "page"}))
    context = {
        "company": company,
        "form": form,
        "waiting": waiting,
        "refused": latest if latest and latest.state == RevisionState.REJECTED else None,
        "robots": "noindex",
    }
    return render(request, "employers/managing/company.html", context)
