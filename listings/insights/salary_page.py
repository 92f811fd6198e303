"""What ``/salaries/<role>/`` shows of one role, country and level, from snapshots alone."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.parts import KeptParts
from listings.insights.asked import TWICE, SalaryQuery
from listings.insights.figures import PayFigure, cell_label, level_label, place_label
from listings.insights.paths import RelatedRole, related_to
from listings.insights.pictures import FigurePicture, Mark, Scale, pay_strip, ranges, scale_of
from listings.insights.salary_index import IndexYears, index_years, rows_beside
from listings.insights.salary_parts import (
    NamedFigure,
    PartsSection,
    RoleParts,
    by_country,
    by_level,
    over_time,
    parts_of,
    range_row,
    section_of,
    with_files,
)
from listings.insights.shown_pay import Cells, ShownPay, choose
from listings.insights.statistics.pay_cells import MIN_FOR_INTERVAL
from listings.models import IndexPay, PaySeries, Statistic
from listings.pay.money import Period, full_amount
from listings.pay.typed import UnreadablePayError, read_pay
from listings.search.form_fields import Rejected, plain
from roles.models import Role

LEAST = Decimal(100)
WRONG = "is no amount of a year, such as 95000"


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """``typed`` is what the field shows; ``amount`` is None where that is no amount."""

    typed: str = ""
    amount: Decimal | None = None
    rejected: tuple[Rejected, ...] = ()


def offer_in(query: QueryDict) -> OwnOffer:
    """Read ``offer``; of several the first counts and the others are named."""
    typed = [text for text in map(plain, query.getlist("offer")) if text]
    if not typed:
        return OwnOffer()
    first, *others = typed
    amount = _amount(first)
    rejected = [Rejected("offer", text, TWICE) for text in others]
    if amount is None:
        rejected.insert(0, Rejected("offer", first, WRONG))
    return OwnOffer(first[:40], amount, tuple(rejected))


def _amount(text: str) -> Decimal | None:
    """One amount of a year, of no currency but the page's."""
    try:
        typed = read_pay(text)
    except UnreadablePayError:
        return None
    is_of_year = typed.period in (None, Period.YEAR) and not typed.currencies
    amount = typed.minimum if typed.is_single and is_of_year else None
    return amount if amount and amount >= LEAST else None


def placed(amount: Decimal, midpoints: Sequence[Decimal], currency: str) -> str:
    """Say above how many of ascending ``midpoints`` an amount is, if there are enough."""
    offer, n = f"{currency} {full_amount(amount)}", len(midpoints)
    if n < MIN_FOR_INTERVAL:
        return (
            f"{offer} is drawn as a line. Above how many postings it is, is said from "
            f"{MIN_FOR_INTERVAL} midpoints on: of {n}, one more or less would change too much."
        )
    above, upto = bisect_left(midpoints, amount), bisect_right(midpoints, amount)
    same = f" and the same as {upto - above:,}" if upto > above else ""
    return f"{offer} is above {above:,} of {n:,} midpoints{same}."


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


@dataclass(frozen=True, slots=True)
class FigureSample:
    """The midpoints of a figure, and its postings."""

    midpoints: list[Decimal]
    listing_ids: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class SalaryPage:
    """The parts of the page; what there is nothing of is None or empty. Equal only to itself."""

    role: Role
    profile: Profile
    shown: ShownPay
    behind: FigureSample
    pictures: Mapping[str, FigurePicture | None]
    """By the names of their files: ``pay``, ``levels``, ``index`` …"""
    sections: list[PartsSection]
    companies: list[NamedFigure]
    related: list[RelatedRole]
    index: IndexYears | None

    @property
    def figure(self) -> PayFigure | None:
        return self.shown.figure


def page_of(role: Role, asked: SalaryQuery, offer: OwnOffer, more: str = "") -> SalaryPage:
    """Return the parts of the page, kept until they change; a reader's own offer is not.

    ``more``: what links keep in their query.
    """
    if offer.amount is not None or more:
        return _made(role, asked, offer, more)
    key = role.pk, asked.country, asked.level, asked.sort, asked.suffix
    return _kept.get(key, lambda: _made(role, asked, offer, more), *TEXTS, ChangeKind.FIGURES)


type Key = tuple[int, str, str, str, str]

_kept: KeptParts[Key, SalaryPage] = KeptParts(100)


