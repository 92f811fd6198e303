"""The buttons of a posting's page. Each is a POST that leads back to it, or on to the form."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jobboard.http.rate_limits import Allowed, too_many
from jobboard.models import User
from listings.employers.managing import contact, services, state
from listings.employers.managing.comment_form import CommentForm
from listings.employers.managing.extend_form import ExtendForm
from listings.employers.managing.mails import day
from listings.employers.managing.views import own, page_of
from listings.models import Purpose, WrongStateError

DAY = timedelta(days=1)
COPIED = "As many copies of postings were made as we make for one person in a day."
SAID = "As many answers came from you as we take in a day."

type Done = Callable[[], HttpResponse]


def _or_say_why_not(request: HttpRequest, pk: int, act: Done) -> HttpResponse:
    """Answer with ``act``; where it does not fit, back to the page that says how things stand."""
    try:
        return act()
    except WrongStateError as problem:
        messages.error(request, str(problem))
        return redirect("own-posting", pk)


@require_POST
@login_required
def still_open(request: HttpRequest, pk: str) -> HttpResponse:
    number = int(pk)

    def act() -> HttpResponse:
        is_new = services.still_open(own(request), number)
        messages.success(
            request,
            "Thank you: the posting says that you verified it today."
            if is_new
            else "You said so today already; the posting shows it.",
        )
        return redirect("own-posting", number)

    return _or_say_why_not(request, number, act)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: HttpRequest, pk: str) -> HttpResponse:
    """GET asks which of the two it is, on a page of its own; POST closes it."""
    number = int(pk)
    if request.method != "POST":
        return ask_how_it_closed(request, number)

    def act() -> HttpResponse:
        reason = request.POST.get("reason", "")
        listing = services.close(own(request), number, reason)
        closed = (
            f"Closed as {services.CLOSING[reason]}. It is off the lists; you can undo it for a day."
        )
        messages.success(request, closed if listing.posted_at else "Taken back.")
        return redirect("own-posting", number)

    return _or_say_why_not(request, number, act)


def ask_how_it_closed(request: HttpRequest, number: int) -> HttpResponse:
    rows = own(request).with_standing().select_related("company", "source")
    listing = get_object_or_404(rows, pk=number)
    if state.CLOSE not in state.state_of(listing).may:
        return redirect("own-posting", number)
    context = {"listing": listing, "robots": "noindex"}
    return render(request, "employers/managing/close.html", context)


@require_POST
@login_required
def undo_closing(request: HttpRequest, pk: str) -> HttpResponse:
    number = int(pk)

    def act() -> HttpResponse:
        services.undo_closing(own(request), number)
        messages.success(request, "It is open again, under its own date and with its own end.")
        return redirect("own-posting", number)

    return _or_say_why_not(request, number, act)


@require_POST
@login_required
def extend(request: HttpRequest, pk: str) -> HttpResponse:
    """Let it run longer; a day that does not fit comes back with what is wrong."""
    number = int(pk)
    get_object_or_404(own(request), pk=number)
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return page_of(request, number, CommentForm(), extending=form)
    days, apply_by = form.cleaned_data["days"], form.cleaned_data["apply_by_on"]
    try:
        listing = services.extend(own(request), number, days, apply_by)
    except WrongStateError as problem:
        form.add_error(None, str(problem))
        return page_of(request, number, CommentForm(), extending=form)
    messages.success(request, f"It runs until {day(listing.expires_at)} now, under its own date.")
    return redirect("own-posting", number)


@require_POST
@login_required
def confirm_contact(request: HttpRequest, pk: str) -> HttpResponse:
    """The code that went to a posting's new address."""
    number, user = int(pk), cast("User", request.user)
    listing = get_object_or_404(own(request), pk=number)

    def act() -> HttpResponse:
        contact.confirm(listing, request.POST.get("code", "")[:60], by=user)
        messages.success(request, "Mail about this posting goes to the new address now.")
        return redirect("own-posting", number)

    return _or_say_why_not(request, number, act)


@require_POST
@login_required
def withdraw_edit(request: HttpRequest, pk: str) -> HttpResponse:
    number, user = int(pk), cast("User", request.user)

    def act() -> HttpResponse:
        services.withdraw_edit(own(request), number, user)
        messages.success(request, "Your changes are taken back; the public version stays.")
        return redirect("own-posting", number)

    return _or_say_why_not(request, number, act)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    """On to the form; the link of a mail leads to the page with the button, and changes nothing."""
    number = int(pk)
    if request.method != "POST":
        get_object_or_404(own(request), pk=number)
        return redirect("own-posting", number)
    user = cast("User", request.user)
    return _or_say_why_not(
        request, number, lambda: redirect(services.start_edit(own(request), number, user))
    )


@require_POST
@login_required
def copy(request: HttpRequest, pk: str, purpose: Purpose) -> HttpResponse:
    """On to the form of a new posting with this one's text."""
    number, user = int(pk), cast("User", request.user)
    get_object_or_404(own(request), pk=number)
    counter = Allowed("posting-copies", str(user.pk), settings.LIMITS.copies, DAY, COPIED)
    if refusal := counter.take():
        return too_many(request, refusal)
    return _or_say_why_not(
        request,
        number,
        lambda: redirect(services.start_copy(own(request), number, user, purpose)),
    )


@require_POST
@login_required
def comment(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer the editors; what was typed comes back where it does not fit."""
    number, user = int(pk), cast("User", request.user)
    get_object_or_404(own(request), pk=number)
    form = CommentForm(request.POST)
    counter = Allowed("posting-comments", str(user.pk), settings.LIMITS.comments, DAY, SAID)
    if form.is_valid() and (refusal := counter.take()):
        form.add_error("text", f"{refusal.why} Go on {refusal.when}.")
    if not form.is_valid():
        return page_of(request, number, form)
    try:
        services.comment(own(request), number, form.cleaned_data["text"], user)
    except WrongStateError as problem:
        form.add_error("text", str(problem))
        return page_of(request, number, form)
    messages.success(request, "Your answer stands in the thread; the editors read it.")
    return redirect(reverse("own-posting", args=[number], query={"sent": "answer"}))
