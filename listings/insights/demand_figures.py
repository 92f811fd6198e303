"""A cell's demand in words: shares, sample, and the ways to its postings and to its own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from listings.insights.figures import EVERYWHERE, counted, level_label, place_label
from listings.models import (
    Demand,
    Skill,
    Workplace,
)
from listings.models.share import MIN_EMPLOYERS, MIN_POSTINGS, SkillShare

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
            SkillShare(
                *(count, row.n, row.employers, row.skill_effects.get(slug, 1.0)),
                name=names[slug],
                slug=slug,
            )
            for slug, count in counts
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
