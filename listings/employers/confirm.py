"""Confirming: a code that is typed or pasted, or a link whose page has one button."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobboard.mail.limits import UNANSWERED, why_held
from listings.employers import gate
from listings.employers.confirming import NoLongerValidError, ask, mail_key, settle
from listings.employers.drafts import get_draft
from listings.employers.review_time import in_words, median_review
from listings.models import Confirmation, PostingDraft
from listings.models.confirmation import MOST_ATTEMPTS

WRONG = "That is not the code of our newest mail to you. Look at the last one that came."
DEAD = "Too many wrong codes: this one is no longer valid. Send a new one below."
RUN_OUT = "This code is older than 48 hours. Send a new one below."


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code from the mail",
        max_length=60,
        error_messages={"required": "Type or paste the code from the mail."},
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, key: str) -> HttpResponse:
    """The page that waits for the code."""
    draft = get_draft(key)
    if draft.became_id:
        return redirect("posting-sent", draft.key)
    asked = draft.confirmations.filter(email=draft.email).first()
    if asked is None:
        return redirect(draft)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if asked.try_code(form.cleaned_data["code"]):
            return settled(draft, asked)
        form.add_error("code", _why_not(asked))
    return _page(request, draft, asked, form)


def _why_not(asked: Confirmation) -> str:
    if not asked.is_open:
        return RUN_OUT
    return DEAD if asked.attempts >= MOST_ATTEMPTS else WRONG


def _page(
    request: HttpRequest, draft: PostingDraft, asked: Confirmation, form: CodeForm
) -> HttpResponse:
    context = {
        "draft": draft,
        "asked": asked,
        "form": form,
        "held": why_held(mail_key(asked)),
        "unanswered": UNANSWERED,
        "was_sent": request.GET.get("sent", ""),
        "robots": "noindex",
    }
    return render(request, "employers/confirm.html", context)


def settled(draft: PostingDraft, asked: Confirmation) -> HttpResponse:
    """Into the queue; back to the form where something has to be mended first."""
    try:
        settle(asked)
    except NoLongerValidError:
        return redirect(f"{draft.get_absolute_url()}?check=1")
    return redirect("posting-sent", draft.key)


@never_cache
@require_POST
def again(request: HttpRequest, key: str) -> HttpResponse:
    """One more mail, with a new code; the page says whether it went."""
    draft = get_draft(key)
    if draft.became_id:
        return redirect("posting-sent", draft.key)
    if gate.ask(draft.email, draft.signals):
        answer = "full"
    else:
        answer = "again" if ask(draft, again=True) else "not-yet"
    response = redirect("posting-confirm", draft.key)
    response["Location"] += f"?sent={answer}"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: GET shows what would be confirmed, POST confirms it."""
    rows = Confirmation.objects.with_token(token).select_related("draft__became")
    asked = rows.first()
    if asked is None or asked.email != asked.draft.email:
        return render(request, "employers/link_over.html", {"robots": "noindex"}, status=410)
    draft = asked.draft
    if draft.became_id:
        return redirect("posting-sent", draft.key)
    if request.method == "POST" and asked.is_open:
        return settled(draft, asked)
    context = {"draft": draft, "asked": asked, "robots": "noindex"}
    return render(request, "employers/link.html", context, status=200 if asked.is_open else 410)


@never_cache
@require_safe
def sent(request: HttpRequest, key: str) -> HttpResponse:
    """What happens now."""
    draft = get_draft(key)
    listing = draft.became or (draft.listing if draft.sent_at else None)
    if listing is None:
        return redirect(draft)
    review = median_review()
    context = {
        "draft": draft,
        "listing": listing,
        "revision": listing.revisions.pending().first(),
        "review": in_words(review[0]) if review else "",
        "robots": "noindex",
    }
    return render(request, "employers/sent.html", context)
