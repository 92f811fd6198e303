"""What is shown of the pay of roles, and how far apart that of two is.

Where a cell is too small a wider one is shown, and the page says which: ``shown_for(roles,
country=…, level=…)`` asks one query, for every page that shows pay of a role. A difference comes
with the cells that are shown of both; across zero it says that these postings cannot tell.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from listings.insights.figures import PayFigure, cell_label, counted, money, per_cent, rounded
from listings.insights.statistics.estimates import student_t
from listings.models import Level, PayDifference, Statistic
from listings.models.prepared import Prepared
from roles.models import Role

LONG = ("midpoints", "listing_ids")
"""What stands behind a figure: of no use in a list."""

type Cells = Mapping[tuple[str, str], Statistic]
"""A role's latest figures, by country and level."""


@dataclass(frozen=True, slots=True)
class ShownPay:
    """What is shown where a cell was asked for: itself, a wider one that says so, or none."""

    country: str
    level: str
    own: PayFigure | None  # the very cell, where it holds any posting
    figure: PayFigure | None  # what is shown; None: no cell is large enough
    widest: PayFigure | None = None  # all of the role's postings
    entry: PayFigure | None = None  # beginners of the place that is shown

    @property
    def is_wider(self) -> bool:
        row = self.figure.row if self.figure else None
        return row is not None and (row.country, row.level) != (self.country, self.level)

    @property
    def asked(self) -> str:
        """``Germany, senior``."""
        return cell_label(self.country, self.level)

    @property
    def why(self) -> str:
        """Why the very cell is not shown; it may be large enough, beside a role that is not."""
        if self.own is None or not self.own.row.total:
            return "no posting was seen"
        return self.own.withheld or "too few postings with pay of the other role"

    @property
    def why_nothing(self) -> str:
        """Why neither the very cell nor any wider one is shown."""
        if self.widest is None or not (self.country or self.level):
            return self.why
        return f"{self.asked}: {self.why}; everywhere: {self.widest.withheld}"

    @property
    def beginners(self) -> str:
        """What beginners are paid beside a median of all levels, or that nobody knows."""
        if self.figure is None or self.figure.row.level or not self.figure.row.levels:
            return ""
        if self.entry is None or self.entry.row.withheld:
            return without_beginners([self])
        return f"Beginners: {self.entry.median}, the median of {self.entry.sample}."


def without_beginners(shown: Iterable[ShownPay]) -> str:
    """Say why no pay of beginners is shown for one or several roles: few state it, or none does."""
    is_stated = any(one.entry is not None and one.entry.row.with_pay for one in shown)
    few = "Too few postings state beginners’ pay for a figure."
    return few if is_stated else "No beginners’ pay is known."


def wider(country: str, level: str) -> Iterator[tuple[str, str]]:
    """The cell and what stands in for it: first all levels, then everywhere.

    The country is kept longest: pay differs more between countries, and so does the currency.
    """
    yield from dict.fromkeys(((country, level), (country, ""), ("", level), ("", "")))


def is_shown(cells: Cells, cell: tuple[str, str]) -> bool:
    return cell in cells and not cells[cell].withheld


def choose(
    cells: Cells, country: str, level: str, candidates: Collection[tuple[str, str]] | None = None
) -> ShownPay:
    """Choose among a role's cells what is shown for one of them; ``candidates``: in which order."""
    meant = wider(country, level) if candidates is None else candidates
    found = next((cells[cell] for cell in meant if is_shown(cells, cell)), None)
    entry = cells.get((found.country, Level.ENTRY.value)) if found else None
    rows = (cells.get((country, level)), found, cells.get(("", "")), entry)
    return ShownPay(country, level, *(PayFigure(row) if row else None for row in rows))


def shown_for(
    roles: Collection[Role], *, country: str = "", level: str = ""
) -> dict[int, ShownPay]:
    """Return what is shown of each role's pay by itself, by the role's key. One query."""
    return {
        pk: choose(cells, country, level) for pk, cells in _cells(roles, country, level).items()
    }


def shown_together(
    roles: Collection[Role], country: str, ask: "Ask | None" = None
) -> dict[int, ShownPay]:
    """Return what is shown of roles that are compared: of one place and level, where there is one.

    Roles without any figure keep no other from its own. ``ask`` may bring more with each row. One
    query.
    """
    return _together(_cells(roles, country, Level.ENTRY.value, ask), country)


def shown_by_group(groups: Sequence[Collection[Role]], country: str) -> list[dict[int, ShownPay]]:
    """Return what is shown of each group of roles together. One query for all groups."""
    roles = {role.pk: role for group in groups for role in group}
    of = _cells(roles.values(), country, "")
    return [_together({role.pk: of[role.pk] for role in group}, country) for group in groups]


def _together(of: Mapping[int, Cells], country: str) -> dict[int, ShownPay]:
    meant = list(wider(country, ""))
    known = [cells for cells in of.values() if any(is_shown(cells, cell) for cell in meant)]
    common = [cell for cell in meant if all(is_shown(cells, cell) for cells in known)]
    return {pk: choose(cells, country, "", common[:1] or None) for pk, cells in of.items()}


def cells_of(role: Any, country: Any, level: Any) -> QuerySet[Statistic]:
    """Cells of pay, to be prepared for lists of roles, countries and levels."""
    rows = Statistic.objects.base_pay().order_by().defer(*LONG)
    return rows.filter(role__in=[role], country__in=[country], level__in=[level])


type Ask = Callable[[list[int], list[str], list[str]], Iterable[Any]]

_CELLS = Prepared(cells_of)


def _cells(
    roles: Collection[Role], country: str, level: str, ask: Ask | None = None
) -> dict[int, Cells]:
    by_key = {role.pk: role for role in roles}
    found: dict[int, dict[tuple[str, str], Statistic]] = {pk: {} for pk in by_key}
    for row in (ask or _CELLS)(list(found), [*{"", country}], [*{"", level}]):
        row.role = by_key[row.role_id]
        found[row.role_id][row.country, row.level] = row
    return dict(found)


GAP_FIELDS = (
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
    fields = {name: name for name in GAP_FIELDS}
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
    return gap_of({name: getattr(row, name) for name in GAP_FIELDS}, "raw")


def difference_in_words(roles: Sequence[Role], shown: Mapping[int, ShownPay]) -> Iterator[str]:
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


def gap_between(one: ShownPay | None, other: ShownPay | None) -> PayGap | None:
    """Return how much more the role of the first pays; below zero where it pays less."""
    found = _found(one, other)
    if not found or not one or not one.figure or not other or not other.figure:
        return None
    gap = gap_of(found, "raw")
    is_first = one.figure.row.role_id < other.figure.row.role_id
    return gap if is_first else replace(gap, amount=-gap.amount)


def clear_gap(own: ShownPay | None, other: ShownPay | None) -> PayGap | None:
    """Return how much more the role of the first pays, if that is clear."""
    gap = gap_between(own, other)
    return gap if gap and gap.is_clear and gap.amount > 0 else None


def _found(one: ShownPay | None, other: ShownPay | None) -> Mapping[str, Any] | None:
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
