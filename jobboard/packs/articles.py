"""Guides, authors and glossary of a pack: ``guides/``, ``authors.toml``, ``glossary/``.

All three are optional. In a guide, ``## Choose <role>``, ``## Practical tips`` and
``## Conclusion`` have their own places; every other heading is a section of its own.
"""

import re
from dataclasses import dataclass
from datetime import date

from jobboard.packs.sections import PackSection, divide, section
from jobboard.packs.tables import Folder, Table

SLUG = re.compile(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")
KINDS = ("comparison", "explainer")
STATUSES = ("draft", "published")
CHOOSE = "Choose "


@dataclass(frozen=True, slots=True)
class PackAuthor:
    slug: str
    name: str
    bio: str = ""


@dataclass(frozen=True, slots=True)
class PackGuide:
    """``choices`` maps a role's slug to when to choose it."""

    slug: str
    title: str
    deck: str
    kind: str
    status: str
    author: str
    roles: tuple[str, ...]
    related: tuple[str, ...]
    published_on: date | None
    reviewed_on: date | None
    introduction: str
    sections: tuple[PackSection, ...]
    choices: dict[str, str]
    tips: str
    conclusion: str


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


@dataclass(frozen=True, slots=True)
class Articles:
    authors: tuple[PackAuthor, ...] = ()
    guides: tuple[PackGuide, ...] = ()
    terms: tuple[PackTerm, ...] = ()


def read_articles(folder: Folder) -> Articles:
    """Read what there is; problems are left with the folder."""
    has_authors = (folder.folder / "authors.toml").exists()
    authors = [_author(t) for t in folder.rows("authors.toml", "author")] if has_authors else []
    guides = [_guide(folder, name) for name in _names(folder, "guides")]
    terms = [_term(folder, name) for name in _names(folder, "glossary")]
    found = Articles(
        tuple(authors), tuple(g for g in guides if g), tuple(term for term in terms if term)
    )
    _check_references(folder, found)
    return found


def _names(folder: Folder, room: str) -> list[str]:
    return sorted(f"{room}/{file.name}" for file in (folder.folder / room).glob("*.md"))


def _author(table: Table) -> PackAuthor:
    author = PackAuthor(
        table.text("slug", required=True), table.text("name", required=True), table.text("bio")
    )
    table.refuse_unknown()
    return author


def _guide(folder: Folder, name: str) -> PackGuide | None:
    article = folder.article(name)
    if article is None:
        return None
    table, text = article
    introduction, parts = divide(text)
    roles = table.texts("roles")
    special = {f"{CHOOSE}{role}" for role in roles} | {"Practical tips", "Conclusion"}
    texts = dict(parts)
    guide = PackGuide(
        slug=_slug(folder, name),
        title=table.text("title", required=True),
        deck=table.text("deck"),
        kind=table.choice("kind", KINDS),
        status=table.choice("status", STATUSES),
        author=table.text("author", required=True),
        roles=roles,
        related=table.texts("related"),
        published_on=table.day("published_on"),
        reviewed_on=table.day("reviewed_on"),
        introduction=introduction,
        sections=tuple(section(table, h, body) for h, body in parts if h not in special),
        choices={role: texts.get(f"{CHOOSE}{role}", "") for role in roles},
        tips=texts.get("Practical tips", ""),
        conclusion=texts.get("Conclusion", ""),
    )
    table.refuse_unknown()
    if guide.status == "published" and guide.published_on is None:
        table.complain("status", "a published guide needs published_on")
    return guide


def _term(folder: Folder, name: str) -> PackTerm | None:
    article = folder.article(name)
    if article is None:
        return None
    table, text = article
    term = PackTerm(
        slug=_slug(folder, name),
        name=table.text("name", required=True),
        short=table.text("short", required=True),
        body=text.strip(),
        aliases=table.texts("aliases"),
        is_case_sensitive=table.flag("case_sensitive"),
        roles=table.texts("roles"),
        related=table.texts("related"),
        skill=table.text("skill"),
    )
    table.refuse_unknown()
    return term


def _slug(folder: Folder, name: str) -> str:
    slug = name.rpartition("/")[2].removesuffix(".md")
    if not SLUG.match(slug):
        folder.complain(name, 1, f"“{slug}” cannot stand in the site's addresses")
    return slug


def _check_references(folder: Folder, found: Articles) -> None:
    """Name every author, guide and term that is pointed at and does not exist."""
    authors = {author.slug for author in found.authors}
    guides = {guide.slug for guide in found.guides}
    terms = {term.slug for term in found.terms}
    for guide in found.guides:
        where = f"guides/{guide.slug}.md"
        if guide.author not in authors:
            folder.complain(where, 1, f"there is no author “{guide.author}”")
        for slug in guide.related:
            if slug not in guides:
                folder.complain(where, 1, f"there is no guide “{slug}”")
    for term in found.terms:
        for slug in term.related:
            if slug not in terms:
                folder.complain(f"glossary/{term.slug}.md", 1, f"there is no term “{slug}”")
