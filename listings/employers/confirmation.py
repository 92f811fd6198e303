"""Confirming an address by a mail with a code and a link; the pages of both."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jobboard import mail
from jobboard.accounts.adapter import WRONG_CODE
from jobboard.accounts.views import sign_in_proven
from jobboard.http import rate_limits
from jobboard.http.rate_limits import Refusal, until
from jobboard.mail.queue import UNANSWERED, mail_status
from listings.employers import submission_limits
from listings.employers.drafts import is_open_here, opens_draft
from listings.employers.managing.services import pending_address
from listings.employers.services import NoLongerValidError, become_posting
from listings.models import Confirmation, Listing, PostingDraft, Purpose, Status
from listings.models.posting_draft import VALID_FOR
from listings.moderation.queue import in_words, median_review

DEAD = "Too many wrong codes: this one is no longer valid. Send a new one below."
TOO_SOON = "The last mail was asked for a moment ago."
SENT_ALL = "As many codes were sent for this posting as we send for one; the newest works."
RUN_OUT = "This code is older than 48 hours. Send a new one below."


def confirmation_of(draft: PostingDraft) -> Confirmation | None:
    """Return the confirmation of the draft's present address, open or not."""
    return draft.confirmations.filter(email=draft.email).first()


@transaction.atomic
def ask(draft: PostingDraft, *, again: bool = False, asked_from: str = "") -> Confirmation | None:
    """Send a code and a link to the draft's address, unless an open one was sent there already.

    ``again`` sends another one. A new code ends earlier ones; None where the limit is reached.
    ``asked_from`` is who asks, a network or a person.
    """
    draft = PostingDraft.objects.select_for_update().get(pk=draft.pk)
    known = confirmation_of(draft)
    if known and known.is_open and not again:
        return known
    confirmation = known or Confirmation(draft=draft, email=draft.email)
    if not confirmation.may_send or has_all_mails(draft):
        return None
    _send(confirmation, rate_limits.key_of("asked from", asked_from))
    return confirmation


def needs_mail(draft: PostingDraft) -> bool:
    """Tell whether ``ask`` would send a mail: there is no open code for the draft's address."""
    return not draft.confirmations.open().filter(email=draft.email).exists()


def has_all_mails(draft: PostingDraft) -> bool:
    """Tell whether the limit of codes for one draft, over all addresses, is reached."""
    sent = draft.confirmations.aggregate(sent=Sum("sent_count"))["sent"] or 0
    return bool(sent >= settings.LIMITS.codes_posting)


