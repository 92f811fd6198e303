"""The figures that a text may hold, as authors write and readers see them.

``{{ pay data-scientist country=US }}`` reads "USD 143K (median of 48 postings with pay, United
States, 22 Nov 2026)". A whole page asks one query, two where claims compare pay. A country that
the author names holds; the page's own falls back to everywhere, for all of its roles together, and
the note says so. ``above=data-analyst`` compares with another role in the same place, and both
figures are shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from jobboard.markup import Arguments, Bound, FigureKind, FigureWord, RenderedFigure
from jobboard.site import dates
from listings.insights.claims import (
    DEMAND_SNAPSHOTS,
    PAY_SNAPSHOTS,
    Claim,
    ClaimStatus,
    Condition,
    amount,
    percentage,
    snapshots_of,
    statuses,
)
from listings.insights.demand_figures import DemandFigure, skill_names
from listings.insights.figure_sides import PAY, FigureSide, side_of
from listings.insights.figures import level_label, place_label
from listings.models import Demand, Level, Statistic
from listings.models.prepared import Prepared
from listings.reading.countries import COUNTRY_NAMES
from roles.models import OldSlug, Role

type Cell = tuple[str, str]  # country, level
type Cells = Mapping[tuple[str, Cell], DemandFigure]
"""By slug of the role, also a former one."""


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure of the place that has it, and that of the role that it is compared with, if any."""

    request: Arguments
    own: FigureSide
    rival: FigureSide | None = None

    @property
    def is_wider(self) -> bool:
        """Whether it is of everywhere, since the page's country has too few postings."""
        return "country" in self.request.usual and not self.own.cell.row.country

    @property
    def shown(self) -> RenderedFigure:
        """The figure; of two that stand side by side, the second names place and day of both."""
        own = self.own.shown
        if self.rival is None:
            return replace(own, note=self._note(own))
        rival = self.rival.shown
        return replace(own, against=replace(rival, note=self._note(rival)))

    def _note(self, figure: RenderedFigure) -> str:
        row = self.own.cell.row
        place = place_and_level((row.country, row.level), self.request)
        on = max(side.on for side in (self.own, self.rival) if side)
        return ", ".join((figure.note, *place, dates.short(on)))

    def settled(self, stands: ClaimStatus, condition: Condition) -> ClaimStatus:
        """Two numbers that a reader sees have to agree with the sentence, whatever stood before."""
        if self.rival is None:
            return stands
        gap = self.own.value - self.rival.value
        is_so = (gap > 0) == condition.is_above and self.own.shown.text != self.rival.shown.text
        return stands if is_so else replace(stands, holds=False)


def role_names() -> Mapping[str, str]:
    return dict(Role.objects.order_by("name").values_list("slug", "name"))


def former_role_names() -> Collection[str]:
    """Slugs that roles had: texts that name them stay right."""
    return list(OldSlug.objects.filter(role__isnull=False).values_list("slug", flat=True))


def country_names() -> Mapping[str, str]:
    return COUNTRY_NAMES


def level_names() -> Mapping[str, str]:
    return {str(level.value): str(level.label) for level in Level}


ROLE = FigureWord("role", role_names, former_role_names)
SKILL = FigureWord("skill", skill_names)
COUNTRY = FigureWord("country", country_names)
LEVEL = FigureWord("level", level_names)


def cells_meant(request: Arguments) -> list[Cell]:
    """Return the cell that is asked for and, where only the page asks for a country, everywhere."""
    options = request.options
    country, level = options.get("country", "").upper(), options.get("level", "").lower()
    return [(country, level), *([("", level)] if "country" in request.usual else [])]


def place_and_level(cell: Cell, request: Arguments) -> list[str]:
    """What the sample is narrowed to; "everywhere" only where a country was asked for."""
    country, level = cell
    asked = request.options.get("country", "")
    place = [place_label(country)] if country else ["everywhere"] if asked else []
    return [*place, *([level_label(level).lower()] if level else [])]


def figures(requests: Sequence[Arguments]) -> list[RenderedFigure | None]:
    """Answer each figure from the first place that has it. One query, two with claims of pay.

    A figure whose condition does not hold is none.
    """
    found = _found(requests)
    answers = [one.shown if one else None for one in found]
    for index, stands in _standings(found):
        if not stands.holds and not requests[index].holds_always:
            answers[index] = None
    return answers


def claim_statuses(requests: Mapping[str, Arguments]) -> dict[str, ClaimStatus]:
    """How claims stand, by their keys; those without a sample are left out. Two queries."""
    keys = list(requests)
    return {keys[index]: stands for index, stands in _standings(_found(list(requests.values())))}


def _found(requests: Sequence[Arguments]) -> list[FoundFigure | None]:
    """Each figure, whatever its condition, with the cell that it is of. One query.

    Where one of a page has too few postings in the page's country, all that stand beside it are
    of everywhere.

    Where there is pay, the postings were seen: every cell of pay has one of demand.
    """
    meant = {cell for request in requests for cell in cells_meant(request)}
    named = {role for request in requests for role in (_role(request), _rival(request)) if role}
    places, levels = {country for country, _ in meant}, {level for _, level in meant}
    rows: list[Any] = _asking(*_brought(requests))(named, places, levels)
    cells = {
        (slug, (row.country, row.level)): DemandFigure(row)
        for row in rows
        for slug in (row.role.slug, *row.former_slugs)
    }
    found = [_figure(request, cells_meant(request), cells) for request in requests]
    wider = {_beside(one.request) for one in found if one and one.is_wider}
    return [
        _figure(request, cells_meant(request)[-1:], cells) if _beside(request) in wider else one
        for request, one in zip(requests, found, strict=True)
    ]


