"""Rate limits of postings and of the mails that confirm them. The numbers are ``LIMITS``.

A stranger can have our mail sent to anybody, so confirmations are counted for the network that
asks: in all, for each mailbox and for each mail domain. Limits that everybody shares (of a mailbox,
a domain and the board) lie far above usual traffic, and one network can use up only a few of each.
Forms that came faster than anybody types, or without our token, share a third of the board's limit.
Whoever is signed in needs no confirmation and is counted as a person.

Limits are checked before the form is read, which is the expensive part. The refusal holds all that
was typed, and a button that sends it again.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jobboard.http import rate_limits
from jobboard.http.networks import network_of
from jobboard.http.rate_limits import RateLimit, Refusal
from jobboard.models import User
from jobboard.models.mail import mailbox_of
from listings.employers.company import domain_of_email
from listings.employers.drafts import as_inputs, differences, find_draft
from listings.employers.forms import typed_in
from listings.models import Company, PostingDraft

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOARD = "board"  # the subject of an allowance that everybody shares

type Signals = list[dict[str, Any]]  # of a form's token

TRIED = "More was sent within the hour than we can read."
SENT = "As many postings came from your network as we take in a day from people not signed in."
SENT_BY_YOU = "As many postings came from you as we take in a day from one person."
ASKED = "As many codes were asked for from your network as we send."
ASKED_MAILBOX = "As many codes were asked for to this address as we send in a day."
ASKED_DOMAIN = "As many codes were sent to your mail domain as we send in a day."
LATE = "This page had been open for so long that we could not be sure it was you."
FULL = "More postings are coming in at this moment than we can confirm by mail."


def count_press(request: HttpRequest) -> Refusal | None:
    """Count one press of a button."""
    return RateLimit("posting-tries", asker(request), settings.LIMITS.presses, HOUR, TRIED).take()


def check(request: HttpRequest, typed: dict[str, Any], signals: Signals) -> Refusal | None:
    """Return why no draft can be made now, without counting. Two short queries."""
    if request.POST.get("action") != "send":
        return None
    return rate_limits.peek(_counters(request, typed, signals))


def count_draft(request: HttpRequest, typed: dict[str, Any], signals: Signals) -> Refusal | None:
    """Count a draft that is made now, and the mail of its confirmation."""
    return rate_limits.take(_counters(request, typed, signals))


def count_code(request: HttpRequest, email: str, signals: Signals) -> Refusal | None:
    """Count one mail with a code."""
    counters = list(_of_mail(request, email, signals))
    return rate_limits.peek(counters) or rate_limits.take(counters)


def asker(request: HttpRequest) -> str:
    """Return who is counted: the person who is signed in, else the network."""
    user = request.user
    return f"person {user.pk}" if isinstance(user, User) else network_of(request)


def _counters(request: HttpRequest, typed: dict[str, Any], signals: Signals) -> Iterator[RateLimit]:
    yield _drafts(request)
    if not is_proven(request, typed):
        yield from _of_mail(request, str(typed.get("email", "")), signals)


def is_proven(request: HttpRequest, typed: dict[str, Any]) -> bool:
    """Tell whether the sender has proven the address by signing in: no mail is needed."""
    user = request.user
    return isinstance(user, User) and user.email.lower() == str(typed.get("email", "")).lower()


def _drafts(request: HttpRequest) -> RateLimit:
    """The day's limit of a person, larger for one who speaks for a company, or of the network."""
    user, most = request.user, settings.LIMITS
    if not isinstance(user, User):
        return RateLimit("posting-drafts", network_of(request), most.drafts_network, DAY, SENT)
    is_verified = Company.objects.of_employer(user).exists()
    limit = most.drafts_verified if is_verified else most.drafts_person
    return RateLimit("posting-drafts", asker(request), limit, DAY, SENT_BY_YOU)


