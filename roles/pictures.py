"""What is drawn of the roles of a page: pay on one scale, skills side by side, openings over time.

And a guide at a glance as one picture to share: its rows in words, beneath them pay on one scale.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from django.utils.safestring import SafeString

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts
from listings.insights.demand_page import change_in_words, openings_picture
from listings.insights.figures import PayFigure, cell_label, counted
from listings.insights.pictures import (
    BarRow,
    FigurePicture,
    PairRow,
    PictureTable,
    RangeRow,
    Scale,
    bars,
    paired_bars,
    pay_strip,
    ranges,
    scale_of,
)
from listings.insights.pictures.picture import (
    Side,
    joined,
    level,
    picture_of,
    sentence,
    tag,
    text,
)
from listings.insights.verdict import RoleEvidence
from listings.models import DemandSeries
from listings.models.snapshot import Share, SkillShare
from roles.article import RoleSide
from roles.glance import Glance, GlanceRow, plain_rows
from roles.models import Role

HUES: tuple[Side, ...] = ("a", "b")
OF_BOTH = 8
"""Skills in a picture of two roles."""

OF_ONE = 6
LEAST_IN_PICTURE, MOST_IN_PICTURE = Decimal("0.02"), Decimal("0.98")


def pay_ranges(sides: Sequence[RoleSide], *, has_links: bool = True) -> FigurePicture | None:
    """The middle half and the median of each role, on one scale."""
    figures = _figures(sides)
    if not figures:
        return None
    rows = [
        RangeRow(
            role.name,
            *(figure.row.p25, figure.row.p75, figure.row.median),
            *(figure.row.ci_low, figure.row.ci_high),
            side=_hue(place, sides),
            sample=counted(figure.row.n, "posting"),
            href="#pay" if has_links else "",
        )
        for place, (role, figure) in figures.items()
    ]
    scale = scale_of(end for row in rows for end in row.ends)
    first = next(iter(figures.values()))[1].row
    return ranges(
        f"Posted pay: {cell_label(first.country, first.level)}",
        *(rows, scale),
        currency=first.currency,
    )


def pay_strips(sides: Sequence[RoleSide]) -> list[tuple[str, FigurePicture]]:
    """How the pay of single postings lies: a picture with the letter of its side, on one scale."""
    found = _figures(sides)
    figures = {key: one for key, one in found.items() if one[1].row.midpoints}
    scale = _scale(figures)
    return [
        (
            sides[place].letter,
            pay_strip(f"Posted pay: {role.plural_name}", one.row, one.row.midpoints, scale),
        )
        for place, (role, one) in figures.items()
    ]


def skills_picture(sides: Sequence[RoleSide]) -> FigurePicture | None:
    """The skills that postings name most: of two roles as pairs, of one as bars."""
    known = [side for side in sides if side.evidence.skills and side.evidence.shares]
    if len(sides) == 2 and len(known) == 2:
        rows = [_pair(skill, known) for skill in _of_both(known)]
        return paired_bars("Most named skills", rows, (known[0].role.name, known[1].role.name))
    if len(sides) == 1 and known:
        return bars("Most named skills", _bars(known[0].evidence))
    return None


def openings_over_time(sides: Sequence[RoleSide]) -> list[tuple[str, FigurePicture, str]]:
    """By letter: openings by four weeks on one scale, and what may be said of a change."""
    years = [(side, year) for side in sides if (year := _year(side.role, side.evidence))]
    numbers = [number or 0 for _, row in years for _, number, _ in row.bins]
    found = []
    for side, row in years:
        picture = openings_picture(side.role, row, highest=max(numbers))
        if picture:
            found.append((side.letter, picture, change_in_words(row)))
    return found


def _year(role: Role, found: RoleEvidence) -> DemandSeries | None:
    """The year that came with the figure of the shares."""
    row = found.shares.row if found.shares else None
    known = getattr(row, "year", None)
    return DemandSeries(role=role, country=row.country, **known) if row and known else None


def _figures(sides: Sequence[RoleSide]) -> dict[int, tuple[Role, PayFigure]]:
    """By place: the roles whose pay is known; none where it is of different currencies or cells."""
    found = {
        place: (side.role, side.evidence.pay.figure)
        for place, side in enumerate(sides)
        if side.evidence.pay and side.evidence.pay.figure
    }
    rows = [figure.row for _, figure in found.values()]
    cells = {(row.currency, row.country, row.level) for row in rows}
    return found if len(cells) == 1 else {}


def _hue(place: int, sides: Sequence[RoleSide]) -> Side:
    """Only of two roles each has a hue of its own."""
    return HUES[place] if len(sides) == 2 else ""


def _scale(figures: Mapping[int, tuple[Role, PayFigure]]) -> Scale | None:
    """From the lowest to the highest midpoint; of large samples without the outermost few."""
    points: list[Decimal] = []
    for _, figure in figures.values():
        own = figure.row.midpoints
        low, high = (int(share * (len(own) - 1)) for share in (LEAST_IN_PICTURE, MOST_IN_PICTURE))
        points += own if len(own) <= 50 else [own[low], own[high]]
    return scale_of(points)


def _of_both(known: Sequence[RoleSide]) -> list[SkillShare]:
    """The skills that either role's postings name most, the most frequent first.

    Not those that one of them is named after: they are not counted there.
    """
    most: dict[str, SkillShare] = {}
    for side in known:
        for skill in side.evidence.skills:
            if None in _shares(skill, known):
                continue
            if skill.slug not in most or skill.share > most[skill.slug].share:
                most[skill.slug] = skill
    return sorted(most.values(), key=lambda skill: (-skill.share, skill.name))[:OF_BOTH]


def _pair(skill: SkillShare, known: Sequence[RoleSide]) -> PairRow:
    one, other = _shares(skill, known)
    return PairRow(skill.name, one, other)


def _shares(skill: SkillShare, known: Sequence[RoleSide]) -> list[Share | None]:
    figures = [side.evidence.shares for side in known]
    return [figure.row.share_of(skill.slug) if figure else None for figure in figures]


def _bars(found: RoleEvidence) -> list[BarRow]:
    shares = found.shares
    return [
        BarRow(skill.name, skill, shares.skill_url(skill.slug) if shares else "")
        for skill in found.skills[:OF_ONE]
    ]


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn of all roles of a page; None or empty where too few postings stand behind."""

    pay: FigurePicture | None = None
    strips: Sequence[tuple[str, FigurePicture]] = ()  # each with the letter of its side
    skills: FigurePicture | None = None
    years: Sequence[tuple[str, FigurePicture, str]] = ()  # letter, openings over time, what changed


