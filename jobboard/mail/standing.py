"""Where one mail is, for the page of whoever waits for it."""

from dataclasses import dataclass

from jobboard.mail.limits import why_held
from jobboard.mail.queue import hash_of
from jobboard.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class Standing:
    """``held`` says why it waits; a mail that was neither sent nor given up is on its way."""

    is_sent: bool = False
    is_given_up: bool = False
    was_tried: bool = False
    held: str = ""


def standing(key: str) -> Standing:
    """Return where the mail of a purpose key is. One query for one that has gone, else four."""
    row = OutgoingMail.objects.filter(key_hash=hash_of(key)).first()
    if row is None or row.sent_at or row.given_up_at:
        return Standing(
            is_sent=bool(row and row.sent_at), is_given_up=bool(row and row.given_up_at)
        )
    return Standing(was_tried=row.attempts > 0, held=why_held(key))
