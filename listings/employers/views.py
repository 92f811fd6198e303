"""``/employers/`` and what it leads to: pay transparency, the form, and a draft's own address.

The first valid POST of the form becomes a draft; from then on every POST that fits is saved. A
page that is refused, stale, late or too fast comes back with all that was typed.
"""

from dataclasses import replace
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.http.changes import ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.networks import network_of
from jobboard.http.parts import kept_part
from jobboard.markup import breadcrumbs
from jobboard.models import User
from listings.employers import late_changes, submission_limits
from listings.employers.confirmation import ask, needs_mail
from listings.employers.drafts import (
    confirmed_elsewhere,
    conflict_page,
    draft_of_page,
    is_stale,
    merged,
    opens_draft,
    remember_draft,
)
from listings.employers.form_page import closed, page
from listings.employers.forms import PostingForm, typed_in
from listings.employers.managing.services import ask_for_address
from listings.employers.revisions import send_edit
from listings.employers.services import NoLongerValidError, become_posting
from listings.models import (
    Listing,
    PayTransparencyRule,
    PostingDraft,
    PostingOutcome,
    Purpose,
    WrongStateError,
)
from listings.models.posting_draft import MOST_BYTES, bytes_of
from listings.moderation.queue import in_words, median_review
from listings.search.facets import total
from listings.search.filters import on_offer, search_with

TRAPPED = (
    "A field that people do not see was filled in. If a program fills in forms for you, let it "
    "leave the field “Fax” empty, and send again. What you typed is still here."
)
MOST_MAILS_SENT = (
    "As many codes were sent for this posting as we send for one. The newest still works; or "
    "start anew tomorrow."
)
CHANGED = "Something has to be mended before it can be sent; see below."

ENOUGH_ANSWERS = 20
TOLD = (ChangeKind.POSTING, ChangeKind.VERIFIED, ChangeKind.CONTENT)
"""What the numbers on the first page depend on."""


@require_safe
@kept(*TOLD)
def start(request: HttpRequest) -> HttpResponse:
    """How posting works, what it costs, how long it takes."""
    context = {
        **_numbers(),
        "is_open": mail.is_open(),
        "json_ld": [breadcrumbs([("For employers", reverse("employers"))])],
    }
    return render(request, "employers/start.html", context)


@kept_part(*TOLD)
def _numbers() -> dict[str, Any]:
    """What is told of the board. Two queries."""
    review = median_review()
    outcomes = PostingOutcome.objects.of_the_year()
    return {
        "outcomes": outcomes if outcomes["answered"] >= ENOUGH_ANSWERS else None,
        "review": in_words(review[0]) if review else "",
        "reviewed": review[1] if review else 0,
        "openings": total(search_with(), on_offer()),
    }


@require_safe
@kept(ChangeKind.CONTENT)
def pay_transparency(request: HttpRequest) -> HttpResponse:
    """Every law in force that drafts are checked against, with its source."""
    rules = PayTransparencyRule.objects.in_force()
    return render(request, "employers/pay_transparency.html", {"rules": rules})


