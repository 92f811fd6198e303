"""The sections of a role's salary page: its cells and parts beside each other, on one scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When

from jobboard.site.addresses import address_of
from listings.insights.asked import SalaryQuery
from listings.insights.figures import PayFigure, counted, level_label, money, place_label
from listings.insights.pictures import FigurePicture, LineBin, RangeRow, Scale, line, ranges
from listings.insights.shown_pay import Cells
from listings.insights.statistics.over_time import named as bin_named
from listings.models import Company, Level, PartKind, Place, Statistic, Workplace
from roles.models import Role

IN_SIGHT = 12  # cities and countries in a picture; the others are in the files


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """One level, place, workplace or company, with its figure and where it leads."""

    name: str
    url: str
    figure: PayFigure


@dataclass(frozen=True, slots=True)
class PartsSection:
    """Figures beside each other: drawn, in another currency, too small, or silent on pay."""

    id: str
    heading: str
    picture: FigurePicture | None
    elsewhere: Sequence[NamedFigure]
    thin: Sequence[NamedFigure]
    silent: Sequence[NamedFigure]
    note: str = ""


def section_of(
    id_: str, heading: str, all_named: Sequence[NamedFigure], scale: Scale | None, currency: str
) -> PartsSection | None:
    """Return a section; None where nothing is known. The picture holds one currency alone."""
    if not all_named:
        return None
    large = [one for one in all_named if not one.figure.row.withheld]
    small = [one for one in all_named if one.figure.row.withheld]
    drawn = [one for one in large if one.figure.row.currency == currency][:IN_SIGHT]
    rows = [range_row(one) for one in drawn]
    return PartsSection(
        id=id_,
        heading=heading,
        picture=ranges(heading, rows, scale, currency=currency) if rows else None,
        elsewhere=[one for one in large if one.figure.row.currency != currency],
        thin=[one for one in small if one.figure.row.with_pay][:IN_SIGHT],
        silent=[one for one in small if not one.figure.row.with_pay][:IN_SIGHT],
    )


def range_row(one: NamedFigure) -> RangeRow:
    row = one.figure.row
    return RangeRow(
        label=one.name,
        low=row.p25,
        high=row.p75,
        median=row.median,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        sample=f"{counted(row.n, 'posting')}, {counted(row.employers, 'employer')}",
        href=one.url,
    )


def by_level(cells: Cells, country: str, more: str) -> list[NamedFigure]:
    """The levels of a country, all of them first."""
    found = [(country, level) for level in ("", *Level.values) if (country, level) in cells]
    return [_of_cell(level_label(cell[1]), cells[cell], more) for cell in found]


def by_country(cells: Cells, level: str, more: str) -> list[NamedFigure]:
    """The countries of a level, everywhere first, then by size of sample."""
    rows = [row for row in cells.values() if row.level == level]
    rows.sort(key=lambda row: (row.country != "", -row.n, -row.total, row.country))
    return [_of_cell(place_label(row.country), row, more) for row in rows]


def _of_cell(name: str, row: Statistic, more: str) -> NamedFigure:
    suffix = SalaryQuery(row.country, row.level, "", ()).suffix
    joined = f"{suffix}{'&' if suffix else '?'}{more}" if more else suffix
    return NamedFigure(name, address_of("salary", row.role.slug) + joined, PayFigure(row))


@dataclass(frozen=True, slots=True)
class RoleParts:
    """The parts of one cell, largest samples first; of everywhere the cities of all countries."""

    cities: list[NamedFigure]
    workplaces: list[NamedFigure]
    companies: list[NamedFigure]
    weeks: list[Statistic]


def parts_of(role: Role, country: str) -> RoleParts:
    """Return what a role's pay in a place is told apart by. One query."""
    rows = list(_with_names(role, country).order_by("-n", "-total", "part"))
    for row in rows:
        row.role = role
    found: dict[str, list[NamedFigure]] = {kind: [] for kind in PartKind.values}
    for row in rows:
        name = _name(row, country)
        if name and (row.total or row.with_pay):
            figure = PayFigure(row)
            found[row.part_kind].append(NamedFigure(name, figure.postings_url, figure))
    weeks = [one.figure.row for one in found[PartKind.WEEKS]]
    return RoleParts(
        cities=found[PartKind.CITY],
        workplaces=found[PartKind.WORKPLACE],
        companies=found[PartKind.COMPANY],
        weeks=sorted(weeks, key=lambda row: row.part),
    )


def _with_names(role: Role, country: str) -> Any:
    named = {"slug": OuterRef("part")}
    city = Place.objects.filter(**named).order_by().values("city")[:1]
    company = Company.objects.filter(**named, blocked_at=None).order_by().values("name")[:1]
    places = Q(country=country) if country else Q(country="") | Q(part_kind=PartKind.CITY)
    rows = Statistic.objects.latest_snapshots().filter(places, role=role, total__gt=0)
    return (
        rows.exclude(part_kind="")
        .defer("midpoints", "listing_ids")
        .annotate(
            name=Case(
                When(part_kind=PartKind.CITY, then=Subquery(city)),
                When(part_kind=PartKind.COMPANY, then=Subquery(company)),
                default=F("part"),
            )
        )
    )


def _name(row: Any, country: str) -> str:
    if row.part_kind == PartKind.WORKPLACE:
        return str(Workplace(row.part).label)
    if row.part_kind == PartKind.CITY and row.name and not country:
        return f"{row.name}, {place_label(row.country)}"
    return row.name or ""


def over_time(weeks: Iterable[Statistic], heading: str, currency: str) -> FigurePicture | None:
    """Draw the median of each bin; one that is withheld is a gap that says why.

    No change is told: other postings, and other boards, stand behind each point.
    """
    points = [_bin(row) for row in weeks]
    known = [point.value for point in points if isinstance(point.value, Decimal)]
    if len(known) < 2:
        return None
    between = money(currency, min(known), max(known)).replace(" to ", " and ")
    said = (
        f"{len(known)} medians between {between}. Other postings and other employers stand behind "
        "each, so a rise here is no rise of anybody’s pay."
    )
    return replace(line(heading, points, unit=currency), summary=said)


def _bin(row: Statistic) -> LineBin:
    bin_ = bin_named(row.part)
    note = PayFigure(row).withheld or f"n {row.n:,}"
    return LineBin(bin_.first, min(bin_.last, row.window_to), row.median, note)


def with_files(
    picture: FigurePicture | None, role: Role, name: str, query: str
) -> FigurePicture | None:
    """Give a picture the address of its files."""
    if picture is None:
        return None
    base = address_of("salary", role.slug)
    return replace(picture, download=f"{base}{name}", query=query)