def _made(role: Role, asked: SalaryQuery, offer: OwnOffer, more: str) -> SalaryPage:
    """Put the page together. Six queries."""
    profile = profile_of(role)
    shown = choose(profile.cells, asked.country, asked.level)
    country, level = there(shown)
    figure = shown.figure
    currency = figure.row.currency if figure else ""
    behind, parts = behind_of(figure), parts_of(role, country)
    named = _named_sections(profile, parts, country, level, more)
    related = related_to(role, country, currency, asked.suffix) if figure else []
    index = index_years(role, country, level)
    years = index.in_currency(currency) if index else []
    rows = [one.figure.row for _, _, all_named in named for one in all_named]
    rows += [one.named.figure.row for one in related]
    own = [offer.amount] if figure and offer.amount is not None else []
    scale = _scale(currency, rows, years, [*behind.midpoints, *own])
    query = SalaryQuery(country, level, asked.sort, ()).suffix
    sections = _sections(named, scale, currency)
    pictures = {
        "pay": _strip(role, figure, behind, scale, offer),
        "weeks": over_time(parts.weeks, _title(role, "over time", country), currency),
        "related": _related(role, figure, related, scale, currency),
        "index": _index(role, figure, index, years, scale),
        **{section.id: section.picture for section in sections},
    }
    filed = {name: with_files(one, role, name, query) for name, one in pictures.items()}
    return SalaryPage(
        role=role,
        profile=profile,
        shown=shown,
        behind=behind,
        pictures=filed,
        sections=[replace(one, picture=filed[one.id]) for one in sections],
        companies=parts.companies,
        related=related,
        index=index,
    )


def there(shown: ShownPay) -> tuple[str, str]:
    """The country and level that are shown, or those that were asked for."""
    row = shown.figure.row if shown.figure else None
    return (row.country, row.level) if row else (shown.country, shown.level)


def behind_of(figure: PayFigure | None) -> FigureSample:
    """What stands behind a figure. One query."""
    if figure is None:
        return FigureSample([], [])
    kept = Statistic.objects.filter(pk=figure.row.pk).values_list("midpoints", "listing_ids")
    return FigureSample(*kept[0])


def _scale(
    currency: str,
    rows: Iterable[Statistic],
    years: Sequence[IndexPay],
    amounts: Sequence[Decimal],
) -> Scale | None:
    """One scale for all that the page draws in this currency."""
    ends = [end for row in rows if row.currency == currency for end in _ends(row)]
    return scale_of([*amounts, *ends, *(end for year in years for end in (year.p25, year.p75))])


def _ends(row: Statistic) -> Iterator[Decimal | None]:
    if not row.withheld:
        yield from (row.p25, row.p75, row.ci_low, row.ci_high)


def _sections(
    named: Iterable[tuple[str, str, Sequence[NamedFigure]]], scale: Scale | None, currency: str
) -> list[PartsSection]:
    found = (section_of(id_, heading, rows, scale, currency) for id_, heading, rows in named)
    return [section for section in found if section]


def _named_sections(
    profile: Profile, parts: RoleParts, country: str, level: str, more: str
) -> Iterable[tuple[str, str, Sequence[NamedFigure]]]:
    cells, place = profile.cells, place_label(country)
    return [
        ("levels", f"By level: {place}", by_level(cells, country, more)),
        ("countries", f"By country: {level_label(level).lower()}", by_country(cells, level, more)),
        ("cities", "By city" + (f": {place}" if country else ""), parts.cities),
        ("workplaces", f"By workplace: {place}", parts.workplaces),
    ]


def _title(role: Role, what: str, country: str) -> str:
    return f"{role.name} pay {what}: {place_label(country)}"


def _strip(
    role: Role, figure: PayFigure | None, behind: FigureSample, scale: Scale | None, offer: OwnOffer
) -> FigurePicture | None:
    if figure is None or not behind.midpoints:
        return None
    row = figure.row
    marks = [Mark(offer.amount, "your offer", kind="offer")] if offer.amount is not None else []
    title = f"{role.name} pay: {cell_label(row.country, row.level)}"
    return pay_strip(title, row, behind.midpoints, scale, marks)


def _related(
    role: Role,
    figure: PayFigure | None,
    related: Sequence[RelatedRole],
    scale: Scale | None,
    currency: str,
) -> FigurePicture | None:
    if figure is None or not related:
        return None
    rows = [*map(range_row, (NamedFigure(role.name, "", figure), *(one.named for one in related)))]
    title = f"Related roles: {place_label(figure.row.country)}, all levels"
    return ranges(title, rows, scale, currency=currency)


def _index(
    role: Role,
    figure: PayFigure | None,
    index: IndexYears | None,
    years: Sequence[IndexPay],
    scale: Scale | None,
) -> FigurePicture | None:
    if index is None or not years:
        return None
    title = f"{role.name}: posted pay and the open index"
    return ranges(title, rows_beside(figure, years), scale, currency=years[0].currency)
