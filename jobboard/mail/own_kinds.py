"""The kinds of mail that belong to no room."""

from pathlib import Path

from jobboard.mail.kinds import read_kinds, register


def declare() -> None:
    """Register them."""
    register(*read_kinds(Path(__file__).parent / "words"))