def _beside(request: Arguments) -> str:
    """The kind of figures of which all on a page are of one place, as the evidence beside them."""
    return {"remote": "share", "entry": "degree"}.get(request.kind, request.kind)


def _brought(requests: Sequence[Arguments]) -> list[str]:
    """What cells bring along: pay where it is asked for, and snapshots of what claims look at."""
    kinds = {(one.kind == "pay", bool(Condition.of(one, BOUNDS[one.kind]))) for one in requests}
    wanted = {"pay": any(is_pay for is_pay, _ in kinds)}
    wanted |= {"pay claims": (True, True) in kinds, "claims": (False, True) in kinds}
    return [name for name, is_wanted in wanted.items() if is_wanted]


BROUGHT: Mapping[str, Mapping[str, Any]] = {
    "pay": PAY,
    "pay claims": PAY_SNAPSHOTS,
    "claims": DEMAND_SNAPSHOTS,
}


@cache
def _asking(*names: str) -> Prepared[Demand]:
    beside = {name: value for one in names for name, value in BROUGHT[one].items()}
    return Prepared(lambda *values: _cells(*values).annotate(**beside))


def _cells(named: str, country: str, level: str) -> QuerySet[Demand]:
    """Cells of roles that have one of these slugs, or had it."""
    former = OldSlug.objects.filter(role__isnull=False)
    own = former.filter(role=OuterRef("role"))
    was = Q(role__in=former.filter(slug__in=[named]).values("role"))
    rows = Demand.objects.latest_snapshots().filter(
        Q(role__slug__in=[named]) | was, country__in=[country], level__in=[level]
    )
    return rows.annotate(former_slugs=ArraySubquery(own.values("slug"))).select_related("role")


def _standings(found: Sequence[FoundFigure | None]) -> Iterator[tuple[int, ClaimStatus]]:
    """How each claim that has a sample stands, by its index."""
    claims = list(_claims(found))
    stand = statuses([claim for _, _, claim in claims])
    for (index, one, claim), stands in zip(claims, stand, strict=True):
        yield index, one.settled(stands, claim.condition)


def _claims(found: Sequence[FoundFigure | None]) -> Iterator[tuple[int, FoundFigure, Claim]]:
    """The figures that have a condition, with their index."""
    kept: dict[tuple[int, bool], Sequence[Any]] = {}

    def snapshots(row: Any, *, is_pay: bool) -> Sequence[Any]:
        """Of a cell that several claims look at they are made once."""
        if (row.pk, is_pay) not in kept:
            model, rows = (Statistic, "pay_snapshots") if is_pay else (Demand, "demand_snapshots")
            kept[row.pk, is_pay] = snapshots_of(model, getattr(row, rows), row.role)
        return kept[row.pk, is_pay]

    for index, one in enumerate(found):
        condition = Condition.of(one.request, BOUNDS[one.request.kind]) if one else None
        if one and condition:
            is_pay, row = one.request.kind == "pay", one.own.cell.row
            cells = [side.cell.row for side in (one.own, one.rival) if side]
            seen = [snapshots(cell, is_pay=is_pay) for cell in cells]
            rival = cells[1].role_id if one.rival else None
            yield index, one, Claim(one.request, condition, row.role_id, row.country, rival, seen)


def _figure(request: Arguments, places: Sequence[Cell], cells: Cells) -> FoundFigure | None:
    """The first place that has it; of two roles, the first that has both in one currency."""
    for cell in places:
        own = side_of(request, cells.get((_role(request), cell)))
        rival = _rival(request)
        other = side_of(request, cells.get((rival, cell))) if rival else None
        if own and not rival:
            return FoundFigure(request, own)
        if own and other and own.currency == other.currency:
            return FoundFigure(request, own, other)
    return None


def _role(request: Arguments) -> str:
    return request.words[-1].lower()


def _rival(request: Arguments) -> str:
    """The role that a figure is compared with, or nothing."""
    named = (request.options.get(name, "") for name in ("above", "below"))
    return next((value.lower() for value in named if BOUNDS[request.kind].is_rival(value)), "")


BOUNDS = {
    "openings": Bound("20", amount, rival=ROLE),
    "pay": Bound("120K", amount, rival=ROLE, apart=frozenset({"level"})),
    "share": Bound("30%", percentage, rival=ROLE),
    "remote": Bound("30%", percentage, rival=ROLE),
    "degree": Bound("30%", percentage, rival=ROLE),
    "entry": Bound("10%", percentage, rival=ROLE),
}
KINDS = tuple(
    FigureKind(
        name=name,
        render=figures,
        words=words,
        options=(COUNTRY, LEVEL),
        help=told,
        bound=BOUNDS[name],
    )
    for name, words, told in (
        ("openings", (ROLE,), "How many openings a role has."),
        ("pay", (ROLE,), "What postings of a role say they pay a year: the median."),
        ("share", (SKILL, ROLE), "How many per cent of a role's postings name a skill."),
        ("remote", (ROLE,), "How many per cent of a role's postings may be worked remotely."),
        ("degree", (ROLE,), "How many per cent of a role's postings require a degree."),
        ("entry", (ROLE,), "How many per cent of the postings with a level are for beginners."),
    )
)
