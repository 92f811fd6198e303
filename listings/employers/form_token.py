"""The signed token in a form that says when its page was made; signs of a program behind it.

A signal adds points to the score that an editor sees, and refuses nothing.
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
            return [{"reason": "The form came without a valid time stamp.", "points": 3}]
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
