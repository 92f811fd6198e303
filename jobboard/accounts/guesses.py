"""How often somebody may guess at the door, so that strangers lock nobody out but themselves.

A try counts for the owner's own device or network, where this is one; else for the asking network
and the address, for that network, and for the address as a whole. Each counts before it is
checked, and is given back when it was right. Known and unknown addresses are counted alike. An
address that is tried too often is told so by mail, once a day.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from jobboard import mail
from jobboard.accounts import devices
from jobboard.accounts.mail import tell_of_attack
from jobboard.http import rate_limits
from jobboard.http.networks import network_of
from jobboard.http.rate_limits import Allowed, Refusal
from jobboard.models import User

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
PASSWORD: Final = "passwords"  # noqa: S105 (a kind of counter)
SECOND_FACTOR: Final = "second factors"
TOO_MANY = "Too many attempts."


@dataclass(frozen=True, slots=True)
class Guess:
    """One try that was counted."""

    counters: tuple[Allowed, ...]

    def was_right(self) -> None:
        """Give it back: only wrong ones use the allowance up."""
        for counter in self.counters:
            rate_limits.give_back(counter.kind, counter.subject)


def guess(request: HttpRequest, kind: str, email: str) -> Guess:
    """Count one try to get in as ``email``. Raises ValidationError with the wait."""
    most, email = settings.LIMITS, email.lower()
    if own := devices.own(request, email):
        counters = [Allowed(kind, own, most.guesses_device, TEN_MINUTES, TOO_MANY)]
    else:
        network = network_of(request)
        counters = [
            Allowed(kind, f"{network} {email}", most.guesses, TEN_MINUTES, TOO_MANY),
            Allowed(kind, network, most.guesses_network, TEN_MINUTES, TOO_MANY),
            Allowed(kind, email, most.guesses_person, HOUR, TOO_MANY),
        ]
    _count(counters, email)
    return Guess(tuple(counters))


def ask_for_code(request: HttpRequest, email: str) -> None:
    """Count one code to sign in that is asked for. Raises ValidationError with the wait."""
    kind, most, email = "sign-in codes", settings.LIMITS, email.lower()
    if own := devices.own(request, email):
        counters = [Allowed(kind, own, most.sign_in_codes_device, HOUR, TOO_MANY)]
    else:
        network = network_of(request)
        counters = [
            Allowed(kind, f"{network} {email}", most.sign_in_codes, HOUR, TOO_MANY),
            Allowed(kind, network, most.sign_in_codes_network, HOUR, TOO_MANY),
            Allowed(kind, email, most.sign_in_codes_person, HOUR, TOO_MANY),
        ]
    _count(counters, email)


def _count(counters: list[Allowed], email: str) -> None:
    if refusal := rate_limits.look(counters) or rate_limits.take(counters):
        _tell_once(email)
        raise ValidationError(words(refusal), code="too_many_login_attempts")


def words(refusal: Refusal) -> str:
    """Return what is said at the door."""
    return f"{refusal.why} Try again {refusal.when}."


def _tell_once(email: str) -> None:
    """Tell the owner of an address that it is being tried, if there is one: once a day."""
    if not rate_limits.spend("attack told", email, limit=1, window=DAY) or not mail.is_open():
        return
    if user := User.objects.filter(email=email, is_active=True).first():
        tell_of_attack(user.email, timezone.now())
