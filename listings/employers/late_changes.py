"""What is typed after its draft was sent (in another tab, after a step back), or after signing out.

It is no part of what was sent. Nothing of it is lost, and nothing is sent by itself: whoever may
edit the posting chooses field by field, and sees the form again.
"""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from jobboard.http.rate_limits import Refusal
from jobboard.models import User
from listings.employers.drafts import (
    Typed,
    confirmed_elsewhere,
    conflict_page,
    differences,
    is_open_here,
)
from listings.employers.forms import typed_in
from listings.employers.managing.services import start_edit
from listings.employers.submission_limits import refused
from listings.models import Listing, PostingDraft, Purpose, WrongStateError

SENT = "This was sent already, so what you changed here since is no part of it."
SIGNED_OUT = (
    "You are signed out, so nothing of this was saved. Sign in in another tab, then come back."
)
ANOTHERS = f"{SENT} Sign in with the address that it was sent with, in another tab, then come back."


def answer(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """Answer a POST of a draft that was sent, or that is not open to whoever is signed out."""
    typed = typed_in(request.POST)
    if not differences(typed, draft.data):
        if is_open_here(request, draft):
            return redirect("posting-sent", draft.key)
        if confirmed_elsewhere(request, PostingDraft.objects.filter(pk=draft.pk)):
            return redirect("own-posting", draft.became_id)
    if not request.user.is_authenticated:
        return _kept(request, SIGNED_OUT, typed, draft)
    try:
        return _as_edit(request, request.user, draft, typed)
    except Http404:
        return _kept(request, ANOTHERS, typed, draft)
    except WrongStateError as problem:
        return _kept(request, f"{SENT} {problem}", typed, draft)


def _as_edit(request: HttpRequest, user: User, draft: PostingDraft, typed: Typed) -> HttpResponse:
    """Put what was changed since beside the posting as it stands, or as an edit of it waits."""
    number = draft.listing_id if draft.purpose == Purpose.EDIT else draft.became_id
    edit = start_edit(Listing.objects.of_employer(user), number or 0, user)
    here = _with(edit.data, typed, [one.name for one in differences(typed, draft.data)])
    if differences(here, edit.data):
        return conflict_page(request, edit, here, is_sent=True)
    return redirect(edit)


def _kept(request: HttpRequest, why: str, typed: Typed, draft: PostingDraft) -> HttpResponse:
    return refused(request, Refusal(why, timedelta()), typed, draft, status=409)


def _with(saved: Typed, typed: Typed, names: list[str]) -> dict[str, Any]:
    """What is saved, with these fields as they were typed."""
    kept = {name: value for name, value in saved.items() if name not in names}
    return kept | {name: typed[name] for name in names if name in typed}
