"""Roles beside each other on a page, each with its hue and what openings say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts
from listings.insights.evidence_pictures import (
    openings_over_time,
    pay_ranges,
    pay_strips,
    skills_picture,
)
from listings.insights.pictures import FigurePicture, share_bar
from listings.insights.verdict import RoleEvidence
from listings.models.snapshot import Share
from roles.article import SIDES
from roles.models import Role

MUSTS = 5


@dataclass(frozen=True, slots=True)
class RoleSide:
    """One role of the page; ``letter`` is a, b or c and gives the hue."""

    role: Role
    letter: str
    evidence: RoleEvidence

    @property
    def musts(self) -> list[tuple[str, Share]]:
        """The named skills that postings must have, as far as they tell that from nice to have."""
        shares = self.evidence.shares
        if shares is None:
            return []
        known = [(one.name, shares.row.asked_share(one.slug)) for one in self.evidence.skills]
        return [(name, share) for name, share in known if share and share.count][:MUSTS]

    @property
    def degree_bar(self) -> SafeString:
        facts = self.evidence.getting_in
        return share_bar(facts.degree if facts else None)


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn of all roles of a page; None or empty where too few postings stand behind."""

    pay: FigurePicture | None = None
    strips: Sequence[tuple[str, FigurePicture]] = ()  # each with the letter of its side
    skills: FigurePicture | None = None
    years: Sequence[tuple[str, FigurePicture, str]] = ()  # letter, openings over time, what changed


def sides_of(roles: Sequence[Role], evidence: Mapping[int, RoleEvidence]) -> list[RoleSide]:
    return [
        RoleSide(role, SIDES[place % len(SIDES)], evidence[role.pk])
        for place, role in enumerate(roles)
    ]


type Row = tuple[int, int | None, int | None]

_kept: KeptParts[tuple[Row, ...], Pictures] = KeptParts(200)


def pictures_of(sides: Sequence[RoleSide]) -> Pictures:
    """What is drawn of the roles; kept by the figures that it is made of."""
    key = tuple(_row(side) for side in sides)
    return _kept.get(
        key, lambda: _drawn(sides), ChangeKind.FIGURES, ChangeKind.ROLE, ChangeKind.SKILL
    )


def _row(side: RoleSide) -> Row:
    pay, shares = side.evidence.pay, side.evidence.shares
    figure = pay.figure if pay else None
    return side.role.pk, figure.row.pk if figure else None, shares.row.pk if shares else None


def _drawn(sides: Sequence[RoleSide]) -> Pictures:
    found = [(side.role, side.evidence) for side in sides]
    strips = [(sides[place].letter, picture) for place, picture in pay_strips(found)]
    drawn = openings_over_time(found)
    years = [(sides[place].letter, picture, change) for place, picture, change in drawn]
    return Pictures(pay_ranges(found), strips, skills_picture(found), years)
