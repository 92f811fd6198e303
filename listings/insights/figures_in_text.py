"""The figures that a text may hold, as authors write and readers see them.

``{{ pay data-scientist country=US }}`` reads "USD 143K (median of 48 postings with pay, United
States, 22 Nov 2026)". A whole page asks one query. A country that the author names holds; the
page's own falls back to everywhere, and the note says so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery

from jobboard.markup import Arguments, FigureKind, RenderedFigure, Word
from jobboard.site import dates
from listings.insights.claims import (
    NUMBER,
    PAY_AMOUNT,
    PERCENTAGE,
    Claim,
    Condition,
    Standing,
    standings,
)
from listings.insights.demand_figures import DemandFigure, skill_names
from listings.insights.figures import PayFigure, counted, level_label, place_label
from listings.models import Demand, Level, Statistic
from listings.models.share import Share
from listings.reading.countries import COUNTRY_NAMES
from roles.models import OldSlug, Role

type Cell = tuple[str, str]  # country, level
type Found = tuple[RenderedFigure, DemandFigure]


def role_names() -> Mapping[str, str]:
    return dict(Role.objects.order_by("name").values_list("slug", "name"))


def former_role_names() -> Collection[str]:
    """Slugs that roles had: texts that name them stay right."""
    return list(OldSlug.objects.filter(role__isnull=False).values_list("slug", flat=True))


def country_names() -> Mapping[str, str]:
    return COUNTRY_NAMES


def level_names() -> Mapping[str, str]:
    return {str(level.value): str(level.label) for level in Level}


ROLE = Word("role", role_names, former_role_names)
SKILL = Word("skill", skill_names)
COUNTRY = Word("country", country_names)
LEVEL = Word("level", level_names)


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
    """Answer each figure from the first cell that has it. One query, and at most two for claims.

    A figure whose condition does not hold is none.
    """
    found = _found(requests)
    answers = [one and one[0] for one in found]
    for index, stands in _standings(requests, found):
        if not stands.holds:
            answers[index] = None
    return answers


def standings_of(requests: Mapping[str, Arguments]) -> dict[str, Standing]:
    """How claims stand, by their keys; those without a sample are left out. Three queries."""
    asked = list(requests.values())
    keys = list(requests)
    return {keys[index]: stands for index, stands in _standings(asked, _found(asked))}


def _found(requests: Sequence[Arguments]) -> list[Found | None]:
    """Each figure, whatever its condition, with the cell that it is of. One query.

    Where there is pay, the postings were seen: every cell of pay has one of demand.
    """
    meant = {cell for request in requests for cell in cells_meant(request)}
    named = {_role(request) for request in requests}
    former = OldSlug.objects.filter(role__isnull=False)
    rows: Any = Demand.objects.latest_snapshots().filter(
        Q(role__slug__in=named) | Q(role__in=former.filter(slug__in=named).values("role")),
        country__in={country for country, _ in meant},
        level__in={level for _, level in meant},
    )
    own = former.filter(role=OuterRef("role"))
    rows = rows.annotate(former_slugs=ArraySubquery(own.values("slug")))
    if any(request.kind == "pay" for request in requests):
        rows = rows.annotate(**PAY)
    cells = {
        (slug, (row.country, row.level)): DemandFigure(row)
        for row in rows.select_related("role")
        for slug in (row.role.slug, *row.former_slugs)
    }
    return [_figure(request, cells) for request in requests]


def _standings(
    requests: Sequence[Arguments], found: Sequence[Found | None]
) -> Iterator[tuple[int, Standing]]:
    """How each claim that has a sample stands, by its index."""
    claims = dict(_claims(requests, found))
    return zip(claims, standings(list(claims.values())), strict=True)


def _claims(
    requests: Sequence[Arguments], found: Sequence[Found | None]
) -> Iterator[tuple[int, Claim]]:
    """The figures that have a condition, by their index."""
    for index, (request, one) in enumerate(zip(requests, found, strict=True)):
        condition = Condition.of(request, BOUNDS[request.kind]) if one else None
        if one and condition:
            row = one[1].row
            yield index, Claim(request, condition, (row.role_id, row.country, row.level))


SAME_CELL = {name: OuterRef(name) for name in ("role", "country", "level")}
LATEST = Statistic.objects.base_pay().published().filter(**SAME_CELL)
OF_PAY = ("currency", "median", "n", "window_to")
PAY = {f"pay_{name}": Subquery(LATEST.values(name)) for name in OF_PAY}


def _figure(request: Arguments, cells: Mapping[tuple[str, Cell], DemandFigure]) -> Found | None:
    shown = (cells.get((_role(request), cell)) for cell in cells_meant(request))
    answers = ((ANSWERS[request.kind](request, one), one) for one in shown if one)
    return next(((answer, one) for answer, one in answers if answer), None)


def _pay(request: Arguments, shown: DemandFigure) -> RenderedFigure | None:
    """The median of posted pay."""
    found = {name: getattr(shown.row, f"pay_{name}") for name in OF_PAY}
    if found["median"] is None:
        return None
    row = shown.row
    pay = PayFigure(Statistic(role=row.role, country=row.country, level=row.level, **found))
    note = _note(f"median of {counted(pay.row.n, 'posting')} with pay", pay, request)
    return RenderedFigure(pay.median, note, pay.postings_url, pay.url)


def _openings(request: Arguments, shown: DemandFigure) -> RenderedFigure | None:
    """The number of openings; none at all is no figure."""
    number = shown.row.openings
    if not number:
        return None
    at = f"at {counted(shown.row.openings_employers, 'employer')}"
    note = _note(at, shown, request)
    return RenderedFigure(counted(number, "opening"), note, shown.openings_url, shown.url)


def _skill(request: Arguments, shown: DemandFigure) -> RenderedFigure | None:
    """The share of a role's postings that name a skill."""
    skill = request.words[0].lower()
    details = f"{shown.url}#skill-{skill}"
    return _share(request, shown, shown.row.share_of(skill), shown.skill_url(skill), details)


def _remote(request: Arguments, shown: DemandFigure) -> RenderedFigure | None:
    """The share of a role's postings that may be worked remotely."""
    details = f"{shown.url}#remote"
    return _share(request, shown, shown.row.remote_share, shown.remote_url, details)


BOUNDS = {"openings": NUMBER, "pay": PAY_AMOUNT, "share": PERCENTAGE, "remote": PERCENTAGE}
ANSWERS = {"openings": _openings, "pay": _pay, "share": _skill, "remote": _remote}


def _share(
    request: Arguments, shown: DemandFigure, found: Share | None, href: str, details: str
) -> RenderedFigure | None:
    if found is None:
        return None
    sample = f"of {counted(found.n, 'posting')}"
    return RenderedFigure(
        f"{found.percent}\N{NO-BREAK SPACE}%", _note(sample, shown, request), href, details
    )


def _note(sample: str, shown: DemandFigure | PayFigure, request: Arguments) -> str:
    row = shown.row
    place = place_and_level((row.country, row.level), request)
    return ", ".join((sample, *place, dates.short(row.window_to)))


def _role(request: Arguments) -> str:
    return request.words[-1].lower()


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
    )
)
