"""Mail: kinds, words, and a queue of rows that the worker sends.

A room declares the kinds that it sends (``register(*read_kinds(…))`` in its app's ``ready()``) and
calls ``enqueue`` in the transaction of what the mail tells. Where ``is_open()`` is false no mail
leaves this board, and a form that needs one says so instead of taking anything in.
"""

from django.conf import settings

from jobboard.mail.kinds import MailKind, Wording, read_kinds, register
from jobboard.mail.queue import answered, enqueue, forget, withdraw

TRANSPORT = "transport"  # in MAILERS: what the worker sends by


def is_open() -> bool:
    """Tell whether mail leaves this board; without mail settings it does not."""
    return TRANSPORT in settings.MAILERS
