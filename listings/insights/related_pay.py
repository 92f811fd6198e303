"""Roles that are asked for alike, beside the pay of one role: which pay clearly differs."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts
from jobboard.site.addresses import address_of
from listings.insights.estimates import ShareTable
from listings.insights.figures import PayFigure, money
from listings.insights.pay_gap import FIELDS, PayGap, gap_of
from listings.insights.salary_parts import Named
from listings.models import Demand, PayDifference, Statistic
from listings.models.prepared import Prepared
from roles.models import Role

MOST = 6


@dataclass(frozen=True, slots=True)
class Related:
    """``gap``: how much more the other role pays; None where they are not compared."""

    named: Named
    gap: PayGap | None

    @property
    def short(self) -> str:
        """``no clear difference``, ``USD 12K more``."""
        if self.gap is None:
            return "not compared"
        if not self.gap.is_clear:
            return "no clear difference"
        more = "more" if self.gap.amount > 0 else "less"
        return f"{money(self.gap.currency, abs(self.gap.amount))} {more}"


def related_to(role: Role, country: str, currency: str, suffix: str) -> list[Related]:
    """Return the roles most alike that have a figure of the same place and currency, by pay."""
    likeness = overlaps([role.pk]).get(role.pk, {})
    nearest = sorted(likeness, key=lambda other: -likeness[other])[: 3 * MOST]
    rows: list[Any] = _NEAREST(role.pk, country, currency, nearest)
    found = sorted(rows, key=lambda row: -likeness[row.role_id])[:MOST]
    found.sort(key=lambda row: -row.median)
    return [Related(_named(row, suffix), _gap(role, row)) for row in found]


_NEAREST = Prepared(
    lambda role, country, currency, other: (
        Statistic.objects.base_pay()
        .published()
        .filter(country=country, level="", currency=currency, role__in=[other])
        .defer("midpoints", "listing_ids")
        .annotate(difference=_difference(role))
        .select_related("role")
    )
)


def _difference(role: int) -> Subquery:
    other = OuterRef("role")
    pair = Q(role=role, other=other) | Q(role=other, other=role)
    latest = PayDifference.objects.latest_snapshots().filter(
        pair, country=OuterRef("country"), level="", raw__isnull=False
    )
    fields = {name: name for name in FIELDS}
    return Subquery(latest.order_by().values(data=JSONObject(**fields))[:1])


def _gap(role: Role, row: Any) -> PayGap | None:
    """The difference is that of the role with the lower number less the other."""
    if not row.difference:
        return None
    gap = gap_of(row.difference, "raw")
    amount = gap.amount if row.role_id < role.pk else -gap.amount
    return PayGap(gap.currency, amount, gap.reach)


def _named(row: Statistic, suffix: str) -> Named:
    url = address_of("salary", row.role.slug) + suffix
    return Named(row.role.name, url, PayFigure(row))


_kept_shares: KeptParts[str, ShareTable] = KeptParts(1)
_kept: KeptParts[int, dict[int, float]] = KeptParts(500)


def overlaps(roles: Collection[int]) -> dict[int, dict[int, float]]:
    """Return how alike every other role is to each of these; without those of too few postings."""
    shares = _kept_shares.get("", _shares, ChangeKind.FIGURES)
    return {
        role: _kept.get(role, partial(shares.likeness, role), ChangeKind.FIGURES)
        for role in roles
        if role in shares.rows
    }


def _shares() -> ShareTable:
    """The shares of every role. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__isnull=False)
    counted = rows.order_by().values_list("role", "n", "skills")
    return ShareTable.of(
        {
            role: {slug: count / n for slug, count in (skills or {}).items()}
            for role, n, skills in counted
        }
    )
