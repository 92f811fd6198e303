"""What is typed after its draft was sent: in another tab, or after a step back in the browser.

It is no part of what was sent. Nothing of it is lost, and nothing is sent by itself: whoever may
edit the posting chooses field by field, and sees the form again.
"""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from jobboard.http.rate_limits import Refusal
from listings.employers.drafts import Typed, conflict_page, differences, is_open_here
from listings.employers.forms import typed_in
from listings.employers.managing.services import start_edit
from listings.employers.submission_limits import refused
from listings.models import Listing, PostingDraft, Purpose, WrongStateError

SENT = "This was sent already, so what you changed here since is no part of it."
SIGN_IN = f"{SENT} Sign in with your address in another tab, then come back."


def answer(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """Answer a POST of a draft that has become a posting, or an edit of one."""
    typed = typed_in(request.POST)
    changed = [one.name for one in differences(typed, draft.data)]
    if not changed:
        is_here = is_open_here(request, draft)
        wanted = ("posting-sent", draft.key) if is_here else ("own-posting", draft.became_id)
        return redirect(*wanted)
    if not request.user.is_authenticated:
        return _kept(request, SIGN_IN, typed, draft)
    user = request.user
    number = draft.listing_id if draft.purpose == Purpose.EDIT else draft.became_id
    try:
        edit = start_edit(Listing.objects.of_employer(user), number or 0, user)
    except Http404:
        return _kept(request, SIGN_IN, typed, draft)
    except WrongStateError as problem:
        return _kept(request, f"{SENT} {problem}", typed, draft)
    here = _with(edit.data, typed, changed)
    if differences(here, edit.data):
        return conflict_page(request, edit, here, is_sent=True)
    return redirect(edit)


def _kept(request: HttpRequest, why: str, typed: Typed, draft: PostingDraft) -> HttpResponse:
    return refused(request, Refusal(why, timedelta()), typed, draft, status=409)


def _with(saved: Typed, typed: Typed, names: list[str]) -> dict[str, Any]:
    """What is saved, with these fields as they were typed."""
    kept = {name: value for name, value in saved.items() if name not in names}
    return kept | {name: typed[name] for name in names if name in typed}
