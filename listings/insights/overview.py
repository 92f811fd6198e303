"""``/salaries/``: all roles on one scale, the same as a picture, and why some have no figure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.text import slugify

from jobboard.site import dates
from jobboard.site.addresses import address_of
from listings.insights.asked import SORTS, Options, SalaryQuery
from listings.insights.figures import PayFigure, cell_label, counted, rounded
from listings.insights.pictures import (
    FigurePicture,
    RangeRow,
    Scale,
    axis_bar,
    ranges,
    row_bar,
    scale_of,
)
from listings.insights.shown_pay import ShownPay, shown_for, wider
from listings.models import IndexPay, Withheld
from listings.models.pay import Rate
from listings.search.form_fields import Rejected
from listings.search.order import rates_of
from roles.models import Role

MAX_DRAWN = 60
"""More roles than this are not in the picture that one saves; the table has them."""

COLUMNS = (("name", "Role"), ("pay", "Median"), ("n", "Postings"))


@dataclass(frozen=True, slots=True)
class SalaryLine:
    """One role with its figure; ``bar`` is empty where the scale is of another currency.

    ``index``: what the open index says of its newest year, in the same currency.
    """

    name: str
    url: str
    figure: PayFigure
    bar: SafeString = SafeString("")  # noqa: RUF009 (never changes)
    index: IndexPay | None = None

    @property
    def index_amount(self) -> str:
        """Beside a median that names the currency: ``152K``."""
        return rounded(self.index.median) if self.index else ""


@dataclass(frozen=True, slots=True)
class SalarySection:
    """Roles of which the same place and level is shown."""

    heading: str
    lines: list[SalaryLine]
    is_wider: bool

    @property
    def has_index(self) -> bool:
        return any(line.index for line in self.lines)


@dataclass(frozen=True, slots=True)
class SortableColumn:
    """A head of the table, whose link puts it in order, or the other way round."""

    name: str
    label: str
    query: str
    order: str  # the value of aria-sort; empty where it is in another's order


@dataclass(frozen=True, slots=True)
class RolesWithoutFigure:
    """Roles without a figure for one reason."""

    reason: str
    lines: list[tuple[SalaryLine, str]]


@dataclass(frozen=True)
class Overview:
    """All roles that were asked for; ``rates_on``: with which day's rates an order by pay compares
    currencies.
    """

    asked: SalaryQuery
    sections: list[SalarySection]
    without: list[RolesWithoutFigure]
    currency: str
    scale: Scale | None
    rates_on: str

    @property
    def label(self) -> str:
        return cell_label(self.asked.country, self.asked.level)

    @property
    def axis(self) -> SafeString:
        return axis_bar(self.scale) if self.scale else SafeString("")

    @property
    def columns(self) -> list[SortableColumn]:
        return [_column(self.asked, name, label) for name, label in COLUMNS]

    @property
    def has_other_currencies(self) -> bool:
        return any(not line.bar for section in self.sections for line in section.lines)

    @property
    def has_index(self) -> bool:
        return any(section.has_index for section in self.sections)

    @cached_property
    def picture(self) -> FigurePicture:
        """The first section as one picture to share."""
        first = self.sections[0] if self.sections else None
        lines = [line for line in first.lines if line.bar][:MAX_DRAWN] if first else []
        title = f"What roles pay: {first.heading if first else self.label}"
        rows = [_range_row(line) for line in lines]
        drawn = ranges(title, rows, self.scale, currency=self.currency)
        return replace(drawn, download="/salaries", query=self.asked.query)


def overview(asked: SalaryQuery, roles: Sequence[Role]) -> Overview:
    """Put the field's roles that have postings into sections. Two queries, a third for rates."""
    shown = shown_for([role for role in roles if _is_in(role, asked.field)],
                      country=asked.country, level=asked.level)  # fmt: skip
    figures = [one.figure for one in shown.values() if one.figure]
    rates = _rates_for(figures) if asked.sort.endswith("pay") else {}
    days = {rate.on for code, rate in rates.items() if code != "EUR"}
    currency = _currency_of(figures)
    index = _index_of(figures)
    scale = _scale_of(figures, index, currency)
    ordered = [
        _line(asked, figure, scale, index.get(figure.row.pk), currency)
        for figure in _sorted(asked, figures, rates)
    ]
    return Overview(
        asked=asked,
        sections=_sections(asked, ordered),
        without=_without(asked, shown.values()),
        currency=currency,
        scale=scale,
        rates_on=dates.short(max(days, default=None)),
    )  # fmt: skip


def in_known_field(asked: SalaryQuery, roles: Iterable[Role]) -> SalaryQuery:
    """Name a field that no role has, and leave it out."""
    if not asked.field or any(_is_in(role, asked.field) for role in roles):
        return asked
    bad = Rejected("field", asked.field, "is no field of work here")
    return replace(asked, field="", rejected=(*asked.rejected, bad))


def field_options(asked: SalaryQuery, roles: Iterable[Role]) -> Options:
    """All fields, then those that roles have; none where there is nothing to choose."""
    named = {slugify(role.family): role.family for role in roles if role.family}
    if len(named) < 2:
        return []
    pairs = [("", "All fields"), *sorted(named.items(), key=lambda pair: pair[1])]
    return [(value, label, value == asked.field) for value, label in pairs]


