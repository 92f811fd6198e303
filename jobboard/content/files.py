"""A content pack as files: roles, skills and the words that titles are read by.

``pack.toml`` (name, description, languages), ``roles/<slug>.md`` (TOML between ``+++`` lines,
then the definition and the profile's sections), ``skills.toml``, ``levels.toml``,
``occupations.toml``; guides, authors and glossary are in ``articles.py``, pictures in
``pictures.py``.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from jobboard.content.articles import SLUG, Articles, check_references, checked_slug, read_articles
from jobboard.content.pictures import PackPicture, read_pictures
from jobboard.content.sections import PackSection, divide, profile_sections
from jobboard.content.tables import Folder, PackError, Table

LEVELS = ("entry", "mid", "senior", "lead", "executive")
NO_LEVEL = "none"
RESERVED_SLUGS = frozenset({"compare", "method"})


@dataclass(frozen=True, slots=True)
class PackRole:
    """``aliases`` and ``excludes`` are patterns of ``listings.reading.patterns``.

    ``definition`` is the text before the first ``## `` heading; ``sections`` are the profile.
    A ``reviewed_on`` of the file is that of each section which names none.
    """

    slug: str
    name: str
    definition: str
    plural: str = ""
    abbreviation: str = ""
    family: str = ""
    aliases: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    sections: tuple[PackSection, ...] = ()
    old_slugs: tuple[str, ...] = ()
    is_demo: bool = False
    line: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class PackSkill:
    """``case_sensitive`` phrases count only as written; the name may be one of them."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    case_sensitive: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """``levels`` maps a phrase to a level, "" for phrases that state none."""

    name: str
    description: str = ""
    languages: tuple[str, ...] = ("en",)
    roles: tuple[PackRole, ...] = ()
    skills: tuple[PackSkill, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()
    articles: Articles = field(default_factory=Articles)
    pictures: tuple[PackPicture, ...] = ()

    def texts(self) -> Iterator[tuple[str, int, str]]:
        """Every text of Markdown: file, the line on which it begins, and the text."""
        for role in self.roles:
            name = f"roles/{role.slug}.md"
            yield name, role.line, role.definition
            yield from ((name, section.line, section.body) for section in role.sections)
        for guide in self.articles.guides:
            name = f"guides/{guide.slug}.md"
            yield name, guide.lines.get("", 1), guide.introduction
            yield from ((name, section.line, section.body) for section in guide.sections)
            closing = {"Practical tips": guide.tips, "Conclusion": guide.conclusion}
            last = (guide.choices | closing).items()
            yield from ((name, guide.lines.get(key, 1), text) for key, text in last)
        for term in self.articles.terms:
            yield f"glossary/{term.slug}.md", term.line, term.body


def read_pack(path: Path, known: Mapping[str, Collection[str]] | None = None) -> Pack:
    """Read a pack; raises PackError with all its problems at once.

    ``known`` holds the slugs by kind that texts may point at and the pack need not hold.
    """
    folder = Folder(path)
    pack = read_folder(folder, known or {})
    if folder.problems:
        raise PackError(folder.problems)
    return pack


def read_folder(folder: Folder, known: Mapping[str, Collection[str]]) -> Pack:
    """Read what there is; problems are left with the folder."""
    head = folder.table("pack.toml")
    name = head.text("name", required=True)
    description, languages = head.text("description"), head.texts("languages") or ("en",)
    head.refuse_unknown()
    pack = Pack(
        name=name,
        description=description,
        languages=languages,
        roles=read_roles(folder),
        skills=_skills(folder),
        levels=_levels(folder),
        occupations=_occupations(folder),
        articles=read_articles(folder),
        pictures=read_pictures(folder),
    )
    slugs = {role.slug for role in pack.roles}
    check_references(folder, pack.articles, slugs, known)
    return pack


def read_roles(folder: Folder) -> tuple[PackRole, ...]:
    roles = [_role(folder, name) for name in folder.files("roles")]
    found = tuple(role for role in roles if role is not None)
    folder.refuse_twice("roles", ((role.name, f"roles/{role.slug}.md") for role in found))
    return found


def _role(folder: Folder, name: str) -> PackRole | None:
    article = folder.article(name)
    if article is None:
        return None
    table, text, line = article
    slug = name.removeprefix("roles/").removesuffix(".md")
    definition, parts = divide(text, line)
    day = table.day("reviewed_on")
    role = PackRole(
        slug=slug,
        name=table.text("name", required=True),
        plural=table.text("plural"),
        abbreviation=table.text("abbreviation"),
        family=table.text("family"),
        aliases=table.texts("aliases"),
        excludes=table.texts("excludes"),
        definition=definition.words,
        sections=tuple(
            replace(one, reviewed_on=one.reviewed_on or day)
            for one in profile_sections(table, parts)
        ),
        old_slugs=table.texts("old_slugs"),
        is_demo=table.flag("demo"),
        line=definition.words_line,
    )
    table.refuse_unknown()
    if not SLUG.match(slug) or slug in RESERVED_SLUGS or "-vs-" in f"-{slug}-":
        folder.complain(name, 1, f"“{slug}” cannot stand in the site's addresses")
    return role


def _skills(folder: Folder) -> tuple[PackSkill, ...]:
    name = "skills.toml"
    skills = [_skill(table) for table in folder.rows_if_there(name, "skill")]
    folder.refuse_twice(name, ((skill.name, name) for skill in skills))
    folder.refuse_twice(name, ((skill.slug, name) for skill in skills))
    return tuple(skills)


def _skill(table: Table) -> PackSkill:
    skill = PackSkill(
        slug=checked_slug(table, table.text("slug", required=True)),
        name=table.text("name", required=True),
        aliases=table.texts("aliases"),
        case_sensitive=table.texts("case_sensitive"),
        excludes=table.texts("excludes"),
    )
    table.refuse_unknown()
    return skill


def _levels(folder: Folder) -> dict[str, str]:
    if not folder.has("levels.toml"):
        return {}
    table = folder.table("levels.toml")
    found: dict[str, str] = {}
    for level in (*LEVELS, NO_LEVEL):
        for phrase in table.texts(level):
            if phrase in found:
                table.complain(level, f"“{phrase}” has two levels")
            found[phrase] = "" if level == NO_LEVEL else level
    table.refuse_unknown()
    return found


def _occupations(folder: Folder) -> tuple[str, ...]:
    if not folder.has("occupations.toml"):
        return ()
    table = folder.table("occupations.toml")
    phrases = table.texts("phrases")
    table.refuse_unknown()
    return phrases
