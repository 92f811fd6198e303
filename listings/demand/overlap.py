"""How much the postings of two roles ask for the same: weighted Jaccard of their skill shares.

Σ min(a, b) / Σ max(a, b) over all skills, each role with at least 20 postings of 5 employers.
S. Ioffe, "Improved Consistent Sampling, Weighted Minhash and L1 Sketching" (ICDM 2010).
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from listings.models import Demand

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


class _Kept:
    """The shares of every role: looked up anew when the figures are, since they change slowly."""

    taken_at: datetime | None = None
    shares: Mapping[int, Shares] = {}


def _shares() -> Mapping[int, Shares]:
    newest = Demand.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    if newest is None or newest != _Kept.taken_at:
        rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__isnull=False)
        counted = rows.order_by().values_list("role", "n", "skills")
        _Kept.shares = {
            role: {slug: count / n for slug, count in (skills or {}).items()}
            for role, n, skills in counted
        }
        _Kept.taken_at = newest
    return _Kept.shares