def _of_mail(request: HttpRequest, email: str, signals: Signals) -> Iterator[RateLimit]:
    """The limits of the one who asks, then those that everybody shares."""
    most, who = settings.LIMITS, asker(request)
    mailbox, domain = mailbox_of(email), domain_of_email(email)
    yield RateLimit("codes", who, most.codes_network, HOUR, ASKED)
    yield RateLimit("codes to", f"{who} {mailbox}", most.codes_network_mailbox, DAY, ASKED_MAILBOX)
    if domain:
        yield RateLimit(
            "codes to", f"{who} @{domain}", most.codes_network_domain, DAY, ASKED_DOMAIN
        )
    for limit in _shared(mailbox, domain, signals):
        yield limit.shared_by(who, kept=most.kept_codes)


def _shared(mailbox: str, domain: str, signals: Signals) -> Iterator[RateLimit]:
    most = settings.LIMITS
    if signals:
        third = max(1, most.codes_board // 3)
        yield RateLimit("hurried codes", BOARD, third, HOUR, FULL, is_board=True)
    yield RateLimit("codes", mailbox, most.codes_mailbox, DAY, ASKED_MAILBOX)
    if domain:
        yield RateLimit("codes", f"@{domain}", most.codes_domain, DAY, ASKED_DOMAIN)
    yield RateLimit("codes", BOARD, most.codes_board, HOUR, FULL, is_board=True)


def refused(
    request: HttpRequest,
    refusal: Refusal,
    typed: dict[str, Any],
    draft: PostingDraft | None = None,
    *,
    status: int = 429,
) -> HttpResponse:
    """The page of a refusal: why, until when, and all that was typed. The form is not made."""
    context = {
        "refusal": refusal,
        "draft": draft,
        "form_token": request.POST.get("form_token", ""),
        "version": request.POST.get("version", "0"),
        "inputs": list(as_inputs(typed)),
        "shown": list(differences(typed, {})),
        "robots": "noindex",
    }
    status = 503 if refusal.is_full else status
    response = render(request, "employers/turned_away.html", context, status=status)
    if refusal.wait:
        response["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
    return response


def after_csrf_failure(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The page that was open for too long, with all that was typed; nothing is saved."""
    key = kwargs.get("key")
    draft = find_draft(request, PostingDraft.objects.with_key(key)) if key else None
    late = Refusal(LATE, timedelta())
    return refused(request, late, typed_in(request.POST), draft, status=403)


def returns_late_forms[View](view: View) -> View:
    """Mark a view: ``jobboard.site.errors`` answers its late forms with what was typed."""
    marked: Any = view
    marked.after_csrf_failure = after_csrf_failure
    return view


HONEYPOT = "fax"

_signer = Signer(sep=".", salt="posting form")


@dataclass(frozen=True, slots=True)
class FormToken:
    """``nonce`` is unique to the page, so that two clicks on one page make one posting.

    ``seconds`` since the page was made; None for a token that is missing or forged.
    """

    nonce: str
    seconds: float | None

    @property
    def signals(self) -> list[dict[str, Any]]:
        """Return signs of spam: ``[{reason, points}]``."""
        if self.seconds is None:
            return [{"reason": "The form came without a valid form token.", "points": 3}]
        if self.seconds < settings.LIMITS.hurried_seconds:
            seconds = round(self.seconds)
            return [{"reason": f"The form was filled in within {seconds} seconds.", "points": 2}]
        return []


def fresh() -> str:
    """Return the token for a page that is made now."""
    return _signer.sign_object([new_nonce(), timezone.now().timestamp()])


def new_nonce() -> str:
    """Return a random nonce."""
    return secrets.token_urlsafe(16)


def read(value: str) -> FormToken:
    """Return what a token holds; a forged or missing one gets a new nonce."""
    try:
        nonce, made_at = _signer.unsign_object(value)
    except (BadSignature, ValueError):
        return FormToken(new_nonce(), None)
    return FormToken(nonce, max(0.0, timezone.now().timestamp() - made_at))
