"""Buttons of a posting's page, and the pages with buttons that mails lead to.

A button of the page is a POST that leads back to it, or on to the form. A mail's link needs no
sign-in: GET shows the buttons, POST presses one.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jobboard.http.rate_limits import RateLimit, too_many
from jobboard.models import User
from jobboard.site import dates
from listings.employers import mails
from listings.employers.managing import services
from listings.employers.managing.forms import CommentForm, ExtendForm
from listings.employers.managing.state import (
    CLOSE,
    EXTEND,
    OPEN,
    UNDO,
    extensions,
    left_in_words,
    state_of,
)
from listings.employers.managing.views import own_postings, page_of
from listings.models import (
    ClosedReason,
    HiringAnswer,
    Listing,
    PostingOutcome,
    Purpose,
    WrongStateError,
)

DAY = timedelta(days=1)
COPIED = "As many copies of postings were made as we make for one person in a day."
SAID = "As many answers came from you as we take in a day."
SIGNED_OUT = "You are signed out, so nothing was done. Sign in, then press the button again."
STILL_OPEN = "open"


def own_action(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a signed-in view the posting's number; a ``WrongStateError`` is told on its page.

    Who is signed out comes back to the posting: nothing is done by signing in.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, pk: str, **kwargs: Purpose) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method != "POST":
                return redirect_to_login(request.path)
            messages.warning(request, SIGNED_OUT)
            return redirect_to_login(reverse("own-posting", args=[pk]))
        try:
            return view(request, int(pk), **kwargs)
        except WrongStateError as problem:
            messages.error(request, str(problem))
            return redirect("own-posting", int(pk))

    return answered


def own_button(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An ``own_action`` without a page of its own: GET leads to the page with the button."""

    @own_action
    @wraps(view)
    def pressed(request: HttpRequest, pk: int, **kwargs: Purpose) -> HttpResponse:
        if request.method == "POST":
            return view(request, pk, **kwargs)
        get_object_or_404(own_postings(request), pk=pk)
        return redirect("own-posting", pk)

    return pressed


@own_button
def still_open(request: HttpRequest, pk: int) -> HttpResponse:
    is_new = services.still_open(own_postings(request), pk)
    messages.success(
        request,
        "Thank you: the posting says that you verified it today."
        if is_new
        else "You said so today already; the posting shows it.",
    )
    return redirect("own-posting", pk)


@own_action
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks whether it was filled or withdrawn, on a page of its own; POST closes it."""
    if request.method != "POST":
        return ask_how_it_closed(request, pk)
    reason = request.POST.get("reason", "")
    listing = services.close(own_postings(request), pk, reason)
    closed = (
        f"Closed as {services.CLOSING[reason]}. It is off the lists; you can undo it for a day."
    )
    messages.success(request, closed if listing.posted_at else "Taken back.")
    return redirect("own-posting", pk)


def ask_how_it_closed(request: HttpRequest, pk: int) -> HttpResponse:
    rows = own_postings(request).with_public_state().select_related("company", "source")
    listing = get_object_or_404(rows, pk=pk)
    if CLOSE not in state_of(listing).may:
        return redirect("own-posting", pk)
    context = {"listing": listing, "robots": "noindex"}
    return render(request, "employers/managing/close.html", context)


@own_button
def undo_closing(request: HttpRequest, pk: int) -> HttpResponse:
    services.undo_closing(own_postings(request), pk)
    messages.success(request, "It is open again, under its own date and with its own end.")
    return redirect("own-posting", pk)


@own_button
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it run longer; a day that does not fit comes back with what is wrong."""
    get_object_or_404(own_postings(request), pk=pk)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return page_of(request, pk, CommentForm(), extending=form)
    days, apply_by = form.cleaned_data["days"], form.cleaned_data["apply_by_on"]
    try:
        listing = services.extend(own_postings(request), pk, days, apply_by)
    except WrongStateError as problem:
        form.add_error(None, str(problem))
        return page_of(request, pk, CommentForm(), extending=form)
    ends_on = dates.long(listing.expires_at)
    messages.success(request, f"It runs until {ends_on} now, under its own date.")
    return redirect("own-posting", pk)


@own_button
def confirm_address(request: HttpRequest, pk: int) -> HttpResponse:
    """The code that went to a posting's new address."""
    listing = get_object_or_404(own_postings(request), pk=pk)
    code = request.POST.get("code", "")[:60]
    services.confirm_address(listing, code, by=cast("User", request.user))
    messages.success(request, "Mail about this posting goes to the new address now.")
    return redirect("own-posting", pk)


