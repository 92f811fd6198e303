"""From the sample to what each cell asks for, and to its openings."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from listings.insights.demand_cells import Ask
from listings.insights.sample import Cell, Cluster, Member, Sample
from listings.models import Degree, Level, Listing, RemoteScope, Skill, Workplace
from listings.reading.words import stems
from roles.models import Role

type Skills = dict[int, set[str]]
"""Slugs, by posting or by role."""


@dataclass(slots=True)
class Gathered:
    """What stands behind one cell: what its postings ask, and the employer of each opening.

    An opening is counted as the list of openings shows it: where it has an office, and, if it is
    remote, wherever one may work from.
    """

    asks: list[Ask] = field(default_factory=list)
    openings: list[int] = field(default_factory=list)


def gather_demand(sample: Sample) -> dict[Cell, Gathered]:
    """Return all cells. Four queries.

    Of a country that only remote postings name, levels are left out.
    """
    named, own_names = _named_skills(), _own_names()
    cells: dict[Cell, Gathered] = defaultdict(Gathered)
    for cell, cluster in sample.by_cell():
        first = cluster[0]
        skills = named[first.row["pk"]] - own_names.get(cell.role, set())
        cells[cell].asks.append(ask_of(first, skills))
    _count_openings(cells, sample)
    return {cell: one for cell, one in cells.items() if one.asks or not cell.level}


def _named_skills() -> Skills:
    """The skills that each posting names.

    The one place to tell apart what a posting must have from what is nice to have: a share is
    "asked for" only among postings that say which is which. Until they do, it is "named in".
    """
    named: Skills = defaultdict(set)
    links = Listing.skills.through.objects.values_list("listing_id", "skill__slug")
    for listing, slug in links:
        named[listing].add(slug)
    return named


def _own_names() -> Skills:
    """Skills that are words of the role's own name, which every posting of it repeats.

    Stems are compared: "product management" is the name of a product manager.
    """
    skills = Skill.objects.values_list("slug", "name")
    words = {slug: set(stems(name)) for slug, name in skills}
    found: Skills = {}
    for role, name in Role.objects.values_list("pk", "name"):
        parts = set(stems(name))
        found[role] = {slug for slug, needed in words.items() if needed and needed <= parts}
    return found


def ask_of(member: Member, skills: Collection[str]) -> Ask:
    """Return what a posting asks; silence on degrees insists on none."""
    row = member.row
    return Ask(
        employer=member.employer,
        skills=skills,
        is_remote=Workplace.REMOTE in row["workplaces"] if row["workplaces"] else None,
        is_entry=row["level"] == Level.ENTRY if row["level"] else None,
        years=row["years_asked"],
        insists_on_degree=row["degree_asked"] == Degree.REQUIRED,
    )


def _count_openings(cells: dict[Cell, Gathered], sample: Sample) -> None:
    live = set(Listing.objects.live().order_by().values_list("pk", flat=True))
    openings = list(_openings(sample, live))
    anywhere = [one for one in openings if one.row["remote_scope"] == RemoteScope.ANYWHERE]
    for one in openings:
        if one.row["remote_scope"] != RemoteScope.ANYWHERE:
            _count(cells, one)
    seen: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        seen[cell.role].add(cell.country)
    for one in anywhere:
        for role in one.roles:
            _count(cells, Member(one.row, {role}, one.offices, seen[role]))


def _openings(sample: Sample, live: set[int]) -> Iterator[Member]:
    """Each cluster that lists show, as the posting that stands for it, with the places of all."""
    for cluster in sample.clusters:
        head = cluster[0]
        if head.row["pk"] in live and head.row["duplicate_of_id"] is None:
            yield Member(head.row, head.roles, head.offices, _countries(cluster, live))


def _countries(cluster: Cluster, live: set[int]) -> set[str]:
    shown = [member for member in cluster if member.row["pk"] in live]
    offices = {office.country for member in shown for office in member.offices}
    return offices | set(cluster[0].row["remote_countries"])


def _count(cells: dict[Cell, Gathered], opening: Member) -> None:
    for cell in opening.cells():
        cells[cell].openings.append(opening.employer)
