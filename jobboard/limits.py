"""How often something may happen: counters in the database, which all processes share.

Whose counter it is stands there as a keyed hash only. The key changes every 30 days, so that
nobody can follow a network or a mail domain for longer; what is left of an allowance then
starts anew.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jobboard.models import Allowance

PERIOD: Final = timedelta(days=30)

# The condition stands in the update: a refused attempt writes no row, so a flood stays cheap.
SPEND = """
INSERT INTO jobboard_allowance AS kept (key, kind, spent, ends_at)
VALUES (
    %(key)s, %(kind)s, 1, statement_timestamp() + make_interval(secs => %(seconds)s)
)
ON CONFLICT (key) DO UPDATE SET
    spent = CASE WHEN kept.ends_at <= statement_timestamp() THEN 1 ELSE kept.spent + 1 END,
    ends_at = CASE WHEN kept.ends_at <= statement_timestamp()
        THEN statement_timestamp() + make_interval(secs => %(seconds)s) ELSE kept.ends_at END
WHERE kept.ends_at <= statement_timestamp() OR kept.spent < %(limit)s
RETURNING spent
"""


def spend(kind: str, subject: str, *, limit: int, window: timedelta) -> bool:
    """Take one of the ``limit`` that ``subject`` has for ``kind``; False when none is left.

    The window opens with the first one taken. One statement: of any number of attempts at the
    same moment exactly ``limit`` succeed. Inside a transaction it counts once that commits, and
    others wait for it; so call it before you open one.
    """
    if limit < 1:
        return False
    values: dict[str, str | int | float] = {
        "key": key_of(kind, subject),
        "kind": kind,
        "limit": limit,
        "seconds": window.total_seconds(),
    }
    with connection.cursor() as cursor:
        cursor.execute(SPEND, values)
        return cursor.fetchone() is not None


def has_left(kind: str, subject: str, *, limit: int) -> bool:
    """Tell whether ``spend`` would succeed at this moment; takes nothing. One query."""
    spent = Allowance.objects.filter(key=key_of(kind, subject), ends_at__gt=timezone.now())
    return not spent.filter(spent__gte=limit).exists()


def wait(kind: str, subject: str) -> timedelta:
    """Return how long until the window of ``subject`` ends: for ``Retry-After``."""
    kept = Allowance.objects.filter(key=key_of(kind, subject)).first()
    return max(kept.ends_at - timezone.now(), timedelta()) if kept else timedelta()


def purge() -> int:
    """Delete the counters whose window is over and return how many there were."""
    return Allowance.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def cache_key(key: str, prefix: str, version: int) -> str:
    """Return the name under which Django's cache keeps ``key``: no address, hashed or not."""
    return key_of("cache", f"{prefix}:{version}:{key}")


def key_of(kind: str, subject: str, *, periods_ago: int = 0) -> str:
    """Return the keyed hash of ``subject`` for ``kind``: 64 hexadecimal digits.

    To find again what was kept before the key changed, ask for ``periods_ago=1`` as well.
    """
    period = int(timezone.now().timestamp() // PERIOD.total_seconds()) - periods_ago
    key = hmac.digest(settings.SECRET_KEY.encode(), f"limits {period}".encode(), hashlib.sha256)
    return hmac.new(key, f"{kind}\n{subject}".encode(), hashlib.sha256).hexdigest()
