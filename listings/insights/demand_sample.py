"""From the sample to what each cell asks for, and to its openings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from listings.insights.demand_cells import Ask
from listings.insights.sample import Cell, Cluster, Member, Sample
from listings.models import Degree, Level, Listing, RemoteScope, Skill, Workplace
from listings.reading.stems import stems
from roles.models import Role

MOST = 10  # companies, cities and countries that are told

type Skills = dict[int, set[str]]
"""Slugs, by posting or by role."""


@dataclass(slots=True)
class Gathered:
    """What stands behind one cell: its postings, what they ask, and the openings.

    An opening is counted as the list of openings shows it: where it has an office, and, if it is
    remote, wherever one may work from.
    """

    asks: list[Ask] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)  # as far as they are of the cell
    openings: list[Member] = field(default_factory=list)
    ever_open: list[Cluster] = field(default_factory=list)  # counted as openings are, gone or not

    @property
    def listing_ids(self) -> list[int]:
        return sorted(cluster[0].row["pk"] for cluster in self.clusters)

    @property
    def opening_ids(self) -> list[int]:
        return sorted(one.row["pk"] for one in self.openings)

    @property
    def employers(self) -> set[int]:
        """Whose openings they are."""
        return {one.employer for one in self.openings}

    def openings_by(self, values_of: Callable[[Member], Iterable[str]]) -> dict[str, int]:
        """Count openings by what each of them has, the ten values that most have."""
        counts = Counter(value for one in self.openings for value in set(values_of(one)))
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST])


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
        cells[cell].clusters.append(cluster)
    _count_openings(cells, sample)
    return {cell: one for cell, one in cells.items() if one.asks or not cell.level}


def _named_skills() -> Skills:
    """The skills that each posting names, must or nice to have."""
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


def ask_of(member: Member, skills: set[str]) -> Ask:
    """Return what a posting asks; silence on degrees insists on none.

    Must-haves are known of postings that also name something as nice to have.
    """
    row = member.row
    return Ask(
        employer=member.employer,
        skills=skills,
        musts=skills & set(row["skills_must"]) if row["skills_nice"] else None,
        is_remote=Workplace.REMOTE in row["workplaces"] if row["workplaces"] else None,
        is_entry=row["level"] == Level.ENTRY if row["level"] else None,
        years=row["years_asked"],
        insists_on_degree=row["degree_asked"] == Degree.REQUIRED,
    )


def _count_openings(cells: dict[Cell, Gathered], sample: Sample) -> None:
    """Count each cluster once in every cell in which the list finds any of its members."""
    live = set(Listing.objects.live().order_by().values_list("pk", flat=True))
    shown = [[one for one in cluster if one.row["pk"] in live] for cluster in sample.clusters]
    countries: dict[int, set[str]] = defaultdict(set)  # by role: all that any posting names
    for cell in {*cells, *(cell for cluster in shown for one in cluster for cell in _named(one))}:
        countries[cell.role].add(cell.country)
    for open_now in filter(None, shown):
        for cell in _open_to(open_now, countries):
            cells[cell].openings.append(open_now[0])
    for cluster in sample.clusters:
        for cell in _open_to(cluster, countries) & cells.keys():
            if not cell.level:
                cells[cell].ever_open.append(cluster)


def _named(member: Member) -> Iterator[Cell]:
    """The cells of the countries that a posting names, as offices or to work from."""
    offices = {office.country for office in member.offices}
    yield from replace(member, countries=offices | set(member.row["remote_countries"])).cells()


def _open_to(cluster: Cluster, countries: dict[int, set[str]]) -> set[Cell]:
    """The cells that any of its postings is open to; "anywhere" is every country of the role."""
    found: set[Cell] = set()
    for member in cluster:
        if member.row["remote_scope"] != RemoteScope.ANYWHERE:
            found.update(_named(member))
            continue
        for role in member.roles:
            found.update(replace(member, roles={role}, countries=countries[role]).cells())
    return found