@own_button
def withdraw_edit(request: HttpRequest, pk: int) -> HttpResponse:
    services.withdraw_edit(own_postings(request), pk, cast("User", request.user))
    messages.success(request, "Your changes are taken back; the public version stays.")
    return redirect("own-posting", pk)


@own_button
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the form. GET, as from a mail's link, leads to the page with the button."""
    return redirect(services.start_edit(own_postings(request), pk, cast("User", request.user)))


@own_button
def copy(request: HttpRequest, pk: int, purpose: Purpose) -> HttpResponse:
    """On to the form of a new posting with this one's text."""
    user = cast("User", request.user)
    get_object_or_404(own_postings(request), pk=pk)
    counter = RateLimit("posting-copies", str(user.pk), settings.LIMITS.copies, DAY, COPIED)
    if refusal := counter.take():
        return too_many(request, refusal)
    return redirect(services.start_copy(own_postings(request), pk, user, purpose))


@own_button
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """HiringAnswer the editors; what was typed comes back where it does not fit."""
    user = cast("User", request.user)
    get_object_or_404(own_postings(request), pk=pk)
    form = CommentForm(request.POST)
    counter = RateLimit("posting-comments", str(user.pk), settings.LIMITS.comments, DAY, SAID)
    if form.is_valid() and (refusal := counter.take()):
        form.add_error("text", f"{refusal.why} Go on {refusal.when}.")
    if not form.is_valid():
        return page_of(request, pk, form)
    try:
        services.comment(own_postings(request), pk, form.cleaned_data["text"], user)
    except WrongStateError as problem:
        form.add_error("text", str(problem))
        return page_of(request, pk, form)
    messages.success(request, "Your answer stands in the thread; the editors read it.")
    return redirect(reverse("own-posting", args=[pk], query={"sent": "answer"}))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Still open, longer, filled or withdrawn: of a posting that ends soon or has ended."""
    pk = mails.ANSWER.posting(token)
    rows = Listing.objects.filter(pk=pk or 0, source__isnull=True)
    if pk is None or not rows.exists():
        return _link_over(request)
    problem, done, form = "", "", None
    if request.method == "POST":
        form = ExtendForm(request.POST) if "days" in request.POST else None
        try:
            done = _extend(form, pk) if form else _act(request.POST.get("answer", ""), pk)
        except WrongStateError as wrong:
            problem = str(wrong)
    listing = rows.with_public_state().select_related("company", "source").get()
    state = state_of(listing)
    context = {
        "listing": listing,
        "state": state,
        "left": left_in_words(listing),
        "may_open": OPEN in state.may,
        "may_close": CLOSE in state.may,
        "may_undo": UNDO in state.may,
        "extensions": extensions(listing),
        "extending": form or ExtendForm.of(listing),
        "problem": problem,
        "done": done,
        "robots": "noindex",
    }
    return render(request, "employers/managing/answer.html", context)


def _extend(form: ExtendForm, pk: int) -> str:
    if not form.is_valid():
        raise WrongStateError(" ".join(form.complaints))
    rows = Listing.objects.filter(source__isnull=True)
    services.extend(rows, pk, form.cleaned_data["days"], form.cleaned_data["apply_by_on"])
    return EXTEND


def _act(said: str, pk: int) -> str:
    rows = Listing.objects.filter(source__isnull=True)
    if said == STILL_OPEN:
        services.still_open(rows, pk)
    elif said in services.CLOSING:
        services.close(rows, pk, said)
    elif said == UNDO:
        services.undo_closing(rows, pk)
    else:
        raise WrongStateError("Choose one of the three.")
    return said


@require_http_methods(["GET", "HEAD", "POST"])
def filled(request: HttpRequest, token: str) -> HttpResponse:
    """Was it filled, and from here? The answer may be changed while the link works."""
    pk = mails.FILLED.posting(token)
    rows = PostingOutcome.objects.filter(listing=pk)
    asked = rows.select_related("listing__company").first() if pk is not None else None
    if asked is None:
        return _link_over(request)
    was_filled = asked.listing.closed_reason == ClosedReason.FILLED
    choices = [
        (c.value, c.label)
        for c in HiringAnswer
        if not (was_filled and c == HiringAnswer.NOT_FILLED)
    ]
    problem = ""
    if request.method == "POST":
        if request.POST.get("answer", "") in dict(choices):
            rows.update(answer=request.POST["answer"], answered_at=timezone.now())
            return redirect("posting-filled", token)
        problem = "Choose one of the answers."
    context = {"asked": asked, "choices": choices, "problem": problem, "robots": "noindex"}
    return render(request, "employers/managing/filled.html", context)


def _link_over(request: HttpRequest) -> HttpResponse:
    return render(request, "employers/managing/link_over.html", {"robots": "noindex"}, status=410)
