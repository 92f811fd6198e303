"""``/salaries/<role>/``: one role's figure, its parts by level and by country."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from listings.insights.asked import SalaryQuery
from listings.insights.fallback import Cells
from listings.insights.figures import PayFigure, cell_label
from listings.insights.overview import bar_of
from listings.insights.pictures import Scale, range_bar, scale_of
from listings.models import Level, PaySeries, Statistic
from roles.models import Role


@dataclass(frozen=True, slots=True)
class Spread:
    """One line of the headline's table: a range in words and its picture."""

    name: str
    meaning: str
    amounts: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a table by level or by country."""

    name: str
    figure: PayFigure
    bar: SafeString
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """A table of parts, and those that are too small for it or say nothing of pay."""

    heading: str
    lines: list[Part]
    thin: list[Part]
    silent: list[Part]
    currency: str
    scale: Scale | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A role's latest figures that hold a posting: of base pay by cell, and of all other series."""

    cells: Cells
    others: list[Statistic]

    def other_series(self, country: str, level: str) -> list[PayFigure]:
        """The other series of one cell, in the order of the choices."""
        order = {series: at for at, series in enumerate(PaySeries.values)}
        rows = [row for row in self.others if (row.country, row.level) == (country, level)]
        return [PayFigure(row) for row in sorted(rows, key=lambda row: order[row.series])]


def profile_of(role: Role) -> Profile:
    """Return all of a role's figures. One query."""
    rows = list(Statistic.objects.latest_snapshots().filter(role=role, total__gt=0))
    for row in rows:
        row.role = role
    base = [row for row in rows if row.series == PaySeries.POSTED]
    cells = {(row.country, row.level): row for row in base}
    return Profile(cells, [row for row in rows if row.series != PaySeries.POSTED])


def spreads(figure: PayFigure) -> tuple[list[Spread], Scale | None]:
    """Return the ranges that the sample is large enough for, on one scale."""
    row = figure.row
    known = (
        ("Typical range", "the middle half of the midpoints", "p25", "p75"),
        ("Middle 80%", "10th to 90th percentile", "p10", "p90"),
        ("Median, 95% interval", "where the median lies if chance is allowed for",
         "ci_low", "ci_high"),
    )  # fmt: skip
    texts = (figure.typical, figure.tenths, figure.interval)
    fields = [name for *_, low, high in known for name in (low, high)]
    scale = scale_of([row.median, *(getattr(row, name) for name in fields)])
    if scale is None or row.median is None:
        return [], None
    lines = [
        Spread(name, why, text, range_bar(scale, getattr(row, low), getattr(row, high), row.median))
        for (name, why, low, high), text in zip(known, texts, strict=True)
        if text
    ]
    return lines, scale


def by_level(cells: Cells, asked: SalaryQuery, shown: tuple[str, str]) -> Parts | None:
    """Return the levels of the country shown, all levels first; None where no posting is."""
    country = shown[0]
    wanted = [(country, level) for level in ("", *Level.values)]
    names = {cell: PayFigure(cells[cell]).level for cell in wanted if cell in cells}
    heading = f"By level: {cell_label(country, '').partition(',')[0]}"
    return _parts(heading, cells, names, asked, shown) if names else None


def by_country(cells: Cells, asked: SalaryQuery, shown: tuple[str, str]) -> Parts | None:
    """Return the countries of the level shown, everywhere first, then by size of sample."""
    level = shown[1]
    rows = [row for row in cells.values() if row.level == level]
    rows.sort(key=lambda row: (row.country != "", -row.n, -row.total, row.country))
    names = {(row.country, level): PayFigure(row).place for row in rows}
    heading = f"By country: {cell_label('', level).rpartition(', ')[2]}"
    return _parts(heading, cells, names, asked, shown) if names else None


def _parts(
    heading: str,
    cells: Cells,
    names: dict[tuple[str, str], str],
    asked: SalaryQuery,
    shown: tuple[str, str],
) -> Parts:
    rows = {cell: cells[cell] for cell in names}
    large = [row for row in rows.values() if not row.withheld]
    currency = large[0].currency if large else ""
    scale = _scale(row for row in large if row.currency == currency)
    parts = [
        Part(
            name=name,
            figure=PayFigure(rows[cell]),
            bar=bar_of(rows[cell], scale, currency),
            url=_url(rows[cell].role, *cell, asked),
            is_current=cell == shown,
        )
        for cell, name in names.items()
    ]
    return Parts(
        heading=heading,
        lines=[part for part in parts if not part.figure.row.withheld],
        thin=[part for part in parts if part.figure.row.withheld and part.figure.row.with_pay],
        silent=[part for part in parts if not part.figure.row.with_pay],
        currency=currency,
        scale=scale,
    )


def _scale(rows: Iterable[Statistic]) -> Scale | None:
    return scale_of(amount for row in rows for amount in (row.p25, row.median, row.p75))


def _url(role: Role, country: str, level: str, asked: SalaryQuery) -> str:
    there = SalaryQuery(country, level, asked.sort, ())
    return reverse("salary", args=[role.slug]) + there.suffix
