"""The tables of one role's salary page: by level, by country, and the ranges of its headline."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from listings.insights.asked import SalaryQuery
from listings.insights.fallback import Cells
from listings.insights.figures import PayFigure, level_label, place_label
from listings.insights.pictures import Scale, range_bar, scale_of
from listings.models import Level, PaySeries, Statistic
from roles.models import Role


@dataclass(frozen=True, slots=True)
class Line:
    """One role, level or country; ``bar`` is empty where the picture is of another currency."""

    name: str
    url: str
    figure: PayFigure
    is_current: bool = False
    bar: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures beside each other, what is too small for one, and what says nothing of pay."""

    heading: str
    lines: list[Line]
    thin: list[Line]
    silent: list[Line]
    currency: str
    scale: Scale | None
    is_wider: bool = False

    @property
    def has_other_currencies(self) -> bool:
        return any(line.figure.row.currency != self.currency for line in self.lines)


def table_of(heading: str, lines: Sequence[Line], *, is_wider: bool = False) -> Table:
    """Return a table; its pictures share one scale, in the most frequent currency."""
    large = [line for line in lines if not line.figure.row.withheld]
    small = [line for line in lines if line.figure.row.withheld]
    currencies = Counter(line.figure.row.currency for line in large)
    currency = currencies.most_common(1)[0][0] if currencies else ""
    drawn = [line.figure.row for line in large if line.figure.row.currency == currency]
    scale = scale_of(amount for row in drawn for amount in (row.p25, row.median, row.p75))
    return Table(
        heading=heading,
        lines=[replace(line, bar=bar_of(line.figure.row, scale, currency)) for line in large],
        thin=[line for line in small if line.figure.row.with_pay],
        silent=[line for line in small if not line.figure.row.with_pay],
        currency=currency,
        scale=scale,
        is_wider=is_wider,
    )


def bar_of(row: Statistic, scale: Scale | None, currency: str) -> SafeString:
    """Draw the typical range and the median, if the scale is of the row's currency."""
    if scale is None or row.median is None or row.currency != currency:
        return SafeString("")
    return range_bar(scale, row.p25, row.p75, row.median)


@dataclass(frozen=True, slots=True)
class Profile:
    """``/salaries/<role>/``: the latest figures that hold a posting, base pay and other series."""

    cells: Cells
    others: list[Statistic]

    def other_series(self, country: str, level: str) -> list[PayFigure]:
        """The other series of one cell, in the order of the choices."""
        rows = [row for row in self.others if (row.country, row.level) == (country, level)]
        return [PayFigure(row) for row in sorted(rows, key=_order_of_series)]

    def by_level(self, asked: SalaryQuery, shown: tuple[str, str]) -> Table | None:
        """The levels of the country shown, all levels first; None where no posting is."""
        cells = [(shown[0], level) for level in ("", *Level.values)]
        names = {cell: level_label(cell[1]) for cell in cells if cell in self.cells}
        return self._table(f"By level: {place_label(shown[0])}", names, asked, shown)

    def by_country(self, asked: SalaryQuery, shown: tuple[str, str]) -> Table | None:
        """The countries of the level shown, everywhere first, then by size of sample."""
        rows = [row for row in self.cells.values() if row.level == shown[1]]
        rows.sort(key=lambda row: (row.country != "", -row.n, -row.total, row.country))
        names = {(row.country, row.level): place_label(row.country) for row in rows}
        return self._table(f"By country: {level_label(shown[1]).lower()}", names, asked, shown)

    def _table(
        self,
        heading: str,
        names: dict[tuple[str, str], str],
        asked: SalaryQuery,
        shown: tuple[str, str],
    ) -> Table | None:
        lines = []
        for cell, name in names.items():
            row, there = self.cells[cell], SalaryQuery(*cell, asked.sort, ())
            url = reverse("salary", args=[row.role.slug]) + there.suffix
            lines.append(Line(name, url, PayFigure(row), is_current=cell == shown))
        return table_of(heading, lines) if lines else None


def profile_of(role: Role) -> Profile:
    """Return all of a role's figures. One query."""
    rows = list(Statistic.objects.whole_cells().filter(role=role, total__gt=0))
    for row in rows:
        row.role = role
    base = [row for row in rows if row.series == PaySeries.POSTED]
    cells = {(row.country, row.level): row for row in base}
    return Profile(cells, [row for row in rows if row.series != PaySeries.POSTED])


def _order_of_series(row: Statistic) -> int:
    return PaySeries.values.index(row.series)


@dataclass(frozen=True, slots=True)
class Spread:
    """One line of the headline's table: a range in words and its picture."""

    name: str
    meaning: str
    amounts: str
    bar: SafeString


def spreads(figure: PayFigure) -> tuple[list[Spread], Scale | None]:
    """Return the ranges that the sample is large enough for, on one scale."""
    row = figure.row
    known = (
        ("Typical range", "the middle half of the midpoints", figure.typical, row.p25, row.p75),
        ("Middle 80%", "10th to 90th percentile", figure.tenths, row.p10, row.p90),
        (
            *("Median, 95% interval", "where the median lies if chance is allowed for"),
            *(figure.interval, row.ci_low, row.ci_high),
        ),
    )
    ends: Iterable[Decimal | None] = (end for *_, low, high in known for end in (low, high))
    scale = scale_of([row.median, *ends])
    if scale is None or row.median is None:
        return [], None
    return [
        Spread(name, why, text, range_bar(scale, low, high, row.median))
        for name, why, text, low, high in known
        if text
    ], scale
