"""Whose draft it is, and what happens when two tabs hold it.

Every page of a draft begins with ``opens_draft``, so who may open which is decided once, in
``PostingDraft.objects.open_to``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from listings.employers import conflict
from listings.models import PostingDraft
from listings.models.posting_draft import PostingDraftQuerySet

BEGUN = "posting_drafts"  # in the session: drafts without an owner that this browser began
MOST_BEGUN = 50

type DraftView = Callable[[HttpRequest, PostingDraft], HttpResponse]
type KeyView = Callable[[HttpRequest, str], HttpResponse]


def opens_draft(*, is_sent: bool) -> Callable[[DraftView], KeyView]:
    """Give a view the draft of its address if this visitor may open it; a 404 to all others.

    ``is_sent`` says what the view is for; what is sent leads to its posting, what is not to the
    form.
    """

    def decorate(view: DraftView) -> KeyView:
        @wraps(view)
        def opened(request: HttpRequest, key: str) -> HttpResponse:
            rows = PostingDraft.objects.with_key(key)
            draft = find(request, rows)
            if draft is None:
                if response := confirmed_elsewhere(request, rows):
                    return response
                raise Http404("There is no such draft.")
            if draft.is_sent != is_sent:
                return redirect("posting-sent" if draft.is_sent else "posting-draft", draft.key)
            return view(request, draft)

        return opened

    return decorate


def find(request: HttpRequest, rows: PostingDraftQuerySet) -> PostingDraft | None:
    """Return the draft among ``rows`` that this visitor may open."""
    mine = rows.open_to(request.user, _begun(request))
    return mine.select_related("listing", "became", "owner").first()


def of_page(request: HttpRequest, nonce: str) -> PostingDraft | None:
    """Return the draft that was first sent from a page, if it is open to this visitor.

    While nobody owns it the page's signed stamp is proof enough of the browser: of two quick
    clicks the second comes before the first one's cookie is there.
    """
    rows = PostingDraft.objects.filter(nonce=nonce)
    if draft := rows.filter(owner=None).first():
        begin(request, draft)
    return find(request, rows)


def begin(request: HttpRequest, draft: PostingDraft) -> None:
    """Note that this browser began a draft; one that has an owner needs no note."""
    begun = _begun(request)
    if draft.owner_id is None and draft.pk not in begun:
        request.session[BEGUN] = [*begun, draft.pk][-MOST_BEGUN:]


def confirmed_elsewhere(request: HttpRequest, rows: PostingDraftQuerySet) -> HttpResponse | None:
    """Lead to the posting, by way of the sign-in, that was begun here and confirmed elsewhere."""
    draft = rows.filter(pk__in=_begun(request), became__isnull=False).first()
    return redirect("own-posting", draft.became_id) if draft else None


def _begun(request: HttpRequest) -> list[int]:
    return list(request.session.get(BEGUN, []))


def is_stale(request: HttpRequest, draft: PostingDraft, typed: dict[str, Any]) -> bool:
    """Whether the draft was changed elsewhere since this page was handed out, to another text.

    The page that a draft was first sent from has version 0: going back to it is no other tab.
    """
    version = request.POST.get("version", "0")
    known = {str(draft.version), *(["0"] if draft.version == 1 else [])}
    return typed != draft.data and version not in known


def both(request: HttpRequest, draft: PostingDraft, typed: dict[str, Any]) -> HttpResponse:
    """This tab and what was saved meanwhile, field by field."""
    context = {
        "draft": draft,
        "differences": conflict.differences(typed, draft.data),
        "inputs": list(conflict.as_inputs(typed)),
        "robots": "noindex",
    }
    return render(request, "employers/both.html", context, status=409)