type FigureKeys = tuple[int, int | None, int | None]

_kept: KeptParts[tuple[FigureKeys, ...], Pictures] = KeptParts(200)


def pictures_of(sides: Sequence[RoleSide]) -> Pictures:
    """What is drawn of the roles; kept by the figures that it is made of."""
    key = tuple(_figure_keys(side) for side in sides)
    return _kept.get(
        key, lambda: _drawn(sides), ChangeKind.FIGURES, ChangeKind.ROLE, ChangeKind.SKILL
    )


def _figure_keys(side: RoleSide) -> FigureKeys:
    pay, shares = side.evidence.pay, side.evidence.shares
    figure = pay.figure if pay else None
    return side.role.pk, figure.row.pk if figure else None, shares.row.pk if shares else None


def _drawn(sides: Sequence[RoleSide]) -> Pictures:
    return Pictures(
        pay_ranges(sides), pay_strips(sides), skills_picture(sides), openings_over_time(sides)
    )


LINE, GAP = 17, 12
FIRST = 22.0
"""Where the first role's column begins, in per cent of the width."""

CHARS = {1: 76, 2: 32, 3: 21}
"""In a line of a cell, by the number of roles."""

LEFT_OUT = frozenset({"What they do", "Asked for more"})
"""Rows that are too long for a picture; its table has them."""


def glance_picture(title: str, glance: Glance, place: str) -> FigurePicture:
    """Draw the glance; ``place``: the country that the figures are of."""
    parts, y = _glance_rows(glance)
    pay = pay_ranges(glance.sides, has_links=False)
    if pay and pay.svg:
        parts.append(tag("svg", pay.parts, y=y + GAP, width="100%", height=pay.height,
                         overflow="visible"))  # fmt: skip
        y += GAP + pay.height
    names = tuple(side.role.name for side in glance.sides)
    table = PictureTable(("", *names), tuple(plain_rows(glance)))
    said = sentence([f"{place}.", glance.verdict, glance.whose_pay])
    return picture_of(title, joined(parts), y, said=said, table=table)


def _glance_rows(glance: Glance) -> tuple[list[SafeString], int]:
    number = len(glance.sides)
    parts = [
        tag("g", text(_x(place, number), 14, side.role.name, "picture__value"),
            class_=f"is-{side.letter}")
        for place, side in enumerate(glance.sides)
    ]  # fmt: skip
    y = LINE + 6
    for row in (*glance.first, *glance.more):
        if row.label in LEFT_OUT:
            continue
        drawn, lines = _glance_row(row, y, number)
        parts += [level(0, 100, y, "picture__grid"), *drawn]
        y += LINE * lines + GAP
    return parts, y


def _glance_row(row: GlanceRow, y: int, number: int) -> tuple[list[SafeString], int]:
    cells = [wrap(cell.said, CHARS.get(number, 21)) for cell in row.cells]
    parts = [text(0, y + LINE, row.label, "picture__note")]
    parts += [
        part for place, lines in enumerate(cells) for part in _glance_cell(lines, place, y, number)
    ]
    return parts, max(len(lines) for lines in cells)


def _glance_cell(lines: Sequence[str], place: int, y: int, number: int) -> Iterator[SafeString]:
    for at, line in enumerate(lines):
        yield text(_x(place, number), y + LINE * (at + 1), line, "picture__label")


def _x(place: int, number: int) -> float:
    return FIRST + (100 - FIRST) * place / number
