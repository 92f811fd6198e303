"""Guides, authors, series and glossary of a pack: ``guides/``, ``authors.toml``, ``series.toml``,
``glossary/``.

All are optional. In a guide, ``## Choose <role>``, ``## Practical tips`` and ``## Conclusion``
have their own places; every other heading is a section of its own, also one of these names with a
backslash in front.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jobboard.content.sections import PackSection, Part, divide, even, guide_section
from jobboard.content.tables import Folder, Table
from jobboard.site import dates
from roles.models import Guide
from roles.models.guide import MOST_ROLES

SLUG = re.compile(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")
KINDS = tuple(Guide.Kind.values)
STATUSES = tuple(Guide.Status.values)
OUT = ("scheduled", "published")
CHOOSE = "Choose "
TIPS, CONCLUSION = "Practical tips", "Conclusion"

type Lines = dict[str, int]


@dataclass(frozen=True, slots=True)
class PackAuthor:
    slug: str
    name: str
    bio: str = ""
    old_slugs: tuple[str, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class PackChange:
    """A line of a guide's public note of changes."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class PackGuide:
    """``choices`` maps a role's slug to when to choose it; ``lines`` says where texts begin."""

    slug: str
    title: str
    deck: str
    kind: str
    status: str
    author: str
    roles: tuple[str, ...]
    related: tuple[str, ...]
    published_at: datetime | None
    reviewed_on: date | None
    introduction: str
    sections: tuple[PackSection, ...]
    choices: dict[str, str]
    tips: str
    conclusion: str
    unlinked: tuple[str, ...] = ()  # terms that it does not link
    old_slugs: tuple[str, ...] = ()
    changes: tuple[PackChange, ...] = ()
    is_demo: bool = False
    lines: Lines = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class PackTerm:
    slug: str
    name: str
    short: str
    body: str
    aliases: tuple[str, ...] = ()
    is_case_sensitive: bool = False
    roles: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    skill: str = ""
    old_slugs: tuple[str, ...] = ()
    is_demo: bool = False
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class PackSeries:
    slug: str
    title: str
    guides: tuple[str, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Articles:
    authors: tuple[PackAuthor, ...] = ()
    guides: tuple[PackGuide, ...] = ()
    terms: tuple[PackTerm, ...] = ()
    series: tuple[PackSeries, ...] = ()


def read_articles(folder: Folder) -> Articles:
    """Read what there is; problems are left with the folder."""
    authors = [_author(table) for table in folder.rows_if_there("authors.toml", "author")]
    guides = [_guide(folder, name) for name in folder.files("guides")]
    terms = [_term(folder, name) for name in folder.files("glossary")]
    series = [_series(table) for table in folder.rows_if_there("series.toml", "series")]
    folder.refuse_twice("authors.toml", ((author.slug, "authors.toml") for author in authors))
    folder.refuse_twice("series.toml", ((one.slug, "series.toml") for one in series))
    found = tuple(term for term in terms if term)
    names = ((term.name, f"glossary/{term.slug}.md") for term in found)
    folder.refuse_twice("glossary", names)
    return Articles(tuple(authors), tuple(g for g in guides if g), _both_ways(found), tuple(series))


def _both_ways(terms: tuple[PackTerm, ...]) -> tuple[PackTerm, ...]:
    """A term that is related to another is so both ways; a file may say it once."""
    pairs = {(term.slug, other) for term in terms for other in term.related}
    return tuple(
        replace(
            term,
            related=tuple(sorted({*term.related, *(a for a, b in pairs if b == term.slug)})),
        )
        for term in terms
    )


def _author(table: Table) -> PackAuthor:
    author = PackAuthor(
        slug=checked_slug(table, table.text("slug", required=True)),
        name=table.text("name", required=True),
        bio=even(table.text("bio")),
        old_slugs=table.texts("old_slugs"),
        is_demo=table.flag("demo"),
    )
    table.refuse_unknown()
    return author


def _series(table: Table) -> PackSeries:
    series = PackSeries(
        slug=checked_slug(table, table.text("slug", required=True)),
        title=table.text("title", required=True),
        guides=table.texts("guides"),
        is_demo=table.flag("demo"),
    )
    table.refuse_unknown()
    return series


def _guide(folder: Folder, name: str) -> PackGuide | None:
    article = folder.article(name)
    if article is None:
        return None
    table, text, line = article
    introduction, parts = divide(text, line)
    roles = table.texts("roles")
    places = {**{f"{CHOOSE}{role}": role for role in roles}, TIPS: TIPS, CONCLUSION: CONCLUSION}
    special = _special(table, parts, places)
    texts = {places[heading]: part for heading, part in special.items()}
    guide = PackGuide(
        slug=_slug(folder, name),
        title=table.text("title", required=True),
        deck=even(table.text("deck")),
        kind=table.choice("kind", KINDS),
        status=table.choice("status", STATUSES),
        author=table.text("author", required=True),
        roles=roles,
        related=table.texts("related"),
        published_at=_published_at(table),
        reviewed_on=table.day("reviewed_on"),
        introduction=introduction.words,
        sections=tuple(guide_section(table, p) for p in parts if p.heading not in places),
        choices={role: texts[role].words if role in texts else "" for role in roles},
        tips=texts[TIPS].words if TIPS in texts else "",
        conclusion=texts[CONCLUSION].words if CONCLUSION in texts else "",
        unlinked=table.texts("unlinked"),
        old_slugs=table.texts("old_slugs"),
        changes=tuple(_change(row) for row in table.tables("changes")),
        is_demo=table.flag("demo"),
        lines={"": introduction.words_line}
        | {heading: part.words_line for heading, part in texts.items()},
    )
    table.refuse_unknown()
    _check_guide(table, guide)
    return guide


def _change(table: Table) -> PackChange:
    day = table.day("on")
    if day is None:
        table.complain("on", "a change has its day: on = 2026-11-23")
    change = PackChange(day or date.min, table.text("text", required=True))
    table.refuse_unknown()
    return change


def _special(table: Table, parts: list[Part], places: Collection[str]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for part in parts:
        if part.heading in found:
            table.complain_at(part.line, f"“{part.heading}” stands twice")
        if part.heading in places:
            found[part.heading] = part
    return found


def _published_at(table: Table) -> datetime | None:
    """A moment, or a day: then its beginning, on the board's clock."""
    at, day = table.moment("published_at"), table.day("published_on")
    if at and day:
        table.complain("published_on", "published_at says it already")
    return at or (dates.beginning(day) if day else None)


def _check_guide(table: Table, guide: PackGuide) -> None:
    if guide.status in OUT and guide.published_at is None:
        table.complain("status", f"a {guide.status} guide needs published_at or published_on")
    if len(guide.roles) > MOST_ROLES:
        table.complain("roles", f"a guide has {MOST_ROLES} roles at most")
    replaced = [section.replaces for section in guide.sections if section.replaces]
    for section in guide.sections:
        if replaced.count(section.replaces) > 1:
            table.complain_at(section.line, f"{section.replaces} is replaced twice")


def _term(folder: Folder, name: str) -> PackTerm | None:
    article = folder.article(name)
    if article is None:
        return None
    table, text, line = article
    term = PackTerm(
        slug=_slug(folder, name),
        name=table.text("name", required=True),
        short=even(table.text("short", required=True)),
        body=even(text),
        aliases=table.texts("aliases"),
        is_case_sensitive=table.flag("case_sensitive"),
        roles=table.texts("roles"),
        related=table.texts("related"),
        skill=table.text("skill"),
        old_slugs=table.texts("old_slugs"),
        is_demo=table.flag("demo"),
        line=Part("", text, line).words_line,
    )
    table.refuse_unknown()
    return term


def _slug(folder: Folder, name: str) -> str:
    slug = name.rpartition("/")[2].removesuffix(".md")
    if not SLUG.match(slug):
        folder.complain(name, 1, f"“{slug}” cannot stand in the site's addresses")
    return slug


def checked_slug(table: Table, slug: str) -> str:
    if slug and not SLUG.match(slug):
        table.complain("slug", f"“{slug}” cannot stand in the site's addresses")
    return slug


def check_references(
    folder: Folder,
    found: Articles,
    roles: Collection[str],
    known: Mapping[str, Collection[str]],
) -> None:
    """Name every role, author, guide and term that is pointed at and exists nowhere.

    ``known`` holds the slugs that are there already, by kind.
    """
    there = {
        "role": {*roles, *known.get("role", ())},
        "author": {*(author.slug for author in found.authors), *known.get("author", ())},
        "guide": {*(guide.slug for guide in found.guides), *known.get("guide", ())},
        "term": {*(term.slug for term in found.terms), *known.get("term", ())},
    }
    pointed: list[tuple[str, str, tuple[str, ...]]] = []
    for guide in found.guides:
        where = f"guides/{guide.slug}.md"
        pointed += [(where, "author", (guide.author,)), (where, "role", guide.roles)]
        pointed += [(where, "guide", guide.related), (where, "term", guide.unlinked)]
    for term in found.terms:
        where = f"glossary/{term.slug}.md"
        pointed += [(where, "role", term.roles), (where, "term", term.related)]
    pointed += [("series.toml", "guide", one.guides) for one in found.series]
    for where, kind, slugs in pointed:
        for slug in slugs:
            if slug and slug not in there[kind]:
                folder.complain_of(where, slug, f"there is no {kind} “{slug}”")
