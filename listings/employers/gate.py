"""How many postings may come, so that a flood costs little, fills no queue and mails nobody.

A stranger can have our mail sent to anybody. So as many confirmations are asked for within an
hour as are sent in one (``jobboard.mail.limits``), and the queue never grows: who comes later is
told when to send again. Forms that came faster than anybody types, or without our time stamp,
share a third of that, so a simple program leaves room for people. Whoever is signed in needs no
confirmation and always gets in.

What is over is refused before the form is read, which costs more than all else here. Nothing
typed is lost: the answer holds it, and a button that sends it again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jobboard import limits
from jobboard.mail.limits import AN_HOUR
from jobboard.models import User
from jobboard.networks import network_of
from listings.employers import conflict
from listings.employers.company import domain_of_email
from listings.employers.drafts import find
from listings.employers.form import typed_in
from listings.models import PostingDraft

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRIES_AN_HOUR = 200  # presses of a button, by network
DRAFTS_A_DAY = 20  # by network
DOMAIN_A_DAY = 20  # confirmations to one company's mail domain
HURRIED_AN_HOUR = AN_HOUR // 3

type Signals = list[dict[str, Any]]  # of a form's stamp

BOARD = "board"  # the subject of an allowance that everybody shares

TRIED = "More was sent from your network within the hour than we can read."
SENT = f"{DRAFTS_A_DAY} postings came from your network today, which is the most we take."
ASKED = f"{DOMAIN_A_DAY} codes were sent to your mail domain today, which is the most we send."
LATE = "This page had been open for so long that we could not be sure it was you."
FULL = "More postings are coming in at this moment than we can confirm by mail."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not now (a sentence), and how long to wait. ``is_full``: it is the board, not you."""

    why: str
    wait: timedelta
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """One counter: of what, whose, how many in which time, and what is said when it is spent."""

    kind: str
    subject: str
    limit: int
    window: timedelta
    why: str

    def refusal(self) -> Refusal:
        wait = limits.wait(self.kind, self.subject)
        return Refusal(self.why, wait, is_full=self.subject == BOARD)

    def look(self) -> Refusal | None:
        has_left = limits.has_left(self.kind, self.subject, limit=self.limit)
        return None if has_left else self.refusal()

    def take(self) -> Refusal | None:
        spent = limits.spend(self.kind, self.subject, limit=self.limit, window=self.window)
        return None if spent else self.refusal()


def try_again(request: HttpRequest) -> Refusal | None:
    """Count one press of a button."""
    network = network_of(request)
    return Allowed("posting-tries", network, TRIES_AN_HOUR, HOUR, TRIED).take()


def look(request: HttpRequest, typed: dict[str, Any], signals: Signals) -> Refusal | None:
    """Look whether a draft could be made now, before the form is read. Four short queries."""
    if request.POST.get("action") != "send":
        return None
    return _first(counter.look() for counter in _counters(request, typed, signals))


def enter(request: HttpRequest, typed: dict[str, Any], signals: Signals) -> Refusal | None:
    """Count a draft that is made now, and the mail that it sends."""
    return _first(counter.take() for counter in _counters(request, typed, signals))


def ask(email: str, signals: Signals) -> Refusal | None:
    """Count one confirmation to an address."""
    return _first(counter.take() for counter in _of_mail(email, signals))


def _first(refusals: Iterable[Refusal | None]) -> Refusal | None:
    return next(filter(None, refusals), None)


def _counters(request: HttpRequest, typed: dict[str, Any], signals: Signals) -> Iterator[Allowed]:
    if not is_proven(request, typed):
        yield from _of_mail(str(typed.get("email", "")), signals)
    yield _drafts(request)


def _of_mail(email: str, signals: Signals) -> Iterator[Allowed]:
    if signals:
        yield _hurried()
    if domain := domain_of_email(email):
        yield _domain(domain)
    yield _mails()


def is_proven(request: HttpRequest, typed: dict[str, Any]) -> bool:
    """Tell whether the sender has proven the address by signing in: no mail is needed."""
    user = request.user
    return isinstance(user, User) and user.email.lower() == str(typed.get("email", "")).lower()


def _drafts(request: HttpRequest) -> Allowed:
    return Allowed("posting-drafts", network_of(request), DRAFTS_A_DAY, DAY, SENT)


def _domain(domain: str) -> Allowed:
    return Allowed("posting-domain", domain, DOMAIN_A_DAY, DAY, ASKED)


def _hurried() -> Allowed:
    return Allowed("posting-hurried", BOARD, HURRIED_AN_HOUR, HOUR, FULL)


def _mails() -> Allowed:
    return Allowed("posting-mails", BOARD, AN_HOUR, HOUR, FULL)


def turned_away(
    request: HttpRequest,
    refusal: Refusal,
    typed: dict[str, Any],
    draft: PostingDraft | None = None,
    *,
    status: int = 429,
) -> HttpResponse:
    """Say why and when, and hold all that was typed. Cheap: the form itself is not made."""
    context = {
        "refusal": refusal,
        "minutes": ceil(refusal.wait.total_seconds() / 60),
        "draft": draft,
        "stamp": request.POST.get("stamp", ""),
        "version": request.POST.get("version", "0"),
        "inputs": list(conflict.as_inputs(typed)),
        "shown": list(conflict.differences(typed, {})),
        "robots": "noindex",
    }
    status = 503 if refusal.is_full else status
    response = render(request, "employers/turned_away.html", context, status=status)
    if refusal.wait:
        response["Retry-After"] = str(ceil(refusal.wait.total_seconds()))
    return response


def after_csrf_failure(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The page that was open for too long, with everything that was typed; nothing is kept yet."""
    key = kwargs.get("key")
    draft = find(request, PostingDraft.objects.with_key(key)) if key else None
    late = Refusal(LATE, timedelta())
    return turned_away(request, late, typed_in(request.POST), draft, status=403)


def gives_back[View](view: View) -> View:
    """Mark a view whose late forms come back with what was typed (``jobboard.errors``)."""
    marked: Any = view
    marked.after_csrf_failure = after_csrf_failure
    return view
