"""A cell's demand in words: shares, sample, and the ways to its postings and to its own page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.safestring import SafeString

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import kept_part
from jobboard.markup import breadcrumbs, json_ld
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from listings.insights.asked import SalaryQuery
from listings.insights.figures import EVERYWHERE, counted, level_label, place_label
from listings.insights.pictures import share_bar
from listings.insights.shown_pay import wider
from listings.models import Demand, Industry, Listing, Skill, Workplace
from listings.models.snapshot import MIN_EMPLOYERS, MIN_POSTINGS, Share, SkillShare
from roles.models import Role, Term

type SkillNames = Mapping[str, str]
"""Names by slug, in the order of people."""


@kept_part(ChangeKind.SKILL)
def skill_names() -> dict[str, str]:
    """Return every skill. A query only after one has changed."""
    return dict(Skill.objects.order_by("sort_name", "pk").values_list("slug", "name"))


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A part of the openings: a level, a place or a company, and the search for it."""

    name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class DemandFigure:
    """One snapshot, ready for a page; its row comes with its role."""

    row: Demand

    @property
    def place(self) -> str:
        return place_label(self.row.country)

    @property
    def level(self) -> str:
        return level_label(self.row.level)

    @property
    def on(self) -> date:
        return self.row.window_to

    @property
    def sample(self) -> str:
        """``214 postings from 40 employers``."""
        return f"{counted(self.row.n, 'posting')} from {counted(self.row.employers, 'employer')}"

    @property
    def withheld(self) -> str:
        """Why there are no shares."""
        row = self.row
        if row.n < MIN_POSTINGS or row.employers < MIN_EMPLOYERS:
            return f"too few postings for shares: {self.sample}"
        return f"no shares: one employer has {row.largest} of the {row.n} postings"

    @property
    def url(self) -> str:
        """The page that tells how the figures were made; it names the cell, whatever is usual."""
        return _page("role-demand", self.row)

    @property
    def openings_id(self) -> str:
        return f"demand-{self.row.pk}-openings"

    @property
    def csv_url(self) -> str:
        return _page("role-demand-csv", self.row)

    @property
    def openings_url(self) -> str:
        """The postings behind the figures, as far as they are open now."""
        return self._jobs({})

    @property
    def remote_url(self) -> str:
        return self._jobs({"workplace": Workplace.REMOTE.value})

    def skill_url(self, slug: str) -> str:
        return self._jobs({"skill": slug})

    def openings_with(self, parameter: str, value: str) -> str:
        """The openings of the cell that also have a value of another facet."""
        return self._jobs({parameter: value})

    @property
    def industries(self) -> list[DemandLine]:
        """Its openings by the industry of their company, as far as that is known."""
        return self.lines("industry", self.row.industries, dict(Industry.choices))

    def lines(
        self, parameter: str, numbers: Mapping[str, int], names: Mapping[str, str], none: str = ""
    ) -> list[DemandLine]:
        """Openings by the values of a facet, the largest number first; JSON keeps no order.

        ``none``: what stands in an address for those that state no value.
        """
        known = [(value, number) for value, number in numbers.items() if value in names]
        return [
            DemandLine(names[value], number, self.openings_with(parameter, value or none))
            for value, number in sorted(known, key=lambda pair: (-pair[1], names[pair[0]]))
        ]

    def skills(self, names: SkillNames) -> list[SkillShare]:
        """Every skill that is named at all, most frequent first, then by name."""
        row = self.row
        known = row.skills or {}
        counts = sorted(
            ((slug, known[slug]) for slug in names if slug in known), key=lambda pair: -pair[1]
        )
        return [
            SkillShare(
                *(count, row.n, row.employers, row.skill_effects.get(slug, 1.0)),
                name=names[slug],
                slug=slug,
            )
            for slug, count in counts
        ]

    def _jobs(self, more: dict[str, str]) -> str:
        asked = {"role": self.row.role.slug, **_cell(self.row), **more}
        return f"{address_of('jobs')}?{urlencode(asked)}"


def _cell(row: Demand) -> dict[str, str]:
    named = {"country": row.country, "level": row.level}
    return {name: value for name, value in named.items() if value}


def _page(name: str, row: Demand) -> str:
    asked = {"country": EVERYWHERE} | _cell(row)
    return f"{address_of(name, row.role.slug)}?{urlencode(asked)}"


