"""What happens to a posting after it is published, known from its own dates and title alone.

So `load` and every later `refresh` come to the same end without keeping a plan anywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jobboard.demo.catalogue import TomlTable
from jobboard.demo.seeded_random import happens, pick, seeded
from listings.models import ClosedReason


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """When the employer says "still open" (or None), and when and why the posting ends."""

    verified_at: datetime | None
    ends_at: datetime
    reason: ClosedReason


def lifecycle_of(
    shapes: TomlTable, title: str, posted_at: datetime, expires_at: datetime
) -> Lifecycle:
    """Return the lifecycle of one posting; copies in other cities share it."""
    rng = seeded(title, int(posted_at.timestamp()))
    days = rng.expovariate(shapes["life"]["ends_a_day"])
    early = posted_at + timedelta(days=days)
    ends_at, reason = expires_at, ClosedReason.EXPIRED
    if early < expires_at:
        ends_at, reason = early, ClosedReason(pick(rng, shapes["life"]["reasons"]))
    verified_at = posted_at + timedelta(days=rng.uniform(9, 30))
    is_verified = happens(rng, shapes["odds"]["verified"]) and verified_at < ends_at
    return Lifecycle(verified_at if is_verified else None, ends_at, reason)
