"""Where a profile and the market have drifted apart: what it names that few ask for, and what it
leaves out that many do. For the editors; only for roles whose postings make shares.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from listings.importers.vocabulary import load_skills
from listings.insights.demand_figures import DemandFigure
from listings.models import Demand
from listings.models.snapshot import SkillShare
from listings.reading.skills import SkillReader
from listings.reading.stems import are_words_of
from roles.models import Role, RoleSection

RARE = 0.02  # a profile need not name what fewer postings ask for
USUAL = 0.2  # a profile should name what more postings ask for

# Figures and addresses of links name skills that a reader does not see.
_UNSEEN = re.compile(r"\{\{[^{}]*+\}\}|\]\([^()]*+\)")


@dataclass(frozen=True, slots=True)
class ProfileMention:
    """A skill that a profile names: its share, and the section; None: in the definition."""

    share: SkillShare
    section: RoleSection | None


@dataclass(frozen=True, slots=True)
class Drift:
    """Where a profile and the postings differ.

    ``rare``: named, though hardly a posting asks for it. ``missing``: left out, though many do.
    ``figure`` tells place, sample, date and the page of the figures.
    """

    rare: Sequence[ProfileMention]
    missing: Sequence[SkillShare]
    figure: DemandFigure


def drift_of(roles: Sequence[Role]) -> dict[int, Drift]:
    """Return by role what has drifted; a role whose profile is right is absent. Four queries."""
    rows = Demand.objects.latest_snapshots().of_everywhere().filter(role__in=roles)
    figures = {row.role_id: DemandFigure(row) for row in rows if row.skills}
    skills = sorted(load_skills(), key=lambda skill: skill.name.casefold())
    names = {skill.slug: skill.name for skill in skills}
    reader = SkillReader(skills)
    found = {}
    texts = _texts(roles)
    for role in roles:
        if figure := figures.get(role.pk):
            mentions = {
                slug: section
                for slug, section in _mentions(reader, texts[role.pk]).items()
                if not are_words_of(names[slug], role.name)  # not counted, so never rare
            }
            drift = _drift(figure, names, mentions)
            if drift.rare or drift.missing:
                found[role.pk] = drift
    return found


def _texts(roles: Sequence[Role]) -> dict[int, list[tuple[RoleSection | None, str]]]:
    """Each role's profile in the order of the page; the definition belongs to no section."""
    sections: dict[int, list[RoleSection]] = defaultdict(list)
    for section in RoleSection.objects.filter(role__in=roles).order_by():
        sections[section.role_id].append(section)
    return {
        role.pk: [
            (None, role.definition),
            *((one, one.body) for one in sorted(sections[role.pk], key=lambda one: one.place)),
        ]
        for role in roles
    }


def _mentions(
    reader: SkillReader, texts: Sequence[tuple[RoleSection | None, str]]
) -> dict[str, RoleSection | None]:
    """Where a profile names each skill first."""
    found: dict[str, RoleSection | None] = {}
    for section, text in texts:
        for slug in reader.read("", _UNSEEN.sub(" ", text)):
            found.setdefault(slug, section)
    return found


def _drift(
    figure: DemandFigure, names: Mapping[str, str], mentions: Mapping[str, RoleSection | None]
) -> Drift:
    n, employers = figure.row.n, figure.row.employers
    shares = {share.slug: share for share in figure.skills(names)}
    unnamed = {
        slug: SkillShare(0, n, employers, name=names[slug], slug=slug)
        for slug in mentions.keys() - shares.keys()
    }
    known = shares | unnamed
    rare = [
        ProfileMention(known[slug], section)
        for slug, section in mentions.items()
        if known[slug].share < RARE
    ]
    return Drift(
        rare=sorted(rare, key=lambda one: (one.share.share, one.share.name.casefold())),
        missing=list(_missing(shares, mentions)),
        figure=figure,
    )


def _missing(
    shares: Mapping[str, SkillShare], mentions: Mapping[str, RoleSection | None]
) -> Iterator[SkillShare]:
    return (one for slug, one in shares.items() if one.share > USUAL and slug not in mentions)
