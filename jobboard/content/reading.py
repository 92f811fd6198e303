"""From a pack's files to its objects.

``pack.toml`` (name, description, languages), ``roles/<slug>.md`` (TOML between ``+++`` lines,
then the definition and the profile's sections), ``skills.toml``, ``levels.toml``,
``occupations.toml``; and, all optional, ``guides/``, ``authors.toml``, ``series.toml`` and
``glossary/``. Pictures are in ``pictures.py``.

In a guide, ``## Choose <role>``, ``## Practical tips`` and ``## Conclusion`` have their own places;
every other heading is a section of its own, also one of these names with a backslash in front.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from jobboard.content.folder import Folder, PackError, TomlTable
from jobboard.content.keys import SLUG, normalize_text, read_keys, slugs_named
from jobboard.content.pictures import read_pictures
from jobboard.content.sections import MarkdownPart, divide, guide_section, profile_sections
from jobboard.content.shapes import (
    SHAPES,
    Pack,
    PackGuide,
    PackRole,
    PackSkill,
    PackTerm,
    file_of,
)
from jobboard.content.vocabulary import check_phrases
from listings.models import Level
from roles.models.guide import MOST_ROLES
from roles.models.role import is_reserved

LEVELS = tuple(Level.values)
NO_LEVEL = "none"
OUT = ("scheduled", "published")
CHOOSE = "Choose "
TIPS, CONCLUSION = "Practical tips", "Conclusion"

type Slugs = Mapping[str, Collection[str]]
type Build = Callable[[TomlTable, MarkdownPart, str], Any]


def read_pack(path: Path, known: Slugs | None = None) -> Pack:
    """Read a pack; raises PackError with all its problems at once.

    ``known`` holds the slugs by kind that texts may point at and the pack need not hold.
    """
    folder = Folder(path)
    pack = read_folder(folder, known or {})
    if folder.problems:
        raise PackError(folder.problems)
    return pack


def read_folder(folder: Folder, known: Slugs) -> Pack:
    """Read what there is; problems are left with the folder."""
    head = folder.table("pack.toml")
    name = head.text("name", required=True)
    description, languages = head.text("description"), head.texts("languages") or ("en",)
    head.refuse_unknown()
    pack = Pack(
        name=name,
        description=description,
        languages=languages,
        skills=_objects(folder, PackSkill),
        levels=_levels(folder),
        occupations=_phrases(folder, "occupations.toml", ("phrases",))["phrases"],
        objects={kind: _objects(folder, shape) for kind, shape in SHAPES.items()},
        pictures=read_pictures(folder),
    )
    check_phrases(folder, pack)
    _check_references(folder, pack, known)
    return pack


def _objects(folder: Folder, shape: type[Any]) -> tuple[Any, ...]:
    """Read the objects of one kind; slugs and names stand once, but for names that may not."""
    found = tuple(
        one for name in folder.files(shape.file) for one in read_file(folder, shape, name)
    )
    where = shape.file.partition("/")[0]
    folder.refuse_twice(where, ((one.slug, file_of(one)) for one in found))
    if shape in NAMED_ONCE:
        folder.refuse_twice(where, ((one.name, file_of(one)) for one in found))
    return _related_both_ways(found) if shape is PackTerm else found


def read_file(folder: Folder, shape: type[Any], name: str) -> list[Any]:
    """Read the objects of one file; problems are left with the folder."""
    if build := DOCUMENTS.get(shape.kind):
        return _document(folder, name, build)
    rows = folder.rows(name, shape.kind)
    found = [shape(**read_keys(shape, table)) for table in rows]
    for table in rows:
        table.refuse_unknown()
    return found


def _levels(folder: Folder) -> dict[str, str]:
    found: dict[str, str] = {}
    for level, phrases in _phrases(folder, "levels.toml", (*LEVELS, NO_LEVEL)).items():
        for phrase in phrases:
            if phrase in found:
                folder.complain_of("levels.toml", level, f"“{phrase}” has two levels")
            found[phrase] = "" if level == NO_LEVEL else level
    return found


def _phrases(folder: Folder, name: str, keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Read a file of lists of phrases, which need not be there."""
    if not folder.files(name):
        return dict.fromkeys(keys, ())
    table = folder.table(name)
    found = {key: table.texts(key) for key in keys}
    table.refuse_unknown()
    return found