@submission_limits.returns_late_forms
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An empty form; a valid POST makes a draft and sends it."""
    if not mail.is_open():
        return closed(request)
    if request.method == "POST":
        typed = typed_in(request.POST)
        if refusal := submission_limits.count_press(request):
            return submission_limits.refused(request, refusal, typed)
        return first_post(request, typed)
    return page(request, PostingForm())


def first_post(request: HttpRequest, typed: dict[str, Any]) -> HttpResponse:
    """The first POST of a page, or a repeated one."""
    token = submission_limits.read(request.POST.get("form_token", ""))
    if response := continue_page(request, token.nonce, typed):
        return response
    if refusal := submission_limits.check(request, typed, token.signals):
        return submission_limits.refused(request, refusal, typed)
    form = PostingForm(typed)
    if request.POST.get(submission_limits.HONEYPOT):
        form.add_error(None, TRAPPED)
        return page(request, form, is_trapped=True)
    if request.POST.get("action") != "send" or not form.is_valid():
        return page(request, form)
    if refusal := submission_limits.count_draft(request, form.typed, token.signals):
        return submission_limits.refused(request, refusal, form.typed)
    return create_draft(request, form, token)


def continue_page(request: HttpRequest, nonce: str, typed: dict[str, Any]) -> HttpResponse | None:
    """Answer a page that was sent before with its draft, or the posting that it became."""
    if draft := draft_of_page(request, nonce):
        return save_draft(request, draft, typed)
    sent = confirmed_elsewhere(request, PostingDraft.objects.filter(nonce=nonce))
    return late_changes.answer(request, sent) if sent else None


def create_draft(
    request: HttpRequest, form: PostingForm, token: submission_limits.FormToken
) -> HttpResponse:
    """Create the draft of a valid form and send it. A second click finds the first one's draft.

    Where that draft is not open to this visitor any more (they signed out), another one is made.
    """
    network = rate_limits.key_of("posting-drafts", network_of(request))
    try:
        with transaction.atomic():
            draft = PostingDraft.objects.create(
                data=form.typed,
                nonce=token.nonce,
                email=form.cleaned_data["email"],
                owner=request.user if isinstance(request.user, User) else None,
                network=network,
                signals=token.signals,
            )
    except IntegrityError:
        if earlier := draft_of_page(request, token.nonce):
            return save_draft(request, earlier, form.typed)
        return create_draft(request, form, replace(token, nonce=submission_limits.new_nonce()))
    remember_draft(request, draft)
    return send_draft(request, draft, form, is_counted=True)


@submission_limits.returns_late_forms
@require_http_methods(["GET", "HEAD", "POST"])
@opens_draft(is_sent=False, late=late_changes.answer)
def show(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """A draft, under its secret address."""
    if not mail.is_open():
        return closed(request)
    if request.method == "POST":
        typed = typed_in(request.POST)
        if refusal := submission_limits.count_press(request):
            return submission_limits.refused(request, refusal, typed, draft)
        return save_draft(request, draft, typed)
    return page(request, PostingForm(draft.data), draft=draft)


def save_draft(request: HttpRequest, draft: PostingDraft, typed: dict[str, Any]) -> HttpResponse:
    """Save what was typed, unless another tab has changed the draft; then send it if asked to."""
    action = request.POST.get("action")
    with transaction.atomic():
        draft = PostingDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.is_sent:
            return late_changes.answer(request, draft)
        if action == "merge":
            typed = merged(typed, draft.data, request.POST)
        if is_stale(request, draft, typed):
            return conflict_page(request, draft, typed)
        form = PostingForm(typed)
        if bytes_of(typed) <= MOST_BYTES:
            draft.write(typed)
            draft.email = form.cleaned_data.get("email", "") if form.is_valid() else draft.email
            draft.save()
    if action != "send" or not form.is_valid():
        return page(request, form, draft=draft)
    return send_draft(request, draft, form)


def send_draft(
    request: HttpRequest, draft: PostingDraft, form: PostingForm, *, is_counted: bool = False
) -> HttpResponse:
    """Send a valid draft: an edit goes to its posting, a new one to its confirmation.

    ``is_counted``: the mail of a confirmation was counted already by ``submission_limits``.
    """
    if draft.purpose == Purpose.EDIT:
        return _send_edit(request, draft, form)
    email = form.cleaned_data["email"]
    if submission_limits.is_proven(request, form.cleaned_data):
        try:
            become_posting(draft, cast("User", request.user).email)
        except NoLongerValidError:
            form.add_error(None, CHANGED)
            return page(request, form, draft=draft)
        return redirect("posting-sent", draft.key)
    if (
        needs_mail(draft)
        and not is_counted
        and (refusal := submission_limits.count_code(request, email, draft.signals))
    ):
        return submission_limits.refused(request, refusal, form.typed, draft)
    if ask(draft, asked_from=submission_limits.asker(request)) is None:
        form.add_error("email", MOST_MAILS_SENT)
        return page(request, form, draft=draft)
    return redirect("posting-confirm", draft.key)


def _send_edit(request: HttpRequest, draft: PostingDraft, form: PostingForm) -> HttpResponse:
    """Send an edit; a 404 for an owner who may not manage the posting any more."""
    if draft.owner is None or not (
        Listing.objects.of_employer(draft.owner).filter(pk=draft.listing_id).exists()
    ):
        raise Http404("There is no such posting.")
    pay_before = draft.listing.pay_display if draft.listing else ""
    try:
        listing = send_edit(draft, form)
        ask_for_address(draft, listing, form.cleaned_data["email"])
    except WrongStateError as problem:
        form.add_error(None, str(problem))
        return page(request, form, draft=draft)
    response = redirect("posting-sent", draft.key)
    if listing.posted_at and listing.pay_display != pay_before:
        response["Location"] += "?pay=corrected"
    return response
