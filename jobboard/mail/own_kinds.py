"""The kinds of mail that belong to no room."""

from datetime import timedelta
from pathlib import Path

from jobboard.mail.kinds import Kind, read_wording, register

WORDS = Path(__file__).parent / "words"


def declare() -> None:
    """Register them."""
    register(
        Kind(
            name="sign-in-code",
            label="Code for signing in",
            wording=read_wording(WORDS / "sign-in-code.md"),
            sample={"code": "KQ7M-42XD", "minutes": "15"},
            holds_secret=True,
            useful_for=timedelta(minutes=15),
        ),
        Kind(
            name="test",
            label="Test of the mail settings",
            wording=read_wording(WORDS / "test.md"),
            sample={"sent_at": "3 March 2026, 14:05 UTC"},
        ),
    )
