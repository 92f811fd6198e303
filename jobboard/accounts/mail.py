"""Mail about signing in: codes, and that somebody else tries to."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from jobboard.mail import Kind, enqueue, read_wording, register
from jobboard.site import dates

WORDS = Path(__file__).parent / "words"
SIGN_IN = "sign-in-code"
DELETION = "account-deletion-code"
ATTACK = "sign-in-attack"
CODE_LIVES = timedelta(minutes=15)


def declare() -> None:
    """Register the kinds of mail; that of signing in belongs to ``jobboard.mail`` already."""
    register(
        Kind(
            name=DELETION,
            label="Code for deleting an account",
            wording=read_wording(WORDS / f"{DELETION}.md"),
            sample={"code": "KQ7M-42XD", "minutes": "15"},
            holds_secret=True,
            useful_for=CODE_LIVES,
        ),
        Kind(
            name=ATTACK,
            label="Somebody tries to sign in",
            wording=read_wording(WORDS / f"{ATTACK}.md"),
            sample={"at": "3 March 2026, 14:05 UTC"},
        ),
    )


def send_code(kind: str, address: str, code: str) -> None:
    """Queue the mail with a code."""
    minutes = f"{CODE_LIVES.total_seconds() / 60:.0f}"
    enqueue(kind, address, {"code": code, "minutes": minutes}, key=f"{kind}:{uuid4()}")


def tell_of_attack(address: str, at: datetime) -> None:
    """Queue the mail that tells an account's owner of attempts to get in."""
    when = f"{dates.long(at)}, {dates.clock(at)}"
    enqueue(ATTACK, address, {"at": when}, key=f"{ATTACK}:{uuid4()}")
