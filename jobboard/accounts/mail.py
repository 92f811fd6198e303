"""Mail about signing in: codes, and that somebody else tries to."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from jobboard.mail import enqueue, read_kinds, register
from jobboard.site import dates

SIGN_IN = "sign-in-code"
DELETION = "account-deletion-code"
ATTACK = "sign-in-attack"
CODE_LIVES = timedelta(minutes=15)


def declare() -> None:
    """Register the kinds of mail; that of signing in belongs to ``jobboard.mail`` already."""
    register(*read_kinds(Path(__file__).parent / "words"))


def send_code(kind: str, address: str, code: str) -> None:
    """Queue the mail with a code."""
    minutes = f"{CODE_LIVES.total_seconds() / 60:.0f}"
    enqueue(kind, address, {"code": code, "minutes": minutes}, key=f"{kind}:{uuid4()}")


def tell_of_attack(address: str, at: datetime) -> None:
    """Queue the mail that tells an account's owner of attempts to get in."""
    when = f"{dates.long(at)}, {dates.clock(at)}"
    enqueue(ATTACK, address, {"at": when}, key=f"{ATTACK}:{uuid4()}")
