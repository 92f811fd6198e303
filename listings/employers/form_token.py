"""When a form was handed out, signed; and what speaks for a program behind it.

A signal only adds to the score that an editor sees. Nothing is dropped in silence.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone

HONEYPOT = "fax"

_signer = Signer(sep=".", salt="posting form")


@dataclass(frozen=True, slots=True)
class Stamp:
    """``nonce`` is the page's own, so that two clicks on one page make one posting.

    ``seconds`` since the page was handed out; None for a stamp that we did not make.
    """

    nonce: str
    seconds: float | None

    @property
    def signals(self) -> list[dict[str, Any]]:
        """What speaks for spam: ``[{reason, points}]``."""
        if self.seconds is None:
            return [{"reason": "The form came without a valid time stamp.", "points": 3}]
        if self.seconds < settings.LIMITS.hurried_seconds:
            seconds = round(self.seconds)
            return [{"reason": f"The form was filled in within {seconds} seconds.", "points": 2}]
        return []


def fresh() -> str:
    """Return the stamp for a page that is handed out now."""
    return _signer.sign_object([new_nonce(), timezone.now().timestamp()])


def new_nonce() -> str:
    """Return what no other page has."""
    return secrets.token_urlsafe(16)


def read(value: str) -> Stamp:
    """Return what a stamp says; one that is forged or missing gets a nonce of its own."""
    try:
        nonce, made_at = _signer.unsign_object(value)
    except (BadSignature, ValueError):
        return Stamp(new_nonce(), None)
    return Stamp(nonce, max(0.0, timezone.now().timestamp() - made_at))
