"""What files can get wrong beyond their form: lengths, names that are taken, broken Markdown."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError

from jobboard.content.files import Pack
from jobboard.content.pictures import check_pictures
from jobboard.content.sections import PackSection
from jobboard.content.shelf import Shelf
from jobboard.content.tables import Folder
from jobboard.markup import check
from listings.models import LevelWord, OccupationWord, Skill, SkillAlias
from roles.models import (
    Author,
    Guide,
    GuideChange,
    GuideSection,
    Role,
    RoleAlias,
    RoleSection,
    SectionSource,
    Series,
    Term,
)

YEARS = range(1990, 2101)  # as at the desk
_UNKNOWN_NAME = re.compile(r"There is no (?:role|skill) “([^”]*)”")  # as figures complain


def check_values(folder: Folder, pack: Pack, shelf: Shelf) -> None:
    """Complain of what the tables of the database would refuse."""
    for name, key, model, field, value in _values(pack):
        for said in _faults(model, field, value):
            folder.complain_key(name, key, f"{key}: {said}")
    for guide in pack.articles.guides:
        if guide.published_at and guide.published_at.year not in YEARS:
            what = f"the year lies between {YEARS[0]} and {YEARS[-1]}"
            folder.complain_key(f"guides/{guide.slug}.md", "published_at", what)
    _check_names(folder, pack, shelf)
    _check_old_slugs(folder, pack, shelf)


def _faults(model: type[Any], field: str, value: Any) -> list[str]:
    try:
        model._meta.get_field(field).clean(value, None)  # noqa: SLF001
    except ValidationError as error:
        return error.messages
    return []


type Value = tuple[str, str, type[Any], str, Any]


def _values(pack: Pack) -> Iterator[Value]:
    """Yield file, key, model, field and value of every short text."""
    for role in pack.roles:
        name = f"roles/{role.slug}.md"
        for key in ("slug", "name", "plural", "abbreviation", "family"):
            yield name, key, Role, key, getattr(role, key)
        yield from ((name, "aliases", RoleAlias, "phrase", phrase) for phrase in role.aliases)
        for section in role.sections:
            yield from _of_sources(name, section)
    for guide in pack.articles.guides:
        name = f"guides/{guide.slug}.md"
        yield from (
            (name, key, Guide, key, getattr(guide, key)) for key in ("slug", "title", "deck")
        )
        for change in guide.changes:
            yield name, "text", GuideChange, "text", change.text
        for section in guide.sections:
            yield name, f"## {section.heading}", GuideSection, "heading", section.heading or "-"
    yield from _of_words(pack)


def _of_sources(name: str, section: PackSection) -> Iterator[Value]:
    for source in section.sources:
        key = "[source]"
        yield name, key, SectionSource, "title", source.title
        yield name, key, SectionSource, "url", source.url
    urls = [source.url for source in section.sources]
    if len(set(urls)) < len(urls):
        yield name, "[source]", RoleSection, "kind", f"{section.heading} with a source twice"


def _of_words(pack: Pack) -> Iterator[Value]:
    for term in pack.articles.terms:
        name = f"glossary/{term.slug}.md"
        yield from ((name, key, Term, key, getattr(term, key)) for key in ("slug", "name", "short"))
        yield name, "aliases", Term, "aliases", list(term.aliases)
    for author in pack.articles.authors:
        yield from (("authors.toml", k, Author, k, getattr(author, k)) for k in ("slug", "name"))
    for series in pack.articles.series:
        yield from (("series.toml", k, Series, k, getattr(series, k)) for k in ("slug", "title"))
    for skill in pack.skills:
        yield from (("skills.toml", k, Skill, k, getattr(skill, k)) for k in ("slug", "name"))
        for phrase in (*skill.aliases, *skill.case_sensitive):
            yield "skills.toml", "aliases", SkillAlias, "phrase", phrase
    for phrase in pack.levels:
        yield "levels.toml", phrase, LevelWord, "phrase", phrase
    for phrase in pack.occupations:
        yield "occupations.toml", "phrases", OccupationWord, "phrase", phrase


def _check_names(folder: Folder, pack: Pack, shelf: Shelf) -> None:
    """Complain of a name that another row has, which these files do not rename."""
    rooms: list[tuple[str, str, Callable[[str], str], Any]] = [
        ("role", "name", "roles/{}.md".format, pack.roles),
        ("term", "name", "glossary/{}.md".format, pack.articles.terms),
        ("series", "title", lambda slug: "series.toml", pack.articles.series),
    ]
    for kind, key, file, found in rooms:
        written = {shelf.find(kind, one.slug, getattr(one, "old_slugs", ())) for one in found}
        others = {getattr(row, key): row for row in shelf.rows[kind].values() if row not in written}
        for one in found:
            if other := others.get(getattr(one, key)):
                what = f"“{other}” is the {key} of {kind} “{other.slug}” already"
                folder.complain_key(file(one.slug), key, what)


def _check_old_slugs(folder: Folder, pack: Pack, shelf: Shelf) -> None:
    rooms: list[tuple[str, Callable[[str], str], Any]] = [
        ("role", "roles/{}.md".format, pack.roles),
        ("guide", "guides/{}.md".format, pack.articles.guides),
        ("term", "glossary/{}.md".format, pack.articles.terms),
        ("author", lambda slug: "authors.toml", pack.articles.authors),
    ]
    for kind, file, found in rooms:
        taken = {one.slug: one.slug for one in found}
        for one in found:
            mine = shelf.find(kind, one.slug, one.old_slugs)
            for slug in one.old_slugs:
                for said in _faults(Guide, "slug", slug):
                    folder.complain_key(file(one.slug), "old_slugs", f"“{slug}”: {said}")
                owner = shelf.find(kind, slug)
                if taken.setdefault(slug, one.slug) != one.slug or owner not in {mine, None}:
                    what = f"“{slug}” is or was the address of another {kind}"
                    folder.complain_key(file(one.slug), "old_slugs", what)


def check_texts(folder: Folder, pack: Pack, *, names_exist: bool) -> None:
    """Complain of broken Markdown, at its line in the file.

    While the rows of the pack are not written (``names_exist`` false) a figure may name what is
    still to come: a role or skill of the pack is no problem then, any other unknown name is.
    """
    to_come = set() if names_exist else _slugs(pack)
    for name, line, text in pack.texts():
        for problem in check(text) if text else ():
            unknown = _UNKNOWN_NAME.match(problem.message)
            if not unknown or unknown[1].casefold() not in to_come:
                said = str(problem).partition(": ")[2]
                folder.complain(name, line + problem.line - 1, said)
    check_pictures(folder, pack.texts(), pack.pictures)


def _slugs(pack: Pack) -> set[str]:
    roles = {slug for role in pack.roles for slug in (role.slug, *role.old_slugs)}
    return roles | {skill.slug for skill in pack.skills}