def _send(confirmation: Confirmation, asked_from: str) -> None:
    for earlier in confirmation.draft.confirmations.all():
        mail.withdraw(mail_key(earlier))
    code, token = confirmation.renew()
    confirmation.save()
    data = confirmation.draft.data
    facts = {
        "title": data.get("title", ""),
        "company": data.get("company_name", ""),
        "code": code,
        "confirm_url": settings.SITE_URL + reverse("posting-confirm-link", args=[token]),
        "hours": str(int(VALID_FOR.total_seconds() // 3600)),
    }
    mail.enqueue(
        "posting-received",
        confirmation.email,
        facts,
        key=mail_key(confirmation),
        asked_from=asked_from,
    )


def mail_key(confirmation: Confirmation) -> str:
    """Return the key of the newest mail of a confirmation."""
    return f"posting-received:{confirmation.pk}:{confirmation.sent_count}"


@transaction.atomic
def confirm(confirmation: Confirmation) -> Listing:
    """Mark an address as confirmed and make the posting; a second call returns the same one."""
    listing = become_posting(confirmation.draft, confirmation.email)
    if confirmation.confirmed_at is None:
        confirmation.confirmed_at = timezone.now()
        confirmation.save(update_fields=["confirmed_at"])
        mail.answered(confirmation.email)
    return listing


class ConfirmationCodeForm(forms.Form):
    code = forms.CharField(
        label="Code from the mail",
        max_length=60,
        error_messages={"required": "Type or paste the code from the mail."},
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opens_draft(is_sent=False)
def code(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """The page that waits for the code."""
    confirmation = confirmation_of(draft)
    if confirmation is None:
        return redirect(draft)
    form = ConfirmationCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if confirmation.try_code(form.cleaned_data["code"]):
            return confirm_and_sign_in(request, draft, confirmation)
        draft.refresh_from_db(fields=["became"])
        if draft.became_id:  # by the mail's link, at this moment
            return redirect("posting-sent", draft.key)
        form.add_error("code", _why_not(confirmation))
    return _page(request, draft, confirmation, form)


def _why_not(confirmation: Confirmation) -> str:
    if not confirmation.is_open:
        return RUN_OUT
    return DEAD if confirmation.is_dead else WRONG_CODE


def _page(
    request: HttpRequest,
    draft: PostingDraft,
    confirmation: Confirmation,
    form: ConfirmationCodeForm,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page of the code: how the mail is doing, and when another one may be asked for."""
    context = {
        "draft": draft,
        "confirmation": confirmation,
        "form": form,
        "mail": mail_status(mail_key(confirmation)),
        "unanswered": UNANSWERED,
        "was_sent": request.GET.get("sent", ""),
        "next_mail": "" if confirmation.may_send else until(confirmation.pause_left),
        "is_last": has_all_mails(draft),
        "refusal": refusal,
        "robots": "noindex",
    }
    return render(request, "employers/confirm.html", context, status=429 if refusal else 200)


def confirm_and_sign_in(
    request: HttpRequest, draft: PostingDraft, confirmation: Confirmation
) -> HttpResponse:
    """Make the posting and sign in; back to the form where something has to be changed first."""
    try:
        listing = confirm(confirmation)
    except NoLongerValidError:
        if is_open_here(request, draft):
            return redirect(f"{draft.get_absolute_url()}?check=1")
        return render(request, "employers/link_mend.html", {"robots": "noindex"}, status=409)
    if listing.submitted_by is None:
        return redirect("own-posting", listing.pk)
    draft.refresh_from_db()
    person = request.user if request.user.is_authenticated else listing.submitted_by
    is_theirs = draft.owner_id == person.pk
    wanted = ("posting-sent", draft.key) if is_theirs else ("own-posting", listing.pk)
    return sign_in_proven(request, listing.submitted_by, reverse(wanted[0], args=[wanted[1]]))


@require_http_methods(["GET", "HEAD", "POST"])
@opens_draft(is_sent=False)
def again(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """Send one more mail with a new code. GET redirects to the page with its button."""
    if request.method != "POST":
        return redirect("posting-confirm", draft.key)
    confirmation = confirmation_of(draft)
    if confirmation is None:
        return redirect(draft)
    if refusal := _send_again(request, draft, confirmation):
        return _page(request, draft, confirmation, ConfirmationCodeForm(), refusal)
    response = redirect("posting-confirm", draft.key)
    response["Location"] += "?sent=again"
    return response


def _send_again(
    request: HttpRequest, draft: PostingDraft, confirmation: Confirmation
) -> Refusal | None:
    """Send one more code, or return why not. Only what can be sent counts for the limits."""
    if has_all_mails(draft):
        return Refusal(SENT_ALL, timedelta())
    if not confirmation.may_send:
        return Refusal(TOO_SOON, confirmation.pause_left)
    if refusal := submission_limits.count_code(request, draft.email, draft.signals):
        return refusal
    sent = ask(draft, again=True, asked_from=submission_limits.asker(request))
    return None if sent else Refusal(TOO_SOON, confirmation.pause_left)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: GET shows what would be confirmed, POST confirms it."""
    rows = Confirmation.objects.with_token(token).select_related("draft__became")
    confirmation = rows.first()
    if confirmation is None or confirmation.email != confirmation.draft.email:
        return render(request, "employers/link_over.html", {"robots": "noindex"}, status=410)
    draft = confirmation.draft
    if draft.became_id:
        return redirect("own-posting", draft.became_id)
    if request.method == "POST" and confirmation.is_open:
        return confirm_and_sign_in(request, draft, confirmation)
    wants_more = request.method == "POST"
    refusal = _send_again(request, draft, confirmation) if wants_more else None
    context = {
        "draft": draft,
        "confirmation": confirmation,
        "is_open_here": is_open_here(request, draft),
        "was_sent": wants_more and not refusal,
        "refusal": refusal,
        "robots": "noindex",
    }
    return render(
        request, "employers/link.html", context, status=200 if confirmation.is_open else 410
    )


@require_safe
@opens_draft(is_sent=True)
def sent(request: HttpRequest, draft: PostingDraft) -> HttpResponse:
    """The page after sending: what happens next."""
    listing = draft.listing if draft.purpose == Purpose.EDIT else draft.became
    if listing is None:
        return redirect("own-postings")
    review = median_review()
    context = {
        "draft": draft,
        "listing": listing,
        "sentence": Status(listing.status).sentence,
        "revision": listing.revisions.pending().first(),
        "new_address": pending_address(listing),
        "has_new_pay": request.GET.get("pay") == "corrected",
        "review": in_words(review[0]) if review else "",
        "robots": "noindex",
    }
    return render(request, "employers/sent.html", context)