type Figures = Mapping[tuple[str, str], DemandFigure]


@dataclass(frozen=True, slots=True)
class SkillLine:
    """One skill in the table."""

    share: SkillShare
    asked: Share | None
    bar: SafeString
    url: str


def figures_of(role: Role) -> Figures:
    """Return the role's latest cells that hold anything. One query."""
    rows = Demand.objects.latest_snapshots().filter(role=role)
    for row in rows:
        row.role = role
    return {(row.country, row.level): DemandFigure(row) for row in rows if row.n or row.openings}


def chosen(figures: Figures, asked: SalaryQuery) -> DemandFigure | None:
    """Return the first cell that has shares, from the one asked for to everywhere.

    Where none has, the one asked for still tells openings and how small the sample is.
    """
    meant = [figures.get(cell) for cell in wider(asked.country, asked.level)]
    found = [one for one in meant if one is not None]
    return next((one for one in found if one.row.skills is not None), next(iter(found), None))


def lines_of(figure: DemandFigure, shares: Iterable[SkillShare]) -> list[SkillLine]:
    """Return the table of some of its skills."""
    return [
        SkillLine(one, figure.row.asked_share(one.slug), share_bar(one), figure.skill_url(one.slug))
        for one in shares
    ]


def places_of(figures: Iterable[DemandFigure]) -> Sequence[str]:
    """Countries that have shares of their own."""
    return sorted({one.row.country for one in figures if one.row.skills is not None})


def json_ld_of(role: Role, figure: DemandFigure | None) -> list[SafeString]:
    """Return the way to the demand of a role and, of figures that are not invented, its Dataset."""
    demand = address_of("role-demand", role.slug)
    steps = [
        ("Roles", address_of("roles")),
        (role.name, role.get_absolute_url()),
        ("Demand", demand),
    ]
    data = [_dataset(role, figure)] if figure and not figure.row.is_demo else []
    return [breadcrumbs(steps), *data]


def _dataset(role: Role, figure: DemandFigure) -> SafeString:
    """Return the Dataset of a role's demand."""
    url = settings.SITE_URL + address_of("role-demand", role.slug)
    row = figure.row
    return json_ld(
        {
            "@type": "Dataset",
            "name": f"Demand for {role.plural_name}",
            "description": (
                f"Openings, skills named, remote work and what is asked of beginners in postings "
                f"for {role.plural_name}, by country and level, with sample sizes."
            ),
            "url": url,
            "dateModified": dates.day_of(row.taken_at).isoformat(),
            "temporalCoverage": f"{row.window_from.isoformat()}/{row.window_to.isoformat()}",
            "creator": {"@type": "Organization", "name": identity.current().name},
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": settings.SITE_URL + address_of("role-demand-csv", role.slug),
            },
        }
    )


MOST_ROLES = 5  # on the page of a term that is a skill
LEAST_SHARE = 0.05  # of their postings


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """A role that asks for the skill: ``url`` leads to its figure, the other to its openings."""

    role: Role
    share: Share
    on: date
    url: str
    postings_url: str


def term_demand(term: Term) -> dict[str, Any] | None:
    """Return the demand of the skill that a term is; None if it is none. Three queries."""
    skill = getattr(term, "skill", None)
    if skill is None:
        return None
    number = Listing.objects.live().in_lists().filter(skills=skill).count()
    url = f"{address_of('jobs')}?skill={skill.slug}"
    return {"number": number, "url": url, "skill": skill, "roles": asking_for(skill.slug)}


def asking_for(skill: str) -> list[SkillDemand]:
    """Return the roles whose postings name it most often. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__has_key=skill)
    found = [asked_by(DemandFigure(row), skill) for row in rows.select_related("role")]
    known = [one for one in found if one.share.share >= LEAST_SHARE]
    return sorted(known, key=lambda one: (-one.share.share, one.role.name))[:MOST_ROLES]


def asked_by(figure: DemandFigure, skill: str) -> SkillDemand:
    row = figure.row
    share = row.share_of(skill) or Share(0, row.n, row.employers)
    url = f"{figure.url}#skill-{skill}"
    return SkillDemand(row.role, share, figure.on, url, figure.skill_url(skill))
