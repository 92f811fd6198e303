"""From the postings of the window to what each cell asks for, and to its openings."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from listings.insights.demand_cells import Ask
from listings.insights.sample import Cell, Sighting, seen_in, sightings, window_before
from listings.models import Degree, Level, Listing, RemoteScope, Workplace

FIELDS = ("years_asked", "degree_asked")


@dataclass(slots=True)
class Gathered:
    """What stands behind one cell: what its postings ask, and the employer of each opening.

    An opening is counted as the list of openings shows it: where it has an office, and, if it is
    remote, wherever one may work from.
    """

    asks: list[Ask] = field(default_factory=list)
    openings: list[int] = field(default_factory=list)


def gather_demand(now: datetime) -> tuple[dict[Cell, Gathered], bool]:
    """Return all cells, and whether their postings are invented ones. Five queries.

    Of a country that only remote postings name, levels are left out.
    """
    postings = seen_in(window_before(now), now)
    found, is_demo = sightings(postings, FIELDS)
    live = set(Listing.objects.live().in_lists().order_by().values_list("pk", flat=True))
    skills = _skills()
    cells: dict[Cell, Gathered] = defaultdict(Gathered)
    for one in found:
        ask = ask_of(one.row, skills.get(one.row["pk"], ()))
        for cell in one.cells():
            cells[cell].asks.append(ask)
    _count_openings(cells, [one for one in found if one.row["pk"] in live])
    return {cell: one for cell, one in cells.items() if one.asks or not cell.level}, is_demo


def _skills() -> dict[int, tuple[str, ...]]:
    """The slugs of each posting's skills."""
    named: dict[int, list[str]] = defaultdict(list)
    links = Listing.skills.through.objects.values_list("listing_id", "skill__slug")
    for listing, slug in links:
        named[listing].append(slug)
    return {listing: tuple(slugs) for listing, slugs in named.items()}


def ask_of(row: dict[str, Any], skills: tuple[str, ...]) -> Ask:
    """Return what a posting asks; silence on degrees insists on none."""
    return Ask(
        employer=row["company_id"],
        skills=skills,
        is_remote=Workplace.REMOTE in row["workplaces"] if row["workplaces"] else None,
        is_entry=row["level"] == Level.ENTRY if row["level"] else None,
        years=row["years_asked"],
        insists_on_degree=row["degree_asked"] == Degree.REQUIRED,
    )


def _count_openings(cells: dict[Cell, Gathered], live: list[Sighting]) -> None:
    anywhere = [one for one in live if one.row["remote_scope"] == RemoteScope.ANYWHERE]
    others = [one for one in live if one.row["remote_scope"] != RemoteScope.ANYWHERE]
    for one in others:
        countries = {*one.row["offices"], *one.row["remote_countries"]}
        for cell in Sighting(one.row, one.roles, countries).cells():
            cells[cell].openings.append(one.row["company_id"])
    countries_of: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        countries_of[cell.role].add(cell.country)
    for one in anywhere:
        for role in one.roles:
            for cell in Sighting(one.row, {role}, countries_of[role]).cells():
                cells[cell].openings.append(one.row["company_id"])
