"""How much the postings of two roles name the same skills: weighted Jaccard of their shares."""

import time
from collections.abc import Collection, Mapping
from functools import partial

from jobboard.http.changes import Kind
from jobboard.http.parts import KeptParts
from listings.insights.estimates import Shares, jaccard
from listings.models import Demand

FRESH_SECONDS = 60.0


def overlaps(roles: Collection[int]) -> dict[int, dict[int, float]]:
    """Return how alike every other role is to each of these; without those of too few postings."""
    shares = _shares()
    return {
        role: _kept.get(role, partial(_overlaps, role, shares), Kind.FIGURES)
        for role in roles
        if role in shares
    }


_kept: KeptParts[int, dict[int, float]] = KeptParts(500)


def _overlaps(role: int, shares: Mapping[int, Shares]) -> dict[int, float]:
    return {key: jaccard(shares[role], other) for key, other in shares.items() if key != role}


class _KeptOverlaps:
    """The shares of every role. They change slowly, so a process looks again once a minute."""

    looked_at: float | None = None
    shares: Mapping[int, Shares] = {}


def forget() -> None:
    """Look again at the next question."""
    _KeptOverlaps.looked_at = None


def _shares() -> Mapping[int, Shares]:
    now = time.monotonic()
    if _KeptOverlaps.looked_at is None or now - _KeptOverlaps.looked_at > FRESH_SECONDS:
        rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__isnull=False)
        counted = rows.order_by().values_list("role", "n", "skills")
        _KeptOverlaps.shares = {
            role: {slug: count / n for slug, count in (skills or {}).items()}
            for role, n, skills in counted
        }
        _KeptOverlaps.looked_at = now
    return _KeptOverlaps.shares
