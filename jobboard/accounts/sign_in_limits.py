"""How often somebody may try to sign in; strangers who guess lock out only themselves.

A try counts for the owner's own device or network, where this is one; else for the asking network
and the address, for that network, and for the address as a whole. Each counts before it is
checked, and is given back when it was right. Known and unknown addresses are counted alike. An
address that is tried too often is told so by mail, once a day. Codes go by mail too.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.http.networks import network_of
from jobboard.http.rate_limits import RateLimit, Refusal
from jobboard.models import User
from jobboard.site import dates

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
PASSWORD: Final = "passwords"  # noqa: S105 (a kind of counter)
SECOND_FACTOR: Final = "second factors"
TOO_MANY = "Too many attempts."
CODE_LIVES = timedelta(minutes=15)
SIGN_IN_CODE, ATTACK = "sign-in-code", "sign-in-attack"  # kinds of mail


def send_code(kind: str, address: str, code: str, *, is_known: bool = True) -> None:
    """Queue the mail with a code; nothing for an address that is not known, which takes as long."""
    minutes = f"{CODE_LIVES.total_seconds() / 60:.0f}"
    _enqueue(kind, address, {"code": code, "minutes": minutes}, is_known=is_known)


@transaction.atomic
def _enqueue(kind: str, address: str, facts: dict[str, str], *, is_known: bool) -> None:
    """Write a mail, and take it back where nobody has this address.

    Composing and writing one takes as long as all the rest: the answer's time would tell of whom
    the board knows.
    """
    row = mail.enqueue(kind, address, facts, key=f"{kind}:{uuid4()}")
    if not is_known:
        row.delete()


@dataclass(frozen=True, slots=True)
class CountedTry:
    """One try that was counted."""

    counters: tuple[RateLimit, ...]

    def was_right(self) -> None:
        """Give it back: only wrong ones use the allowance up."""
        for counter in self.counters:
            counter.give_back()


def count_try(request: HttpRequest, kind: str, email: str) -> CountedTry:
    """Count one try to get in as ``email``. Raises ValidationError with the wait."""
    return _count(request, kind, email.lower(), "guesses", TEN_MINUTES)


def ask_for_code(request: HttpRequest, email: str) -> None:
    """Count one code to sign in that is asked for. Raises ValidationError with the wait."""
    _count(request, "sign-in codes", email.lower(), "sign_in_codes", HOUR)


def _count(
    request: HttpRequest, kind: str, email: str, limit: str, window: timedelta
) -> CountedTry:
    """``limit`` begins the names of the settings that say how many are allowed."""
    counters = tuple(_counters(request, kind, email, limit, window))
    if refusal := rate_limits.peek(counters) or rate_limits.take(counters):
        # a network that is refused for what it tried at others has not tried this address
        if rate_limits.peek(one for one in counters if one.subject != network_of(request)):
            _tell_once(email)
        raise ValidationError(refusal_text(refusal), code="too_many_login_attempts")
    return CountedTry(counters)


def _counters(
    request: HttpRequest, kind: str, email: str, limit: str, window: timedelta
) -> Iterator[RateLimit]:
    """Yield the owner's own counter, or a stranger's: first those that only they can spend.

    Strangers have the window's tries of a network at one address, and of a network at all; those
    at one address within an hour from anywhere are shared by networks.
    """
    if of_owner := owner_key(request, email):
        yield RateLimit(kind, of_owner, _most(f"{limit}_device"), window, TOO_MANY)
        return
    network = network_of(request)
    yield RateLimit(kind, f"{network} {email}", _most(limit), window, TOO_MANY)
    yield RateLimit(kind, network, _most(f"{limit}_network"), window, TOO_MANY)
    person = RateLimit(kind, email, _most(f"{limit}_person"), HOUR, TOO_MANY)
    yield person.shared_by(network, kept=_most(f"kept_{limit}"))


def _most(name: str) -> int:
    most: int = getattr(settings.LIMITS, name)
    return most


def refusal_text(refusal: Refusal) -> str:
    """Return the refusal as the sign-in page says it."""
    return f"{refusal.why} Try again {refusal.when}."


def _tell_once(email: str) -> None:
    """Tell the owner of an address that it is being tried, if there is one: once a day."""
    if not rate_limits.spend("attack told", email, limit=1, window=DAY) or not mail.is_open():
        return
    now = timezone.now()
    facts = {"at": f"{dates.long(now)}, {dates.clock(now)}"}
    is_known = User.objects.with_address(email).filter(is_active=True).exists()
    _enqueue(ATTACK, email, facts, is_known=is_known)


COOKIE: Final = "device"
SALT: Final = "jobboard.accounts.devices"  # what signed cookies name since the beginning
MOST_PEOPLE = 5  # of one browser
CAME_FROM = "signed in from"


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note that ``user`` signs in here now."""
    lasts = timedelta(days=settings.LIMITS.device_days)
    known = _known(request)
    known.pop(_name(user.email), None)
    known[_name(user.email)] = secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(list(known.items())[-MOST_PEOPLE:]), salt=SALT),
        max_age=lasts,
        path=reverse("account_request_login_code").removesuffix("sign-in/"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    rate_limits.note(CAME_FROM, _place(request, user.email), window=lasts)


def owner_key(request: HttpRequest, email: str) -> str:
    """Return the device or network of an address's owner, if this is one; empty for strangers."""
    if nonce := _known(request).get(_name(email)):
        return f"device {nonce}"
    place = _place(request, email)
    return f"network {place}" if rate_limits.is_noted(CAME_FROM, place) else ""


def _known(request: HttpRequest) -> dict[str, str]:
    lasts = timedelta(days=settings.LIMITS.device_days)
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=lasts)
    except signing.BadSignature:
        return {}
    return dict(known)


def _name(email: str) -> str:
    """Return the keyed hash of an address, for the cookie."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:32]


def _place(request: HttpRequest, email: str) -> str:
    return f"{network_of(request)} {email.lower()}"
