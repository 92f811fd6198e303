"""The difference of two roles' pay in words; across zero, that these postings cannot tell. And the
roles that are asked for alike, beside the pay of one: which pay clearly differs.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts, kept_part
from jobboard.site.addresses import address_of
from listings.insights.estimates import ShareTable, student_t
from listings.insights.fallback import Shown
from listings.insights.figures import PayFigure, counted, money, per_cent, rounded
from listings.insights.salary_parts import Named
from listings.models import Demand, PayDifference, Statistic
from listings.models.prepared import Prepared
from roles.models import Role

FIELDS = (
    *("currency", "n", "other_n", "in_both", "coverage"),
    *("raw", "raw_error", "raw_freedom", "alike", "alike_error", "alike_freedom"),
)


def latest_between(one: int, other: int) -> Subquery:
    """For the cells of pay of two roles: their difference in the same cell, as one value.

    ``one`` is the lower of the two numbers.
    """
    latest = PayDifference.objects.latest_snapshots().filter(
        role=one, other=other, country=OuterRef("country"), level=OuterRef("level")
    )
    fields = {name: name for name in FIELDS}
    return Subquery(latest.filter(raw__isnull=False).values(data=JSONObject(**fields)))


@dataclass(frozen=True, slots=True)
class PayGap:
    """How much more the first role pays, as posted or among like postings; 95% interval."""

    currency: str
    amount: Decimal
    reach: Decimal

    @property
    def is_clear(self) -> bool:
        return abs(self.amount) > self.reach

    @property
    def interval(self) -> str:
        """Of the absolute difference: ``USD 3K to 21K``; across zero ``USD -3K to 7K``."""
        low = abs(self.amount) - self.reach
        if low >= 0:
            return money(self.currency, low, abs(self.amount) + self.reach)
        return f"{self.currency} −{self.less} to {self.more}"

    @property
    def less(self) -> str:
        """Across zero: how much less it may be."""
        return rounded(self.reach - abs(self.amount))

    @property
    def more(self) -> str:
        """How much more it may be at most."""
        return rounded(self.reach + abs(self.amount))


def gap_of(found: Mapping[str, Any], name: str) -> PayGap:
    error = Decimal(str(found[f"{name}_error"]))
    reach = error * Decimal(student_t(found[f"{name}_freedom"]))
    return PayGap(found["currency"], Decimal(str(found[name])), reach)


def gap_of_row(row: PayDifference) -> PayGap | None:
    """How much more the first role of a snapshot pays, as posted; None where it is withheld."""
    if row.raw is None or row.raw_error is None:
        return None
    return gap_of({name: getattr(row, name) for name in FIELDS}, "raw")


def difference_in_words(roles: Sequence[Role], shown: Mapping[int, Shown]) -> Iterator[str]:
    """Say how far apart the pay of two roles is in the cell that is shown of both."""
    one, other = sorted(roles, key=lambda role: role.pk)
    found = _found(shown[one.pk], shown[other.pk])
    if not found:
        return
    sizes = f"{found['n']:,} and {found['other_n']:,} postings"
    both = f"; {counted(found['in_both'], 'posting')} of both left out" if found["in_both"] else ""
    said = _said(gap_of(found, "raw"), one, other)
    yield f"{said[0].upper()}{said[1:]} ({sizes}{both})."
    if found["alike"] is not None:
        covered = per_cent(round(1_000 * found["coverage"]), 1_000)
        said = _said(gap_of(found, "alike"), one, other)
        yield f"Of the same level and country ({covered} of them): {said}."


def gap_between(one: Shown | None, other: Shown | None) -> PayGap | None:
    """Return how much more the role of the first pays; below zero where it pays less."""
    found = _found(one, other)
    if not found or not one or not one.figure or not other or not other.figure:
        return None
    gap = gap_of(found, "raw")
    is_first = one.figure.row.role_id < other.figure.row.role_id
    return gap if is_first else replace(gap, amount=-gap.amount)


def clear_gap(own: Shown | None, other: Shown | None) -> PayGap | None:
    """Return how much more the role of the first pays, if that is clear."""
    gap = gap_between(own, other)
    return gap if gap and gap.is_clear and gap.amount > 0 else None


def _found(one: Shown | None, other: Shown | None) -> Mapping[str, Any] | None:
    """The difference that came with the cell that is shown of both, or None."""
    figures = [shown.figure for shown in (one, other) if shown and shown.figure]
    if len({(figure.row.country, figure.row.level) for figure in figures}) != 1:
        return None
    return getattr(figures[0].row, "difference", None) if len(figures) == 2 else None


def _said(gap: PayGap, one: Role, other: Role) -> str:
    higher, lower = (one, other) if gap.amount > 0 else (other, one)
    if not gap.is_clear:
        return (
            f"these postings cannot tell which pays more: {higher.plural_name} may be at anything "
            f"from {gap.currency} {gap.less} less to {gap.more} more (95% interval)"
        )
    amount = money(gap.currency, abs(gap.amount))
    return (
        f"postings for {higher.plural_name} offer {amount} more than those for "
        f"{lower.plural_name}, 95% interval {gap.interval}"
    )


MOST_RELATED = 6


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
    nearest = sorted(likeness, key=lambda other: -likeness[other])[: 3 * MOST_RELATED]
    rows: list[Any] = _NEAREST(role.pk, country, currency, nearest)
    found = sorted(rows, key=lambda row: -likeness[row.role_id])[:MOST_RELATED]
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
    return gap if row.role_id < role.pk else replace(gap, amount=-gap.amount)


def _named(row: Statistic, suffix: str) -> Named:
    url = address_of("salary", row.role.slug) + suffix
    return Named(row.role.name, url, PayFigure(row))


_kept: KeptParts[int, dict[int, float]] = KeptParts(500)


def overlaps(roles: Collection[int]) -> dict[int, dict[int, float]]:
    """Return how alike every other role is to each of these; without those of too few postings."""
    shares = _shares()
    return {
        role: _kept.get(role, partial(shares.likeness, role), ChangeKind.FIGURES)
        for role in roles
        if role in shares.rows
    }


@kept_part(ChangeKind.FIGURES)
def _shares() -> ShareTable:
    """The shares of every role. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__isnull=False)
    named = rows.order_by().values_list("role", "n", "skills")
    return ShareTable.of(
        {
            role: {slug: count / n for slug, count in (skills or {}).items()}
            for role, n, skills in named
        }
    )
