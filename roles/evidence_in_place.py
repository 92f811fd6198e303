"""What the pages of guides, comparisons and roles share: texts with their evidence, in place."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from jobboard import markup
from listings.insights.verdict import RoleEvidence
from listings.models import Demand
from roles.article import Article, ArticlePart, RoleSide, Teaser
from roles.glance import glance_of
from roles.pictures import pictures_of


def article_context(
    article: Article, sides: Sequence[RoleSide], *, has_glance: bool = True
) -> dict[str, Any]:
    """Return what the templates of ``guides/`` read."""
    if not sides:
        return {"article": article, "sides": []}
    pictures = pictures_of(sides)
    knows_all = all(side.evidence.pay and side.evidence.pay.figure for side in sides)
    has_picture = bool(pictures.pay and pictures.pay.svg) and knows_all
    glance = glance_of(article, sides, has_picture=has_picture) if has_glance else None
    add_shares_of_tools(article, sides)
    return {
        "article": with_evidence(article, sides),
        "sides": sides,
        "pictures": pictures,
        "glance": glance,
        "short_minutes": markup.reading_minutes(glance.words) if glance else 0,
    }


BESIDE = {
    "skills": ("asked_for",),
    "education": ("degree",),
    "industries": ("employers",),
    "outlook": ("demand",),
    "getting-started": ("getting_in",),
}
"""By the anchor of a section."""

KNOWN: dict[str, Callable[[RoleEvidence], object]] = {
    "asked_for": lambda one: one.skills,
    "degree": lambda one: one.getting_in and one.getting_in.degree,
    "employers": lambda one: one.employers,
    "demand": lambda one: one.number or one.remote,
    "getting_in": lambda one: one.number or one.beginners,
}

OF_TWO = "separates"
PROSE = "part-"
"""How the anchors of an author's own sections begin."""

PAY = ArticlePart("pay", "What it pays", figures="pay", evidence=("pay_facts",))
TOGETHER = ArticlePart("postings-say", "What postings say", figures="all")
PATHS = ArticlePart("paths", "From one to the other", figures="paths")
OPENINGS = ArticlePart("openings", "Openings now", figures="openings")
BEFORE_PAY = ("outlook", "industries", "tools", "education", "skills", "responsibilities")
"""Pay follows the first of these that the page has."""


def with_evidence(article: Article, sides: Sequence[RoleSide]) -> Article:
    """Add what openings say of the roles. What has no section of its own stands together, before
    the openings; beside texts without evidence stands an opening each, as long as there are any.
    """
    names = [name for names in BESIDE.values() for name in names if _is_known(name, sides)]
    beside = {anchor: tuple(set(names) & set(own)) for anchor, own in BESIDE.items()}
    parts = [replace(part, evidence=beside.get(part.anchor, ())) for part in article.parts]
    if len(sides) == 2:
        names.append(OF_TWO)
        _add_separating(parts)
    placed = {name for part in parts for name in part.evidence}
    loose = tuple(name for name in names if name not in placed)
    _insert_pay(parts)
    if loose:
        parts.append(replace(TOGETHER, evidence=loose))
    last = [PATHS, OPENINGS] if any(side.evidence.way_in for side in sides) else [OPENINGS]
    return replace(article, parts=[*_with_openings(parts, sides), *last])


def _is_known(name: str, sides: Sequence[RoleSide]) -> bool:
    """Whether there is anything to say of one of the roles; else a page has no hole for it."""
    return any(KNOWN[name](side.evidence) for side in sides)


def _add_separating(parts: list[ArticlePart]) -> None:
    """What separates the two stands beside the author's first section, or beside the skills."""
    prose = (place for place, part in enumerate(parts) if part.anchor.startswith(PROSE))
    skills = (place for place, part in enumerate(parts) if part.anchor == "skills")
    place = next(prose, next(skills, None))
    if place is not None:
        parts[place] = replace(parts[place], evidence=(*parts[place].evidence, OF_TWO))


def _insert_pay(parts: list[ArticlePart]) -> None:
    places = {part.anchor: place for place, part in enumerate(parts)}
    after = next((places[anchor] for anchor in BEFORE_PAY if anchor in places), len(parts) - 1)
    parts.insert(after + 1, PAY)


def _with_openings(
    parts: Sequence[ArticlePart], sides: Sequence[RoleSide]
) -> Iterator[ArticlePart]:
    found = _teasers(sides)
    for part in parts:
        is_narrow = part.text is not None or len(part.columns) == 1
        is_bare = is_narrow and not part.evidence
        yield replace(part, opening=next(found, None)) if is_bare else part


def _teasers(sides: Sequence[RoleSide]) -> Iterator[Teaser]:
    """The best openings, one of each role in turn."""
    for row in zip_longest(*(side.evidence.openings for side in sides)):
        for side, one in zip(sides, row, strict=True):
            if one:
                yield Teaser(side.role, side.letter, one)


POINT = re.compile(r"<li>(.*?)</li>", re.DOTALL)
# Of other names the slug would be that of another skill: C++ is not "c".
PLAIN_NAME = re.compile(r"[\w .-]+")


def add_shares_of_tools(article: Article, sides: Sequence[RoleSide]) -> None:
    """Put the share behind every point of the tools' section that is the name of a skill."""
    shares = {side.role.pk: side.evidence.shares for side in sides}
    columns = [
        column for part in article.parts if part.anchor == "tools" for column in part.columns
    ]
    for column in columns:
        known = shares.get(column.role.pk)
        if known:
            column.text.html = with_shares(column.text.html, known.row)


@lru_cache(500)
def with_shares(html: str, row: Demand) -> SafeString:
    """``html``: a text as it was rendered, which is safe; ``row``: a snapshot, which stays so."""

    def told(found: re.Match[str]) -> str:
        name = strip_tags(found[1]).strip()
        slug = slugify(name) if PLAIN_NAME.fullmatch(name) else ""
        share = row.share_of(slug) if slug in (row.skills or {}) else None
        if share is None:
            return found[0]
        said = format_html(' <span class="tool__share">{}%</span>', share.percent)
        return f"<li>{found[1]}{said}</li>"

    return mark_safe(POINT.sub(told, html))  # noqa: S308 (escaped here, or rendered before)
