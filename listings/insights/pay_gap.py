"""The difference of two roles' pay in words; across zero, that these postings cannot tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from listings.insights.estimates import student_t
from listings.insights.fallback import Shown
from listings.insights.figures import counted, money, per_cent, rounded
from listings.models import PayDifference
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