def _document(folder: Folder, name: str, build: Build) -> list[Any]:
    article = folder.article(name)
    if article is None:
        return []
    table, text, line = article
    slug = name.rpartition("/")[2].removesuffix(".md")
    one = build(table, MarkdownPart("", text, line), slug)
    table.refuse_unknown()
    if (one.kind == "role" and is_reserved(slug)) or not SLUG.match(slug):
        folder.complain(name, 1, f"“{slug}” cannot stand in the site's addresses")
    return [one]


def _role(table: TomlTable, whole: MarkdownPart, slug: str) -> PackRole:
    definition, parts = divide(whole.text, whole.line)
    values = read_keys(PackRole, table)
    day = values["reviewed_on"]
    sections = (
        replace(one, reviewed_on=one.reviewed_on or day) for one in profile_sections(table, parts)
    )
    return PackRole(
        slug=slug,
        definition=definition.words,
        sections=tuple(sections),
        line=definition.words_line,
        **values,
    )


def _term(table: TomlTable, whole: MarkdownPart, slug: str) -> PackTerm:
    values = read_keys(PackTerm, table)
    return PackTerm(slug=slug, body=normalize_text(whole.text), line=whole.words_line, **values)


def _related_both_ways(terms: tuple[PackTerm, ...]) -> tuple[PackTerm, ...]:
    """A term that is related to another is so both ways; a file may say it once."""
    back: dict[str, set[str]] = defaultdict(set)
    for term in terms:
        for other in term.related:
            back[other].add(term.slug)
    return tuple(
        replace(term, related=tuple(sorted({*term.related, *back[term.slug]}))) for term in terms
    )


def _guide(table: TomlTable, whole: MarkdownPart, slug: str) -> PackGuide:
    introduction, parts = divide(whole.text, whole.line)
    values = read_keys(PackGuide, table)
    roles = values["roles"]
    places = {**{f"{CHOOSE}{role}": role for role in roles}, TIPS: TIPS, CONCLUSION: CONCLUSION}
    special = _special(table, parts, places)
    texts = {places[heading]: part for heading, part in special.items()}
    guide = PackGuide(
        slug=slug,
        introduction=introduction.words,
        sections=tuple(guide_section(table, p) for p in parts if p.heading not in places),
        choices={role: _words(texts, role) for role in roles},
        tips=_words(texts, TIPS),
        conclusion=_words(texts, CONCLUSION),
        lines={"": introduction.words_line}
        | {heading: part.words_line for heading, part in texts.items()},
        **values,
    )
    _check_guide(table, guide)
    return guide


def _words(parts: Mapping[str, MarkdownPart], name: str) -> str:
    return parts[name].words if name in parts else ""


def _special(
    table: TomlTable, parts: list[MarkdownPart], places: Collection[str]
) -> dict[str, MarkdownPart]:
    found: dict[str, MarkdownPart] = {}
    for part in parts:
        if part.heading in found:
            table.complain_at(part.line, f"“{part.heading}” stands twice")
        if part.heading in places:
            found[part.heading] = part
    return found


def _check_guide(table: TomlTable, guide: PackGuide) -> None:
    if guide.status in OUT and guide.published_at is None:
        table.complain("status", f"a {guide.status} guide needs published_at or published_on")
    if len(guide.roles) > MOST_ROLES:
        table.complain("roles", f"a guide has {MOST_ROLES} roles at most")
    replaced = Counter(section.replaces for section in guide.sections if section.replaces)
    for section in guide.sections:
        if replaced[section.replaces] > 1:
            table.complain_at(section.line, f"{section.replaces} is replaced twice")


DOCUMENTS: dict[str, Build] = {"role": _role, "guide": _guide, "term": _term}
NAMED_ONCE = (PackRole, PackTerm, PackSkill)


def _check_references(folder: Folder, pack: Pack, known: Slugs) -> None:
    """Name every role, author, guide and term that is pointed at and exists nowhere."""
    there = {
        kind: {*(one.slug for one in found), *known.get(kind, ())}
        for kind, found in pack.objects.items()
    }
    for one in pack:
        for kind, slugs in slugs_named(one):
            for slug in slugs:
                if slug and slug not in there[kind]:
                    folder.complain_of(file_of(one), slug, f"there is no {kind} “{slug}”")
