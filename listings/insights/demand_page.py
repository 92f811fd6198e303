"""``/roles/<role>/demand/``: what a role is asked for, the year of its cell, and whose openings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.site import dates
from jobboard.site.addresses import address_of
from listings.insights.asked import (
    COUNTRY_AND_LEVEL,
    SalaryQuery,
    asked_of,
    country_options,
    level_options,
)
from listings.insights.demand_figures import (
    DemandFigure,
    DemandLine,
    Figures,
    SkillNames,
    chosen,
    figures_of,
    json_ld_of,
    lines_of,
    places_of,
    skill_names,
)
from listings.insights.figures import cell_label, counted, left_out, place_label
from listings.insights.pictures import (
    BarRow,
    DayMark,
    FigurePicture,
    LineBin,
    bars,
    line,
    share_bar,
    survival,
)
from listings.insights.pictures.survival import half_listed, steps_of
from listings.insights.statistics import demand_cells, listed_for, over_time
from listings.insights.statistics.over_time import bin_number, bin_of
from listings.models import Company, DemandSeries, Level, Place, Workplace, snapshot
from roles.addresses import follows_old_slugs
from roles.models import Role

FIRST_SKILLS = 3  # in a sentence
MOST_SKILLS = 300  # in a table; the files have all
PICTURED = 12  # skills
UNSEEN = "not seen yet"


@require_safe
@follows_old_slugs("role")
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY_AND_LEVEL)
def demand(request: HttpRequest, slug: str) -> HttpResponse:
    """What one role is asked for in one country and level."""
    asked = asked_of(request.GET)
    return render(request, "roles/demand.html", _demand(slug, asked))


@kept_part(*TEXTS, ChangeKind.FIGURES, most=100)
def _cells(slug: str) -> tuple[Role, Figures]:
    role = get_object_or_404(Role, slug=slug)
    return role, figures_of(role)


@kept_part(*TEXTS, ChangeKind.FIGURES, most=100)
def _demand(slug: str, asked: SalaryQuery) -> dict[str, Any]:
    role, figures = _cells(slug)
    own = figures.get((asked.country, asked.level))
    figure = chosen(figures, asked)
    names = skill_names() if figure else {}
    skills = figure.skills(names) if figure else []
    lines = lines_of(figure, skills[:MOST_SKILLS]) if figure else []
    is_demo = any(one.row.is_demo for one in figures.values())
    return {
        "asked": asked,
        "country_options": country_options(asked, places_of(figures.values())),
        "level_options": level_options(asked),
        "is_demo": is_demo,
        "role": role,
        "asked_label": cell_label(asked.country, asked.level),
        "own": own,
        "figure": figure,
        "is_wider": figure is not None and figure is not own,
        "description": _described(role, figure),
        "year": year_of(role, figure, names) if figure else None,
        "openings": openings_of(figure) if figure else None,
        "remote_bar": share_bar(figure.row.remote_share) if figure else "",
        "facts": figure.row.getting_in if figure else None,
        "lines": lines,
        "all_skills": len(skills),
        "first": lines[:FIRST_SKILLS],
        "skills_picture": skills_picture(role, figure, names) if figure else None,
        "limits": snapshot,
        "followed": listed_for,
        "compared": over_time,
        "method": demand_cells,
        "left_out": left_out(is_demo=is_demo or figure is None),
        "robots": "noindex" if is_demo or figure is None or not lines else "",
        "canonical_url": settings.SITE_URL + address_of("role-demand", role.slug),
        "json_ld": json_ld_of(role, figure),
    }


def _described(role: Role, figure: DemandFigure | None) -> str:
    """Return what search engines show below the title."""
    sample = f": {figure.place}, {figure.sample}, to {dates.short(figure.on)}" if figure else ""
    return f"Openings, skills and remote work in postings for {role.plural_name}{sample}."


@dataclass(frozen=True, slots=True)
class SkillChange:
    """A skill that clearly more or fewer postings name than before, in whole per cent."""

    name: str
    before: str
    after: str
    is_more: bool
    url: str


@dataclass(frozen=True, slots=True)
class DemandYear:
    """The series of the cell, told and drawn; empty where this board has seen too little."""

    row: DemandSeries
    change: str
    picture: FigurePicture | None
    skills: Sequence[SkillChange]
    listed: str
    listed_from: int
    listed_picture: FigurePicture | None


@dataclass(frozen=True, slots=True)
class DemandOpenings:
    """Whose openings they are and where; each list has the largest ten."""

    levels: Sequence[DemandLine]
    workplaces: Sequence[DemandLine]
    countries: Sequence[DemandLine]
    cities: Sequence[DemandLine]
    companies: Sequence[DemandLine]
    industries: Sequence[DemandLine]
    is_of_one: bool  # the largest company has over a quarter of them


def year_of(role: Role, figure: DemandFigure, names: SkillNames) -> DemandYear | None:
    """Return the year of the figure's country. One query."""
    rows = DemandSeries.objects.latest_snapshots().filter(role=role, country=figure.row.country)
    row = rows.first()
    if row is None or not row.bins:
        return None
    url = f"{address_of('figure-file', f'listed-{row.pk}', 'svg')}".removesuffix(".svg")
    drawn = _listed_picture(role, row)
    return DemandYear(
        row=row,
        change=change_in_words(row),
        picture=openings_picture(role, row),
        skills=[_skill_change(one, names, figure) for one in row.skills if one[0] in names],
        listed=half_listed(row) if drawn else "",
        listed_from=round(row.listed[0][0]) if row.listed else 0,
        listed_picture=replace(drawn, download=url) if drawn else None,
    )


