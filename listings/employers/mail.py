"""The mails that an employer gets, and the digest of moderators: one file each in ``words/``.

To send one: ``jobboard.mail.enqueue("posting-approved", address, {…}, key="approved:17")``, with
every name of the kind's sample. An optional fact may be empty: its paragraph is then left out.
"""

from pathlib import Path

from jobboard.mail import read_kinds, register


def declare() -> None:
    """Register the kinds."""
    register(*read_kinds(Path(__file__).parent / "words"))
