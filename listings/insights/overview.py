"""``/salaries/``: every role’s figure in sections, one place and level each."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from jobboard.site import dates
from listings.insights.asked import SalaryQuery
from listings.insights.fallback import Shown, shown_for, wider
from listings.insights.figures import PayFigure, cell_label
from listings.insights.pictures import Scale, range_bar, scale_of
from listings.models import Statistic
from listings.models.rate import Rate, latest_rates
from roles.models import Role


@dataclass(frozen=True, slots=True)
class SalaryLine:
    """One role in a table; ``bar`` is empty where its currency is not that of the picture."""

    role: Role
    figure: PayFigure
    bar: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """Roles whose figures are of the same place and level."""

    heading: str
    is_wider: bool
    lines: list[SalaryLine]
    currency: str
    scale: Scale | None
    has_other_currencies: bool


@dataclass(frozen=True, slots=True)
class Thin:
    """A role without any figure, and why."""

    role: Role
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Overview:
    asked: str
    sections: list[Section]
    thin: list[Thin]
    rates_on: str  # with which day's rates an order by pay compares currencies


def overview(asked: SalaryQuery) -> Overview:
    """Put every role that has postings into its section. Two queries, a third for rates."""
    roles = Role.objects.order_by("name")
    shown = shown_for(roles, country=asked.country, level=asked.level)
    by_role = [(role, shown[role.pk]) for role in roles]
    figures = [one.figure for _, one in by_role if one.figure]
    rates = _rates_for(figures) if asked.sort == "pay" else {}
    sections = [
        section(asked, cell, _sorted(asked.sort, _of_cell(by_role, cell), rates))
        for cell in wider(asked.country, asked.level)
    ]
    days = {rate.on for code, rate in rates.items() if code != "EUR"}
    return Overview(
        asked=cell_label(asked.country, asked.level),
        sections=[one for one in sections if one.lines],
        thin=[_thin(asked, role, one) for role, one in by_role if _is_thin(one)],
        rates_on=dates.short(max(days, default=None)),
    )


def _of_cell(
    by_role: Iterable[tuple[Role, Shown]], cell: tuple[str, str]
) -> list[tuple[Role, PayFigure]]:
    return [
        (role, one.figure)
        for role, one in by_role
        if one.figure and (one.figure.row.country, one.figure.row.level) == cell
    ]


def _is_thin(shown: Shown) -> bool:
    return shown.figure is None and shown.own is not None and shown.own.row.total > 0


def _thin(asked: SalaryQuery, role: Role, shown: Shown) -> Thin:
    return Thin(role, shown.why, _url(asked, role))


def _url(asked: SalaryQuery, role: Role) -> str:
    return reverse("salary", args=[role.slug]) + asked.suffix


def section(
    asked: SalaryQuery, cell: tuple[str, str], found: list[tuple[Role, PayFigure]]
) -> Section:
    """Return a table of roles; the pictures share one scale, in the most frequent currency."""
    currencies = Counter(figure.row.currency for _, figure in found)
    currency = currencies.most_common(1)[0][0] if currencies else ""
    drawn = [figure.row for _, figure in found if figure.row.currency == currency]
    scale = scale_of(amount for row in drawn for amount in (row.p25, row.median, row.p75))
    return Section(
        heading=cell_label(*cell),
        is_wider=cell != (asked.country, asked.level),
        lines=[
            SalaryLine(role, figure, bar_of(figure.row, scale, currency), _url(asked, role))
            for role, figure in found
        ],
        currency=currency,
        scale=scale,
        has_other_currencies=len(currencies) > 1,
    )


def bar_of(row: Statistic, scale: Scale | None, currency: str) -> SafeString:
    """Draw the typical range and the median, if the scale is of the row's currency."""
    if scale is None or row.median is None or row.currency != currency:
        return SafeString("")
    return range_bar(scale, row.p25, row.p75, row.median)


def _rates_for(figures: list[PayFigure]) -> dict[str, Rate]:
    """Rates are asked only where there is more than one currency to put in order."""
    several = len({figure.row.currency for figure in figures}) > 1
    return latest_rates(dates.today()) if several else {}


def _sorted(
    sort: str, found: list[tuple[Role, PayFigure]], rates: dict[str, Rate]
) -> list[tuple[Role, PayFigure]]:
    orders: dict[str, Callable[[Statistic], Decimal]] = {
        "pay": lambda row: _in_euro(row, rates),
        "n": lambda row: Decimal(row.n),
    }
    if sort not in orders:
        return found
    return sorted(found, key=lambda pair: -orders[sort](pair[1].row))


def _in_euro(row: Statistic, rates: dict[str, Rate]) -> Decimal:
    """The median for an order alone; currencies without a recent rate come last."""
    median = row.median or Decimal(0)
    if not rates:
        return median
    return median / rates[row.currency].per_euro if row.currency in rates else Decimal(-1)