def openings_picture(
    role: Role, row: DemandSeries, *, highest: int | None = None
) -> FigurePicture | None:
    """Openings on the last day of each four weeks, with a mark where sources were added.

    ``highest``: the same for roles that are compared.
    """
    known = [number for _, number, _ in row.bins if number is not None]
    if len(known) < 2:
        return None
    days = [date.fromisoformat(day) for day, _, _ in row.bins]
    points = [
        LineBin(
            bin_of(bin_number(day)).first, day, number, "" if number is not None else "not seen yet"
        )
        for day, (_, number, _) in zip(days, row.bins, strict=True)
    ]
    added = [(day, new) for day, (_, _, new) in zip(days, row.bins, strict=True) if new]
    title = f"Openings for {role.plural_name}: {place_label(row.country)}"
    drawn = line(title, points, marks=_marks(added), unit="openings", highest=highest)
    return drawn if row.change else replace(drawn, summary=_extent(known))


def _extent(known: list[int]) -> str:
    """What the line holds, where nothing may be said of a change."""
    return f"Between {min(known)} and {max(known)} openings at the end of a period."


MARKS = 3


def _marks(added: Sequence[tuple[date, int]]) -> list[DayMark]:
    """The largest additions; more would hide the line."""
    largest = sorted(added, key=lambda pair: -pair[1])[:MARKS]
    return [DayMark(day, f"{counted(new, 'source')} added") for day, new in sorted(largest)]


def change_in_words(row: DemandSeries) -> str:
    """Say what changed over sources that were read all the time, or why nothing can be said."""
    if row.change is None:
        return (
            "Whether there are more or fewer than before cannot be told: too few openings come "
            "from sources that were read all the time and in the same way."
        )
    found = row.change
    since = dates.short(date.fromisoformat(found["day_from"]))
    until = dates.short(date.fromisoformat(found["day_to"]))
    numbers = (
        f"{found['before']:,} on {since}, {found['after']:,} on {until}, counting only sources "
        f"that were read on both days; 95% interval of the ratio {found['low']:.2f} to "
        f"{found['high']:.2f}"
    )
    if found["low"] <= 1 <= found["high"]:
        return f"No clear change since {since}: {numbers}."
    return f"{_ratio(found['times'])} on {since}: {numbers}."


def _ratio(times: float) -> str:
    if times >= 2:
        return f"{times:.1f} times as many openings as"
    return f"{abs(times - 1):.0%} {'more' if times > 1 else 'fewer'} openings than"


def _listed_picture(role: Role, row: DemandSeries) -> FigurePicture | None:
    steps = steps_of(row)
    if len(steps) < 2:
        return None
    return survival(f"How long postings for {role.plural_name} stay listed", steps)


def _skill_change(found: Sequence[Any], names: SkillNames, figure: DemandFigure) -> SkillChange:
    slug, before, before_n, after, after_n = found
    return SkillChange(
        name=names[slug],
        before=f"{before / before_n:.0%}".removesuffix("%"),
        after=f"{after / after_n:.0%}".removesuffix("%"),
        is_more=after * before_n > before * after_n,
        url=figure.skill_url(slug),
    )


def skills_picture(role: Role, figure: DemandFigure, names: SkillNames) -> FigurePicture | None:
    """The skills that most postings name, as bars with their intervals."""
    rows = [
        BarRow(one.name, one, figure.skill_url(one.slug)) for one in figure.skills(names)[:PICTURED]
    ]
    title = f"Most named skills for {role.plural_name}: {figure.place}, {figure.level.lower()}"
    return bars(title, rows) if rows else None


def openings_of(figure: DemandFigure) -> DemandOpenings:
    """Return whose openings they are. Two queries, for the names."""
    row = figure.row
    companies = dict(Company.objects.filter(slug__in=row.companies).values_list("slug", "name"))
    places = Place.objects.filter(slug__in=row.cities).order_by()
    cities = dict(places.values_list("slug", "city"))
    largest = max(row.companies.values(), default=0)
    return DemandOpenings(
        levels=figure.lines("level", row.levels, {"": "Not stated", **_LEVELS}, none="none"),
        workplaces=figure.lines("workplace", row.workplaces, _WORKPLACES),
        countries=figure.lines("country", row.countries, _labels(row.countries)),
        cities=figure.lines("city", row.cities, cities),
        companies=figure.lines("company", row.companies, companies),
        industries=figure.industries,
        is_of_one=largest > snapshot.MAX_OF_ONE * row.openings,
    )


_LEVELS = dict(Level.choices)
_WORKPLACES = dict(Workplace.choices)


def _labels(countries: Iterable[str]) -> dict[str, str]:
    return {code: place_label(code) for code in countries}
