"""One figure for ever: ``/figures/<id>/`` shows a snapshot's figure as it was taken.

An id names the kind, the row, and what of the row: ``pay-17``, ``pay-difference-4``,
``demand-23-openings``, ``demand-23-skill-python``, ``listed-9``. Rows are never rewritten, so what
an id shows never changes; only that a newer figure of the same cell exists is added later.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobboard.site import dates
from jobboard.site.addresses import address_of
from listings.insights.demand_figures import DemandFigure
from listings.insights.figures import EVERYWHERE, PayFigure, cell_label, counted, money, place_label
from listings.insights.pictures import BarRow, FigurePicture, bars, pay_strip, scale_of, survival
from listings.insights.pictures.survival import half_listed, steps_of
from listings.insights.shown_pay import gap_of_row
from listings.insights.statistics.over_time import named as weeks_named
from listings.models import Demand, DemandSeries, PartKind, PayDifference, Skill, Statistic
from listings.models.snapshot import Share, Snapshot

ADDRESS = re.compile(
    r"(?P<kind>pay-difference|pay|demand|listed)-(?P<row>[1-9]\d{0,17})(?:-(?P<metric>[a-z]+)"
    r"(?:-(?P<skill>[-a-z0-9]{1,80}))?)?"
)


@dataclass(frozen=True, slots=True)
class Permalink:
    """A figure with all that a reader needs to check it.

    ``numbers`` are not rounded: shares from 0 to 1, amounts a year. ``listing_ids``: the postings
    that it is computed from, empty for figures of older versions, which did not keep them.
    """

    id: str
    title: str
    value: str
    interval: str
    definition: str
    counted: str
    n: int
    employers: int
    row: Snapshot
    page_url: str
    postings_url: str
    numbers: Mapping[str, Any]
    listing_ids: Sequence[int] = ()
    picture: FigurePicture | None = None
    filters: Sequence[str] = ()
    is_number: bool = True  # else the value is a sentence

    @property
    def url(self) -> str:
        return address_of("figure", self.id)


def permalink_of(figure_id: str) -> Permalink | None:
    """Return the figure of an id; None where there is none, or too few stood behind it.

    At most two queries.
    """
    found = ADDRESS.fullmatch(figure_id)
    if not found:
        return None
    kind, row, metric, skill = found.group("kind", "row", "metric", "skill")
    if (kind == "demand") != bool(metric):
        return None
    return _demand(int(row), metric, skill or "") if metric else OF_ROW[kind](int(row))


def newer_than(figure: Permalink) -> str:
    """Return the id of the figure that holds now; empty where it is this one, or withheld."""
    row = figure.row
    if row.superseded_at is None:
        return ""
    cell = next(
        found
        for constraint in row._meta.constraints
        if (found := getattr(constraint, "fields", ()))
    )
    same = {name: getattr(row, name) for name in cell}
    latest = type(row)._default_manager.filter(superseded_at__isnull=True, **same)
    newest = latest.values_list("pk", flat=True).first()
    return figure.id.replace(f"-{row.pk}", f"-{newest}", 1) if newest else ""


def _pay(number: int) -> Permalink | None:
    row = Statistic.objects.published().filter(pk=number).select_related("role").first()
    if row is None:
        return None
    figure = PayFigure(row)
    part = _part(row)
    cell = cell_label(row.country, row.level)
    title = f"{row.role.name} pay: {cell}{part}"
    amounts = ("median", "ci_low", "ci_high", "p25", "p75", "p10", "p90")
    numbers = {name: getattr(row, name) for name in ("currency", *amounts, "total")}
    ends = [row.p25, row.p75, row.median, row.ci_low, row.ci_high, *row.midpoints]
    picture = pay_strip(title, row, row.midpoints, scale_of(ends))
    return Permalink(
        id=f"pay-{row.pk}",
        title=title,
        value=f"{figure.median} a year",
        interval=figure.interval,
        definition=(
            "The median of the midpoints of the pay ranges that postings state, a year. "
            f"Series: {figure.series.lower()}."
        ),
        counted=figure.sample,
        n=row.n,
        employers=row.employers,
        row=row,
        page_url=figure.url,
        postings_url=figure.postings_url,
        numbers=numbers,
        listing_ids=row.listing_ids,
        picture=picture if row.midpoints else None,
        filters=(f"Role: {row.role.name}", f"Where and level: {cell}{part}", "States pay"),
    )


def _part(row: Statistic) -> str:
    if row.part_kind == PartKind.WEEKS:
        weeks = weeks_named(row.part)
        return f", {dates.short(weeks.first)} to {dates.short(weeks.last)}"
    return f", {PartKind(row.part_kind).label.lower()} {row.part}" if row.part_kind else ""


def _difference(number: int) -> Permalink | None:
    row = PayDifference.objects.filter(pk=number).select_related("role", "other").first()
    gap = gap_of_row(row) if row else None
    if row is None or gap is None:
        return None
    place = place_label(row.country)
    higher, lower = (row.role, row.other) if gap.amount > 0 else (row.other, row.role)
    value = money(gap.currency, abs(gap.amount)) if gap.is_clear else "These postings cannot tell"
    names = ("currency", "raw", "raw_error", "alike", "alike_error", "coverage", "in_both")
    return Permalink(
        id=f"pay-difference-{row.pk}",
        title=f"Difference in pay, {higher.name} minus {lower.name}: {place}",
        value=value,
        is_number=gap.is_clear,
        interval=gap.interval,
        definition=(
            "The difference of the two medians of posted base pay, a year. Postings of both roles "
            "are left out, and employers are drawn once for both."
        ),
        counted=f"{row.n:,} and {row.other_n:,} postings with pay",
        n=row.n + row.other_n,
        employers=row.raw_freedom + 1,
        row=row,
        page_url=_page("salary", row),
        postings_url=_postings(row, f"role={row.role.slug}&role={row.other.slug}&has_salary=true"),
        numbers={name: getattr(row, name) for name in names},
        filters=(f"Roles: {row.role.name}, {row.other.name}", f"Where: {place}", "States pay"),
    )


def _page(name: str, row: PayDifference | DemandSeries) -> str:
    """The page of its role and country."""
    return f"{address_of(name, row.role.slug)}?country={row.country or EVERYWHERE}"


def _postings(row: PayDifference | DemandSeries, asked: str) -> str:
    """The postings of its country that are open now; ``asked``: of which roles, and what else."""
    country = f"&country={row.country}" if row.country else ""
    return f"{address_of('jobs')}?{asked}{country}"


YEARS = "The median of the years of experience that postings ask for, of those that state them."

type MetricValue = tuple[str, str, Share | float | int | None, int, int, str]
"""Title, definition, what was found, n, employers, and the search of the postings."""


def _demand(number: int, metric: str, skill: str) -> Permalink | None:
    row = Demand.objects.filter(pk=number).select_related("role").first()
    if row is None or bool(skill) != (metric in ("skill", "must")):
        return None
    name = Skill.objects.filter(slug=skill).values_list("name", flat=True).first() if skill else ""
    told = _told(DemandFigure(row), metric, skill, name or skill)
    if told is None or told[2] is None:
        return None
    return _of_demand(row, "-".join(filter(None, ("demand", str(row.pk), metric, skill))), told)


def _of_demand(row: Demand, figure_id: str, told: MetricValue) -> Permalink:
    what, definition, found, n, employers, postings_url = told
    cell = cell_label(row.country, row.level)
    title = f"{row.role.name}, {what}: {cell}"
    interval, picture = "", None
    if isinstance(found, Share):
        low, high = found.interval
        value, interval = f"{found.percent}%", f"{found.interval_percent}%"
        ends = {"low": low, "high": high}
        sample = {"count": found.count, "design_effect": found.effect}
        numbers: dict[str, Any] = {"value": found.share, **ends, **sample}
        picture = bars(title, [BarRow(what, found)])
    else:
        is_years = figure_id.endswith("-years")
        value = f"{found:g} year{'s' * (found != 1)}" if is_years else f"{found:,}"
        numbers = {"value": found}
    is_openings = figure_id.endswith("-openings")
    return Permalink(
        id=figure_id,
        title=title,
        value=value,
        interval=interval,
        definition=definition,
        counted=f"{counted(n, 'posting')} of {counted(employers, 'employer')}",
        n=n,
        employers=employers,
        row=row,
        page_url=DemandFigure(row).url,
        postings_url=postings_url,
        numbers=numbers,
        listing_ids=row.opening_ids if is_openings else row.listing_ids,
        picture=picture,
        filters=(f"Role: {row.role.name}", f"Where and level: {cell}"),
    )


def _told(figure: DemandFigure, metric: str, skill: str, name: str) -> MetricValue | None:
    row, facts, url = figure.row, figure.row.getting_in, figure.openings_url
    match metric:
        case "openings":
            text = "Openings on offer on that day, as the list of openings counts them."
            number = row.openings or None
            return "openings", text, number, row.openings, row.openings_employers, url
        case "remote":
            text = "Of the postings that say where the work is done: may be worked remotely."
            n, employers = row.remote_n, row.remote_employers
            return "remote work", text, row.remote_share, n, employers, figure.remote_url
        case "beginners":
            text = "Of the postings that state a level: open to beginners."
            return "open to beginners", text, facts.entry, row.entry_n, row.entry_employers, url
        case "years":
            text = YEARS
            years = facts.years.median if facts.years else None
            return "years asked", text, years, row.years_n, row.years_employers, url
        case "degree":
            text = "Of all postings: a degree is required. Silence requires none."
            return "degree required", text, facts.degree, row.n, row.employers, url
    return _told_of_skill(figure, metric, skill, name)


def _told_of_skill(figure: DemandFigure, metric: str, skill: str, name: str) -> MetricValue | None:
    row, url = figure.row, figure.skill_url(skill)
    if metric == "skill":
        share = row.share_of(skill) if skill in (row.skills or {}) else None
        text = f"Of all postings: {name} is named as asked for, as a must or as nice to have."
        return f"{name} named", text, share, row.n, row.employers, url
    if metric == "must":
        share = row.asked_share(skill) if skill in (row.asked or {}) else None
        text = f"Of the postings that tell must-haves from what is nice to have: {name} is a must."
        return f"{name} required", text, share, row.asked_n, row.asked_employers, url
    return None


def _listed(number: int) -> Permalink | None:
    row = DemandSeries.objects.filter(pk=number).select_related("role").first()
    if row is None or len(row.listed) < 2:
        return None
    steps = steps_of(row)
    title = f"How long {row.role.name} postings stay listed: {place_label(row.country)}"
    return Permalink(
        id=f"listed-{row.pk}",
        title=title,
        value=half_listed(row),
        is_number=False,
        interval="",
        definition=(
            "Kaplan and Meier’s estimate, by the source’s own date, of postings followed from the "
            "second day on which this board saw them. It tells how long postings are listed, not "
            "how long it takes to hire."
        ),
        counted=f"{counted(row.listed_n, 'posting')} of "
        f"{counted(row.listed_employers, 'employer')} followed",
        n=row.listed_n,
        employers=row.listed_employers,
        row=row,
        page_url=_page("role-demand", row),
        postings_url=_postings(row, f"role={row.role.slug}"),
        numbers={f"listed_after_{step.day}_days": step.share for step in steps},
        listing_ids=row.listing_ids,
        picture=survival(title, steps),
        filters=(f"Role: {row.role.name}", f"Where: {place_label(row.country)}"),
    )


OF_ROW: Mapping[str, Callable[[int], Permalink | None]] = {
    "pay": _pay,
    "pay-difference": _difference,
    "listed": _listed,
}
"""Figures of which a row has one."""
