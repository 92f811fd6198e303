"""The open salary index beside posted pay: two series, two marks, one scale, never one number."""

from collections.abc import Sequence
from dataclasses import dataclass

from listings.insights.figures import PayFigure, cell_label, counted
from listings.insights.pictures import RangeRow
from listings.models import IndexPay
from roles.models import Role


@dataclass(frozen=True, slots=True)
class IndexYears:
    """The years of one cell, newest first; ``label`` where it is not the cell that was asked."""

    rows: Sequence[IndexPay]
    label: str

    def in_currency(self, currency: str) -> list[IndexPay]:
        """Those that can stand on one scale with posted pay; without any, those of the newest."""
        wanted = currency or self.rows[0].currency
        return [row for row in self.rows if row.currency == wanted]


def index_years(role: Role, country: str, level: str) -> IndexYears | None:
    """Return the index for a cell, else for a wider one, which it says. One query."""
    rows = list(
        IndexPay.objects.filter(
            role=role, country__in={"", country}, level__in={"", level}
        ).order_by("-year")
    )
    for cell in dict.fromkeys(((country, level), (country, ""), ("", level), ("", ""))):
        found = [row for row in rows if (row.country, row.level) == cell]
        if found:
            label = "" if cell == (country, level) else cell_label(*cell)
            return IndexYears(found, label)
    return None


def rows_beside(figure: PayFigure | None, years: Sequence[IndexPay]) -> list[RangeRow]:
    """Posted pay first, then each year of the index."""
    rows = []
    if figure is not None:
        row = figure.row
        note = counted(row.n, "posting")
        rows.append(
            RangeRow(
                "Posted here", row.p25, row.p75, row.median, row.ci_low, row.ci_high, note=note
            )
        )
    for year in years:
        entries = f"{year.n:,} entries"
        rows.append(
            RangeRow(
                f"Index {year.year}", year.p25, year.p75, year.median, note=entries, series="index"
            )
        )
    return rows
