"""Mails about a posting that is or was public, and the signed links in them.

A link works without signing in, for one purpose and some weeks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.template.defaultfilters import pluralize
from django.urls import reverse

from jobboard import mail
from jobboard.site import dates
from listings.employers.managing.state import AFTER_THE_END, days_left, extensions
from listings.models import Listing
from listings.models.event import Seen

SIGNED = r"[0-9]{1,18}\.[-\w]{1,12}\.[-\w]{43}"


@dataclass(frozen=True, slots=True)
class SignedLink:
    """``lives`` is how long a link works after its mail was made.

    It ends before that once mail about the posting goes to another address, or to none any more:
    whoever had it no longer speaks for the posting.
    """

    salt: str
    lives: timedelta

    def token(self, listing: Listing) -> str:
        return self._signer(listing.contact_email).sign(str(listing.pk))

    def posting(self, token: str) -> int | None:
        """Return the number of the posting; None for a token that is forged or over. One query."""
        number = int(token.partition(".")[0])
        rows = Listing.objects.filter(pk=number).values_list("contact_email", flat=True)
        addresses = [*rows, ""]  # "": of a mail from before the address was signed too
        return number if any(self._is_signed(token, address) for address in addresses) else None

    def _is_signed(self, token: str, address: str) -> bool:
        try:
            self._signer(address).unsign(token, max_age=self.lives)
        except BadSignature:
            return False
        return True

    def _signer(self, address: str) -> TimestampSigner:
        return TimestampSigner(sep=".", salt=f"{self.salt} {address.lower()}".strip())


ANSWER = SignedLink("posting answer", timedelta(days=21))
FILLED = SignedLink("posting filled", timedelta(days=60))


def reminder_key(listing: Listing) -> str:
    """The key of the reminder of one end; a posting whose end has moved gets another reminder."""
    assert listing.expires_at is not None  # noqa: S101 (told to the type checker)
    return f"posting-ends-soon:{listing.pk}:{listing.expires_at:%Y-%m-%d}"


def remind(listing: Listing, seen: Seen, now: datetime) -> None:
    left = days_left(listing, now) or 0
    facts = {
        **manage_link(listing),
        "ends_on": dates.long(listing.expires_at),
        "ends_in": f"in {left} day{pluralize(left)}",
        "days_left": str(left),
        "read": _times(seen.views),
        "views": f"{seen.views:,}",
        "pressed": _times(seen.apply_clicks),
        "applies": f"{seen.apply_clicks:,}",
        "answer_url": _answer(listing),
        "longer": _longer(listing, now),
    }
    send("posting-ends-soon", listing, facts, key=reminder_key(listing))


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def tell_closed(listing: Listing) -> None:
    """Tell the employer that an editor has closed it."""
    reason = listing.get_closed_reason_display().lower().removesuffix(" by the employer")
    facts = {**manage_link(listing), "reason": reason}
    key = f"posting-closed:{listing.pk}:{_at(listing)}:{listing.closed_reason}"
    send("posting-closed", listing, facts, key=key)


def tell_run_out(listing: Listing) -> None:
    """Tell the employer that its time has run out, and until when it can be extended."""
    longer = _longer(listing)
    facts = {
        **manage_link(listing),
        "longer": longer,
        "longer_until": dates.long(listing.expires_at and listing.expires_at + AFTER_THE_END),
        "answer_url": _answer(listing) if longer else "",
    }
    send("posting-ran-out", listing, facts, key=f"posting-ran-out:{listing.pk}:{_at(listing)}")


def tell_frozen(listing: Listing) -> None:
    """Tell the employer that it is off the lists; within the transaction that freezes it."""
    facts = {**manage_link(listing), "reason": listing.frozen_reason, "comment": ""}
    key = f"posting-frozen:{listing.pk}:{listing.frozen_at:%Y-%m-%dT%H:%M:%S}"
    send("posting-frozen", listing, facts, key=key)


def ask_if_filled(listing: Listing) -> None:
    facts = {
        "closed_on": dates.long(listing.closed_at or listing.expires_at),
        "answer_url": _url("posting-filled", FILLED.token(listing)),
    }
    send("was-it-filled", listing, facts, key=f"was-it-filled:{listing.pk}")


def send(kind: str, listing: Listing, facts: dict[str, str], *, key: str) -> None:
    """Enqueue a mail to the employer; nothing for a posting without an address."""
    if listing.contact_email:
        about = {"title": listing.title, "company": listing.company.name}
        mail.enqueue(kind, listing.contact_email, about | facts, key=key)


def _longer(listing: Listing, now: datetime | None = None) -> str:
    """The days that it may be extended to, ``60 or 90``; empty where it may not."""
    return " or ".join(str(one.days) for one in extensions(listing, now))


def _answer(listing: Listing) -> str:
    return _url("posting-answer", ANSWER.token(listing))


def manage_link(listing: Listing) -> dict[str, str]:
    return {"manage_url": _url("own-posting", listing.pk)}


def _url(name: str, argument: object) -> str:
    return settings.SITE_URL + reverse(name, args=[argument])


def _at(listing: Listing) -> str:
    return f"{listing.closed_at:%Y-%m-%d}"