def _is_in(role: Role, field: str) -> bool:
    return not field or slugify(role.family) == field


def _column(asked: SalaryQuery, name: str, label: str) -> SortableColumn:
    """Names begin with A, amounts and numbers with the highest."""
    is_current = asked.sort.removeprefix("-") == name
    is_turned = asked.sort.startswith("-")
    goes_up = is_turned != (name == "name")
    order = ("ascending" if goes_up else "descending") if is_current else ""
    to = f"-{name}" if is_current and not is_turned else name
    return SortableColumn(name, label, asked.sorted_by(to) or address_of("salaries"), order)


def _sections(asked: SalaryQuery, lines: Sequence[SalaryLine]) -> list[SalarySection]:
    sections = []
    for cell in wider(asked.country, asked.level):
        own = [one for one in lines if (one.figure.row.country, one.figure.row.level) == cell]
        is_wider = cell != (asked.country, asked.level)
        sections.append(SalarySection(cell_label(*cell), own, is_wider))
    return [section for section in sections if section.lines]


def _line(
    asked: SalaryQuery,
    figure: PayFigure,
    scale: Scale | None = None,
    index: IndexPay | None = None,
    currency: str = "",
) -> SalaryLine:
    row = figure.row
    url = address_of("salary", row.role.slug) + asked.suffix
    if scale is None or row.median is None or row.currency != currency:
        return SalaryLine(row.role.name, url, figure, index=index)
    beside = index.median if index else None
    bar = row_bar(scale, row.p25, row.p75, row.median, beside)
    return SalaryLine(row.role.name, url, figure, bar, index)


def _index_of(figures: Iterable[PayFigure]) -> dict[int, IndexPay]:
    """Return the index's newest year of each figure's cell by the figure's key, if it is in the
    same currency.
    """
    rows = [figure.row for figure in figures]
    found = IndexPay.objects.filter(
        role__in={row.role_id for row in rows},
        country__in={row.country for row in rows},
        level__in={row.level for row in rows},
    )
    newest = {(one.role_id, one.country, one.level): one for one in found.order_by("year")}
    beside = {row.pk: newest.get((row.role_id, row.country, row.level)) for row in rows}
    return {row.pk: one for row in rows if (one := beside[row.pk]) and one.currency == row.currency}


def _range_row(line: SalaryLine) -> RangeRow:
    row = line.figure.row
    sample = f"{counted(row.n, 'posting')}, {counted(row.employers, 'employer')}"
    return RangeRow(line.name, row.p25, row.p75, row.median, sample=sample)


def _currency_of(figures: Iterable[PayFigure]) -> str:
    counts = Counter(figure.row.currency for figure in figures)
    return counts.most_common(1)[0][0] if counts else ""


def _scale_of(
    figures: Iterable[PayFigure], index: Mapping[int, IndexPay], currency: str
) -> Scale | None:
    rows = [figure.row for figure in figures if figure.row.currency == currency]
    posted = [amount for row in rows for amount in (row.p25, row.median, row.p75)]
    return scale_of([*posted, *(index[row.pk].median for row in rows if row.pk in index)])


def _without(asked: SalaryQuery, shown: Iterable[ShownPay]) -> list[RolesWithoutFigure]:
    """Group roles that have postings and no figure by the reason, each with its numbers."""
    few, of_one = [], []
    for one in shown:
        if one.figure or one.own is None or not one.own.row.total:
            continue
        row, line = one.own.row, _line(asked, one.own)
        if row.withheld == Withheld.FEW_POSTINGS:
            few.append((line, f"{row.n} of {row.total:,}"))
        else:
            of_one.append((line, f"{row.largest} of {row.n} by one of {row.employers}"))
    groups = (
        RolesWithoutFigure("Too few postings with pay", few),
        RolesWithoutFigure("Too few employers", of_one),
    )
    return [group for group in groups if group.lines]


def _rates_for(figures: list[PayFigure]) -> dict[str, Rate]:
    """Rates are asked only where there is more than one currency to put in order."""
    several = len({figure.row.currency for figure in figures}) > 1
    return rates_of(dates.today()) if several else {}


def _sorted(
    asked: SalaryQuery, found: list[PayFigure], rates: Mapping[str, Rate]
) -> list[PayFigure]:
    """By name; or highest first. Equal ones stay in the order of their names."""
    by = asked.sort.removeprefix("-")
    named = sorted(found, key=lambda figure: figure.row.role.name.lower())
    if by == "n":
        named.sort(key=lambda figure: figure.row.n, reverse=asked.sort == by)
    elif by == SORTS[0]:
        named.sort(key=lambda figure: _in_euro(figure, rates), reverse=asked.sort == by)
    elif asked.sort != by:
        named.reverse()
    return named


def _in_euro(figure: PayFigure, rates: Mapping[str, Rate]) -> Decimal:
    """The median for an order alone; currencies without a recent rate come last."""
    row = figure.row
    median = row.median or Decimal(0)
    if not rates:
        return median
    return median / rates[row.currency].per_euro if row.currency in rates else Decimal(-1)
