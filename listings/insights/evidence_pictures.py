"""Pictures of what openings say of one, two or three roles: pay on one scale, skills side by side.

Each takes the roles in their order with their evidence. None where nothing could be drawn.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from listings.insights.demand_page import change_in_words, openings_picture
from listings.insights.figures import PayFigure, cell_label, counted
from listings.insights.pictures import (
    BarRow,
    FigurePicture,
    PairRow,
    RangeRow,
    Scale,
    bars,
    paired_bars,
    pay_strip,
    ranges,
    scale_of,
)
from listings.insights.pictures.picture import Side
from listings.insights.verdict import RoleEvidence
from listings.models import DemandSeries
from listings.models.snapshot import Share, SkillShare
from roles.models import Role

type Evidence = Sequence[tuple[Role, RoleEvidence]]

SIDES: tuple[Side, ...] = ("a", "b")
OF_BOTH = 8
"""Skills in a picture of two roles."""

OF_ONE = 6
LEAST_IN_PICTURE, MOST_IN_PICTURE = Decimal("0.02"), Decimal("0.98")


def pay_ranges(evidence: Evidence, *, has_links: bool = True) -> FigurePicture | None:
    """The middle half and the median of each role, on one scale."""
    figures = _figures(evidence)
    if not figures:
        return None
    rows = [
        RangeRow(
            role.name,
            *(figure.row.p25, figure.row.p75, figure.row.median),
            *(figure.row.ci_low, figure.row.ci_high),
            side=_side(place, evidence),
            note=f"of {counted(figure.row.n, 'posting')}",
            href="#pay" if has_links else "",
        )
        for place, (role, figure) in figures.items()
    ]
    scale = scale_of(end for row in rows for end in (row.low, row.high, row.median))
    first = next(iter(figures.values()))[1].row
    return ranges(
        f"Posted pay: {cell_label(first.country, first.level)}",
        *(rows, scale),
        currency=first.currency,
    )


def pay_strips(evidence: Evidence) -> list[tuple[int, FigurePicture]]:
    """How the pay of single postings lies: a picture with the place of its role, on one scale."""
    found = _figures(evidence)
    figures = {key: one for key, one in found.items() if one[1].row.midpoints}
    scale = _scale(figures)
    return [
        (place, pay_strip(f"Posted pay: {role.plural_name}", one.row, one.row.midpoints, scale))
        for place, (role, one) in figures.items()
    ]


def skills_picture(evidence: Evidence) -> FigurePicture | None:
    """The skills that postings name most: of two roles as pairs, of one as bars."""
    known = [(role, found) for role, found in evidence if found.skills and found.shares]
    if len(evidence) == 2 and len(known) == 2:
        rows = [_pair(skill, known) for skill in _of_both(known)]
        return paired_bars("Most named skills", rows, (known[0][0].name, known[1][0].name))
    if len(evidence) == 1 and known:
        return bars("Most named skills", _bars(known[0][1]))
    return None


def openings_over_time(evidence: Evidence) -> list[tuple[int, FigurePicture, str]]:
    """By place: openings by four weeks on one scale, and what may be said of a change."""
    years = {
        place: year for place, (role, one) in enumerate(evidence) if (year := _year(role, one))
    }
    numbers = [number or 0 for row in years.values() for _, number, _ in row.bins]
    found = []
    for place, row in years.items():
        picture = openings_picture(evidence[place][0], row, highest=max(numbers))
        if picture:
            found.append((place, picture, change_in_words(row)))
    return found


def _year(role: Role, found: RoleEvidence) -> DemandSeries | None:
    """The year that came with the figure of the shares."""
    row = found.shares.row if found.shares else None
    known = getattr(row, "year", None)
    return DemandSeries(role=role, country=row.country, **known) if row and known else None


def _figures(evidence: Evidence) -> dict[int, tuple[Role, PayFigure]]:
    """By place: the roles whose pay is known; none where it is of different currencies or cells."""
    found = {
        place: (role, one.pay.figure)
        for place, (role, one) in enumerate(evidence)
        if one.pay and one.pay.figure
    }
    rows = [figure.row for _, figure in found.values()]
    cells = {(row.currency, row.country, row.level) for row in rows}
    return found if len(cells) == 1 else {}


def _side(place: int, evidence: Evidence) -> Side:
    return SIDES[place] if len(evidence) == 2 else ""


def _scale(figures: Mapping[int, tuple[Role, PayFigure]]) -> Scale | None:
    """From the lowest to the highest midpoint; of large samples without the outermost few."""
    points: list[Decimal] = []
    for _, figure in figures.values():
        own = figure.row.midpoints
        low, high = (int(share * (len(own) - 1)) for share in (LEAST_IN_PICTURE, MOST_IN_PICTURE))
        points += own if len(own) <= 50 else [own[low], own[high]]
    return scale_of(points)


def _of_both(known: Evidence) -> list[SkillShare]:
    """The skills that either role's postings name most, the most frequent first.

    Not those that one of them is named after: they are not counted there.
    """
    most: dict[str, SkillShare] = {}
    for _, found in known:
        for skill in found.skills:
            if None in _shares(skill, known):
                continue
            if skill.slug not in most or skill.share > most[skill.slug].share:
                most[skill.slug] = skill
    return sorted(most.values(), key=lambda skill: (-skill.share, skill.name))[:OF_BOTH]


def _pair(skill: SkillShare, known: Evidence) -> PairRow:
    one, other = _shares(skill, known)
    return PairRow(skill.name, one, other)


def _shares(skill: SkillShare, known: Evidence) -> list[Share | None]:
    return [found.shares.row.share_of(skill.slug) if found.shares else None for _, found in known]


def _bars(found: RoleEvidence) -> list[BarRow]:
    shares = found.shares
    return [
        BarRow(skill.name, skill, shares.skill_url(skill.slug) if shares else "")
        for skill in found.skills[:OF_ONE]
    ]
