"""Devices and networks that a person has signed in from before.

OWASP's device cookie: signed, it signs nobody in. What is tried on its device is counted apart, so
that strangers who guess cannot lock its owner out. Networks are remembered as keyed hashes, for as
long.
"""

import secrets
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from jobboard.http import rate_limits
from jobboard.http.networks import network_of
from jobboard.models import User

COOKIE: Final = "device"
SALT: Final = "jobboard.accounts.devices"
MOST_PEOPLE = 5  # of one browser
CAME_FROM = "signed in from"


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
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


def own(request: HttpRequest, email: str) -> str:
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
