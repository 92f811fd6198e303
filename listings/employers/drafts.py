"""A draft under its secret address, and what happens when two tabs hold it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from listings.employers import conflict
from listings.models import PostingDraft


def get_draft(key: str) -> PostingDraft:
    """Return the draft of a secret address; a 404 for any other."""
    rows = PostingDraft.objects.with_key(key).select_related("listing", "became", "owner")
    return get_object_or_404(rows)


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
