"""Links in mails that work without signing in: signed, for one purpose, for some weeks."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

PATTERN = r"[0-9]{1,18}\.[-\w]{1,12}\.[-\w]{43}"


@dataclass(frozen=True, slots=True)
class Link:
    """``lives`` is how long a mail's link works."""

    salt: str
    lives: timedelta

    def token(self, posting: int) -> str:
        return self._signer.sign(str(posting))

    def posting(self, token: str) -> int | None:
        """Return the number of the posting; None for a token that is not ours, or too old."""
        try:
            return int(self._signer.unsign(token, max_age=self.lives))
        except (BadSignature, ValueError):
            return None

    @property
    def _signer(self) -> TimestampSigner:
        return TimestampSigner(sep=".", salt=self.salt)


ANSWER = Link("posting answer", timedelta(days=21))
FILLED = Link("posting filled", timedelta(days=60))
