"""How much the postings of two roles ask for the same: weighted Jaccard of their skill shares.

Σ min(a, b) / Σ max(a, b) over all skills, each role with at least 20 postings of 5 employers.
S. Ioffe, "Improved Consistent Sampling, Weighted Minhash and L1 Sketching" (ICDM 2010).
"""

import time
from collections.abc import Collection, Mapping

from listings.models import Demand

FRESH_SECONDS = 60.0

type Shares = Mapping[str, float]


def jaccard(one: Shares, other: Shares) -> float:
    """From 0 (nothing in common) to 1 (the same shares of the same skills)."""
    skills = one.keys() | other.keys()
    both = sum(min(one.get(skill, 0), other.get(skill, 0)) for skill in skills)
    either = sum(max(one.get(skill, 0), other.get(skill, 0)) for skill in skills)
    return both / either if either else 0.0


def overlaps(roles: Collection[int]) -> dict[int, dict[int, float]]:
    """Return how alike every other role is to each of these; without those of too few postings."""
    shares = _shares()
    return {
        role: {key: jaccard(shares[role], other) for key, other in shares.items() if key != role}
        for role in roles
        if role in shares
    }


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
