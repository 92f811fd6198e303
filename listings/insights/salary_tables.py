"""All figures of one role's pay, and a typical range as a thin bar."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from listings.insights.fallback import Cells
from listings.insights.figures import PayFigure
from listings.insights.pictures import Scale, range_bar
from listings.models import PaySeries, Statistic
from roles.models import Role


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


def profile_of(role: Role) -> Profile:
    """Return all of a role's figures. One query."""
    latest = Statistic.objects.whole_cells().filter(role=role, total__gt=0)
    rows = list(latest.defer("midpoints", "listing_ids"))
    for row in rows:
        row.role = role
    base = [row for row in rows if row.series == PaySeries.POSTED]
    cells = {(row.country, row.level): row for row in base}
    return Profile(cells, [row for row in rows if row.series != PaySeries.POSTED])


def _order_of_series(row: Statistic) -> int:
    return PaySeries.values.index(row.series)
