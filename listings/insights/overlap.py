"""How much the postings of two roles name the same skills: weighted Jaccard of their shares."""

from collections.abc import Collection, Mapping
from functools import partial

from jobboard.http.changes import Kind
from jobboard.http.parts import KeptParts
from listings.insights.estimates import Shares, jaccard
from listings.models import Demand

_kept_shares: KeptParts[str, Mapping[int, Shares]] = KeptParts(1)
_kept: KeptParts[int, dict[int, float]] = KeptParts(500)


def overlaps(roles: Collection[int]) -> dict[int, dict[int, float]]:
    """Return how alike every other role is to each of these; without those of too few postings."""
    shares = _kept_shares.get("", _shares, Kind.FIGURES)
    return {
        role: _kept.get(role, partial(_overlaps, role, shares), Kind.FIGURES)
        for role in roles
        if role in shares
    }


def _overlaps(role: int, shares: Mapping[int, Shares]) -> dict[int, float]:
    return {key: jaccard(shares[role], other) for key, other in shares.items() if key != role}


def _shares() -> dict[int, Shares]:
    """The shares of every role. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__isnull=False)
    counted = rows.order_by().values_list("role", "n", "skills")
    return {
        role: {slug: count / n for slug, count in (skills or {}).items()}
        for role, n, skills in counted
    }
