"""``/employers/`` and what it leads to: pay transparency, the form, and a draft's own address.

The first valid POST of the form becomes a draft; from then on every POST that fits is saved. A
page that is refused, stale, late or too fast comes back with all that was typed.
"""

from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.http.networks import network_of
from jobboard.markup import breadcrumbs
from jobboard.models import User
from listings.employers import form_token, submission_limits
from listings.employers.confirmation import NoLongerValidError, ask, become_posting, needs_mail
from listings.employers.drafts import (
    begin,
    both,
    confirmed_elsewhere,
    is_stale,
    merged,
    of_page,
    opens_draft,
)
from listings.employers.form_page import closed, page
from listings.employers.forms import PostingForm, typed_in
from listings.employers.managing.services import ask_for_address
from listings.employers.revisions import send_edit
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


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """How posting works, what it costs, how long it takes. Three queries."""
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


@require_safe
def pay_transparency(request: HttpRequest) -> HttpResponse:
    """Every law in force that drafts are checked against, with its source."""
    rules = PayTransparencyRule.objects.in_force()
    return render(request, "employers/pay_transparency.html", {"rules": rules})


@submission_limits.gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An empty form; or, from a POST, a draft once everything is right."""
    if not mail.is_open():
        return closed(request)
    if request.method == "POST":
        typed = typed_in(request.POST)
        if refusal := submission_limits.count_press(request):
            return submission_limits.refused(request, refusal, typed)
        return first(request, typed)
    return page(request, PostingForm())


def first(request: HttpRequest, typed: dict[str, Any]) -> HttpResponse:
    """The first POST of a page, or a second one that its sender did not wait for."""
    token = form_token.read(request.POST.get("stamp", ""))
    if response := go_on(request, token.nonce, typed):
        return response
    if refusal := submission_limits.check(request, typed, token.signals):
        return submission_limits.refused(request, refusal, typed)
    form = PostingForm(typed)
    if request.POST.get(form_token.HONEYPOT):
        form.add_error(None, TRAPPED)
        return page(request, form, is_trapped=True)
    if request.POST.get("action") != "send" or not form.is_valid():
        return page(request, form)
    if refusal := submission_limits.count_draft(request, form.typed, token.signals):
        return submission_limits.refused(request, refusal, form.typed)
    return keep(request, form, token)


def go_on(request: HttpRequest, nonce: str, typed: dict[str, Any]) -> HttpResponse | None:
    """Answer where the page was sent before: with its draft, or the posting that it became."""
    if draft := of_page(request, nonce):
        return change(request, draft, typed)
    return confirmed_elsewhere(request, PostingDraft.objects.filter(nonce=nonce))


def keep(request: HttpRequest, form: PostingForm, token: form_token.FormToken) -> HttpResponse:
    """Make the draft of a form that is right. Of two clicks the second finds the first's draft.

    A page whose draft is not open to this visitor any more (they signed out) begins another one.
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
        if earlier := of_page(request, token.nonce):
            return change(request, earlier, form.typed)
        return keep(request, form, replace(token, nonce=form_token.new_nonce()))
    begin(request, draft)
    return send(request, draft, form, is_counted=True)


@submission_limits.gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@opens_draft(is_sent=False)
def show(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """A draft, under its secret address."""
    if not mail.is_open():
        return closed(request)
    if request.method == "POST":
        typed = typed_in(request.POST)
        if refusal := submission_limits.count_press(request):
            return submission_limits.refused(request, refusal, typed, draft)
        return change(request, draft, typed)
    return page(request, PostingForm(draft.data), draft=draft)


def change(request: HttpRequest, draft: PostingDraft, typed: dict[str, Any]) -> HttpResponse:
    """Keep what was typed in a draft, unless another tab was faster; then send it if asked to."""
    action = request.POST.get("action")
    with transaction.atomic():
        draft = PostingDraft.objects.select_for_update().get(pk=draft.pk)
        if draft.is_sent:
            return redirect("posting-sent", draft.key)
        if action == "merge":
            typed = merged(typed, draft.data, request.POST)
        if is_stale(request, draft, typed):
            return both(request, draft, typed)
        form = PostingForm(typed)
        if bytes_of(typed) <= MOST_BYTES:
            draft.write(typed)
            draft.email = form.cleaned_data.get("email", "") if form.is_valid() else draft.email
            draft.save()
    if action != "send" or not form.is_valid():
        return page(request, form, draft=draft)
    return send(request, draft, form)


def send(
    request: HttpRequest, draft: PostingDraft, form: PostingForm, *, is_counted: bool = False
) -> HttpResponse:
    """On with a draft that is right: an edit to its posting, a new one to its confirmation.

    ``is_counted``: the mail of a confirmation was counted already by ``submission_limits``.
    """
    if draft.purpose == Purpose.EDIT:
        return _send_edit(request, draft, form)
    user, email = request.user, form.cleaned_data["email"]
    if isinstance(user, User) and user.email.lower() == email.lower():
        try:
            become_posting(draft, user.email)
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
    """Who may edit was decided when the draft was made; who has lost the right since is a 404."""
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
