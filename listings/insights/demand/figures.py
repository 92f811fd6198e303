"""A cell's demand in words: shares, sample, and the ways to its postings and to its own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from listings.insights.salaries.figures import EVERYWHERE, counted, level_label, place_label
from listings.models import (
    Company,
    Demand,
    Listing,
    ListingPlace,
    Place,
    Skill,
    Statistic,
    Workplace,
)
from listings.models.share import Share, SkillShare
from roles.models import Role, Term

type SkillNames = Mapping[str, str]
"""Names by slug, in the order of people."""


def skill_names() -> dict[str, str]:
    """Return every skill. One query."""
    return dict(Skill.objects.order_by("sort_name", "pk").values_list("slug", "name"))


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
    def url(self) -> str:
        """The page that tells how the figures were made; it names the cell, whatever is usual."""
        return _page("role-demand", self.row)

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

    def skills(self, names: SkillNames) -> list[SkillShare]:
        """Every skill that is named at all, most frequent first, then by name."""
        row = self.row
        known = row.skills or {}
        counts = sorted(
            ((slug, known[slug]) for slug in names if slug in known), key=lambda pair: -pair[1]
        )
        return [
            SkillShare(count, row.n, row.employers, names[slug], slug) for slug, count in counts
        ]

    def _jobs(self, more: dict[str, str]) -> str:
        asked = {"role": self.row.role.slug, **more, **_cell(self.row)}
        return f"{reverse('jobs')}?{urlencode(asked)}"


def _cell(row: Demand) -> dict[str, str]:
    named = {"country": row.country, "level": row.level}
    return {name: value for name, value in named.items() if value}


def _page(name: str, row: Demand) -> str:
    asked = {"country": EVERYWHERE} | _cell(row)
    return f"{reverse(name, args=[row.role.slug])}?{urlencode(asked)}"


ROLES = 5
LEAST = 0.05  # of a role's postings


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
    url = f"{reverse('jobs')}?skill={skill.slug}"
    return {"number": number, "url": url, "skill": skill, "roles": asking_for(skill.slug)}


def asking_for(skill: str) -> list[SkillDemand]:
    """Return the roles whose postings name it most often. One query."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(skills__has_key=skill)
    found = [asked_by(DemandFigure(row), skill) for row in rows.select_related("role")]
    known = [one for one in found if one.share.share >= LEAST]
    return sorted(known, key=lambda one: (-one.share.share, one.role.name))[:ROLES]


def asked_by(figure: DemandFigure, skill: str) -> SkillDemand:
    row = figure.row
    share = Share(row.skills[skill], row.n, row.employers)  # type: ignore[index]
    url = f"{figure.url}#skill-{skill}"
    return SkillDemand(row.role, share, figure.on, url, figure.skill_url(skill))


def rows_about(about: QuerySet[Any]) -> list[QuerySet[Any]]:
    """Return the rows behind the openings, figures and shares of roles, or the demand of a term.

    Which postings are live is asked anew each time, since it changes with the clock. Of their
    companies, places and skills more is looked at than shown, which is cheaper than choosing.
    """
    live = Listing.objects.live().in_lists()
    if about.model is Term:
        return [
            live.filter(skills__term__in=about),
            Skill.objects.filter(term__in=about),
            Demand.objects.order_by("-taken_at")[:1],  # which roles ask for it
        ]
    links = Listing.roles.through.objects.filter(role__in=about)
    postings = links.values("listing")
    return [
        links,
        live.filter(pk__in=postings),
        live.featured().filter(pk__in=postings),  # a grant runs out without a change of its row
        ListingPlace.objects.filter(listing__in=postings),
        Company.objects.filter(listings__in=postings),
        Place.objects.filter(listings__in=postings),
        Skill.objects.all(),
        Statistic.objects.latest_snapshots().filter(role__in=about),
        Demand.objects.latest_snapshots().filter(role__in=about),
        Statistic.objects.order_by("-taken_at")[:1],  # figures in texts may be of any role
        Demand.objects.order_by("-taken_at")[:1],
    ]
