"""A guide at a glance: the first answers of a page, each with the way to where it is told."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import strip_tags

from jobboard.markup.inline_text import first_sentence
from listings.insights.figures import counted, money
from listings.insights.shown_pay import ShownPay, without_beginners
from listings.insights.verdict import RoleEvidence
from listings.models import Level
from listings.models.snapshot import Share
from roles.article import Article, RoleSide

NAMED = 3  # skills in one cell
SENIOR = (Level.SENIOR, Level.LEAD, Level.EXECUTIVE)
BLOCK = re.compile(r"<(?:p|li)>(.*?)</(?:p|li)>", re.DOTALL)
NOT_KNOWN = "not known"
ENOUGH = 40
"""Letters of a sentence before a colon that stand for the whole."""


@dataclass(frozen=True, slots=True)
class GlanceCell:
    """What one role has to say; ``note`` is small beneath it."""

    text: str
    note: str = ""
    href: str = ""

    @property
    def said(self) -> str:
        return f"{self.text} ({self.note})" if self.note else self.text


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One question and each role's answer; ``href`` leads to the section that tells more."""

    label: str
    cells: tuple[GlanceCell, ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """``first`` is what a phone shows at once."""

    sides: Sequence[RoleSide]
    first: Sequence[GlanceRow]
    more: Sequence[GlanceRow]
    verdict: str = ""  # which pays more, by how much, and whether that is sure
    whose_pay: str = ""

    @property
    def words(self) -> int:
        """How many words it has, for the time that reading it takes."""
        cells = [cell for row in (*self.first, *self.more) for cell in row.cells]
        parts = [*(f"{cell.text} {cell.note}" for cell in cells), self.verdict, self.whose_pay]
        return sum(len(part.split()) for part in parts)


def glance_of(article: Article, sides: Sequence[RoleSide], *, has_picture: bool) -> Glance:
    """Put the first answers together; a row that nobody can fill is left out.

    ``has_picture``: medians stand in a picture beside it, and need no row.
    """
    evidence = [side.evidence for side in sides]
    beginners = "getting-in" if any(one.number for one in evidence) else "openings"
    first = [
        _row("Openings", "openings", [_openings(one) for one in evidence]),
        _row("For beginners", beginners, [_beginners(one) for one in evidence]),
        _row("Main difference", "separates", [_widest(one) for one in evidence]),
        _row("Pay", "pay", [] if has_picture else [_pay(one) for one in evidence]),
        _row("Beginners’ pay", "pay", [_entry_pay(one) for one in evidence]),
    ]
    more = [
        _row("What they do", "definition", _first_words(article, "definition", sides)),
        _row("Asked for more", "separates", [_more(one) for one in evidence]),
        _row("Years asked", "getting-in", [_years(one) for one in evidence]),
        _row("Degree required", "degree", [_degree(one) for one in evidence]),
        _row("Remote", "demand", [_remote(one) for one in evidence]),
        _row("Choose it if", "choose", _first_words(article, "choose", sides)),
    ]
    return Glance(
        sides,
        [row for row in first if row],
        [row for row in more if row],
        verdict_of(sides),
        whose_pay(sides),
    )


def _row(label: str, anchor: str, cells: Sequence[GlanceCell | None]) -> GlanceRow | None:
    if not any(cells):
        return None
    return GlanceRow(label, tuple(cell or GlanceCell("–") for cell in cells), f"#{anchor}")


def _openings(one: RoleEvidence) -> GlanceCell:
    if not one.number:
        return GlanceCell("none now", href=one.elsewhere_url)
    return GlanceCell(f"{one.number:,}", href=one.openings_url)


def _beginners(one: RoleEvidence) -> GlanceCell | None:
    if not one.number:
        return None
    return GlanceCell(f"{one.entry_number:,}", href=one.entry_url if one.entry_number else "")


def _pay(one: RoleEvidence) -> GlanceCell:
    figure = one.pay.figure if one.pay else None
    return GlanceCell(figure.median, "median") if figure else GlanceCell(NOT_KNOWN)


def _entry_pay(one: RoleEvidence) -> GlanceCell | None:
    pay = one.pay
    is_known = pay is not None and pay.entry is not None and _knows_beginners(pay)
    return GlanceCell(pay.entry.median) if pay and pay.entry and is_known else None


def _widest(one: RoleEvidence) -> GlanceCell | None:
    """What is asked for more, by most; nothing where too few postings stand behind it."""
    if one.separating is None:
        return None
    widest = max(one.separating, key=lambda found: found.width, default=None)
    if widest is None:
        return GlanceCell("none is clear")
    shares = f"{widest.percent}% name it, against {widest.other_percent}%"
    url = one.shares.skill_url(widest.skill.slug) if one.shares else ""
    return GlanceCell(widest.skill.name, f"{shares}{one.where(one.shares)}", url)


def _share(share: Share | None, where: str, href: str = "") -> GlanceCell | None:
    if share is None:
        return None
    sample = f"of {counted(share.n, 'posting')}{where}"
    return GlanceCell(f"{share.percent}%", sample, href)


def _remote(one: RoleEvidence) -> GlanceCell | None:
    url = one.shares.remote_url if one.shares else ""
    return _share(one.remote, one.where(one.shares), url)


def _degree(one: RoleEvidence) -> GlanceCell | None:
    facts = one.getting_in
    return _share(facts.degree, one.where(one.beginners)) if facts else None


def _years(one: RoleEvidence) -> GlanceCell | None:
    years = one.getting_in.years if one.getting_in else None
    if years is None:
        return None
    sample = f"median of {counted(years.n, 'posting')}{one.where(one.beginners)}"
    return GlanceCell(f"{years.median:g}", sample)


def _more(one: RoleEvidence) -> GlanceCell | None:
    if one.separating is None:
        return None
    widest = sorted(one.separating, key=lambda found: found.width, reverse=True)[:NAMED]
    return GlanceCell(", ".join(found.skill.name for found in widest) or "nothing in particular")


def _first_words(
    article: Article, anchor: str, sides: Sequence[RoleSide]
) -> list[GlanceCell | None]:
    """The first sentence, or the first point, of each role's side of a section."""
    part = next((part for part in article.parts if part.anchor == anchor), None)
    by_role = {column.role.pk: column.text for column in part.columns} if part else {}
    found: list[GlanceCell | None] = []
    for side in sides:
        text = by_role.get(side.role.pk)
        said = short_answer(str(text.points[0] if text.points else text.html)) if text else ""
        found.append(GlanceCell(said) if said else None)
    return found


@lru_cache(2_000)
def short_answer(html: str) -> str:
    """The first sentence of the first paragraph or point, or what it says before a colon."""
    first = BLOCK.search(html)
    sentence = first_sentence(strip_tags(first[1] if first else html))
    before, colon, _ = sentence.partition(": ")
    short = f"{before}." if colon and len(before) >= ENOUGH else sentence
    return short[:1].upper() + short[1:]


def verdict_of(sides: Sequence[RoleSide]) -> str:
    """Which of two roles pays more here, by how much, and whether that is sure."""
    gap = sides[0].evidence.pay_gap if len(sides) == 2 else None
    if gap is None:
        return ""
    higher = (sides[0] if gap.amount > 0 else sides[1]).role.plural_name
    pay = sides[0].evidence.pay
    where = sides[0].evidence.where(pay.figure if pay else None)
    said = f"{higher}: {money(gap.currency, abs(gap.amount))} a year more{where}"
    if gap.is_clear:
        interval = gap.interval.removeprefix(gap.currency).strip()
        return f"{said}. That is clear: {interval} (95% interval)."
    if not gap.amount:
        return f"The same median in both, but it may be {gap.more} apart (95% interval)."
    return (
        f"{said}, but these postings cannot tell: "
        f"it may be anything from {gap.less} less to {gap.more} more (95% interval)."
    )


def whose_pay(sides: Sequence[RoleSide]) -> str:
    """Whose pay the medians are: of which place, how many for seniors, and for beginners."""
    shown = [side.evidence.pay for side in sides]
    known = [pay for pay in shown if pay and pay.figure and not pay.figure.row.level]
    if not known:
        return ""
    places = (pay.figure.place for pay in known if pay.figure and pay.is_wider)
    wider = next((f"Pay {place.lower()}, since too few state it here." for place in places), "")
    entry = "" if any(_knows_beginners(pay) for pay in known) else without_beginners(known)
    figures = (pay.figure for pay in known if pay.figure)
    parts = [part for figure in figures if (part := senior_part(figure.row.levels))]
    return " ".join(filter(None, [wider, _all_levels(parts), entry]))


def _all_levels(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    *first, last = parts
    said = f"{', '.join(first)} and {last}" if first else last
    return f"All levels: {said} are senior or above."


def senior_part(levels: Mapping[str, int]) -> str:
    """``14 of 24``: those of a high level among all that state one."""
    stated = sum(levels.get(level, 0) for level in Level.values)
    senior = sum(levels.get(level, 0) for level in SENIOR)
    return f"{senior:,} of {stated:,}" if stated else ""


def _knows_beginners(pay: ShownPay) -> bool:
    return pay.entry is not None and not pay.entry.row.withheld


def plain_rows(glance: Glance) -> Iterator[tuple[str, ...]]:
    """Every row in words, as a table has it."""
    for row in (*glance.first, *glance.more):
        yield (row.label, *(cell.said for cell in row.cells))
