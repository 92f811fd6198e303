"""Files to rows, when the files are the truth: all of it or nothing, as one revision.

Before anything is written, lengths, taken names and broken Markdown are complained of.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from jobboard.content.folder import Folder, PackError
from jobboard.content.keys import short_texts
from jobboard.content.pictures import check_pictures, store_pictures
from jobboard.content.reading import read_folder
from jobboard.content.rows import (
    ADDRESSED,
    MODELS,
    Change,
    ContentIndex,
    Merged,
    one_revision,
    write_all,
    write_words,
)
from jobboard.content.shapes import (
    Pack,
    PackGuide,
    PackObject,
    PackRole,
    PackSection,
    PackTerm,
    file_of,
)
from jobboard.content.writing import text_of
from jobboard.markup import check
from listings.models import LevelWord, OccupationWord, Skill, SkillAlias
from roles.models import (
    Guide,
    GuideChange,
    GuideSection,
    RoleAlias,
    RoleSection,
    SectionSource,
    Term,
)
from roles.models.guide import YEARS

DELETED = ("series", "guide", "term", "role", "author")  # what leans on others goes first


def import_content(path: Path, *, is_check: bool = False, has_deletion: bool = False) -> Merged:
    """Bring the board's content to what the folder says.

    Raises PackError with every problem, as ``file:line: what``, and changes nothing then; nor
    does it with ``is_check``. Rows that are in no file stay, unless ``has_deletion``.
    """
    folder, index, merged = Folder(path), ContentIndex(), Merged()
    pack = read_folder(folder, index.slugs())
    check_values(folder, pack, index)
    if folder.problems:
        check_texts(folder, pack, names_exist=False)
        raise PackError(folder.problems)
    with transaction.atomic():
        changes = _changes(pack, index, merged)
        with one_revision(f"Imported from {path.resolve().name}", changes):
            write_words(pack, merged, update=True)
            write_all(changes, index, takes_skills=True)
            if has_deletion:
                _delete(folder, merged)
        check_texts(folder, pack, names_exist=True)
        if folder.problems:
            raise PackError(folder.problems)
        if not is_check:
            store_pictures(pack.pictures)
        transaction.set_rollback(is_check)
    return merged


def _changes(pack: Pack, index: ContentIndex, merged: Merged) -> list[Change]:
    """Return what the files change, and note what becomes of every object and row."""
    changes, left = [], dict(index.now)
    for one in pack:
        row = index.row_of(one)
        there = left.pop((one.kind, row.pk), None) if row is not None else None
        what = "created" if there is None else "updated"
        if there and text_of(there) == text_of(_with_old_slugs(one, there)):
            what = "unchanged"
        else:
            changes.append((one, row))
        merged.note(what, one.kind, one.slug)
    for (kind, _), one in left.items():
        merged.note("left", kind, one.slug)
    return changes


def _with_old_slugs(one: PackObject, there: PackObject) -> PackObject:
    """A row keeps the addresses that it had, also those that the files do not know."""
    earlier = getattr(there, "old_slugs", ())
    if not earlier:
        return one
    slugs = {*getattr(one, "old_slugs", ()), *earlier} - {one.slug}
    return replace(one, old_slugs=tuple(slugs))  # type: ignore[arg-type]


def _delete(folder: Folder, merged: Merged) -> None:
    """Delete what is in no file; complain of what other objects need."""
    for kind in DELETED:
        for slug in merged.left.get(kind, []):
            if _delete_one(folder, kind, slug):
                merged.note("deleted", kind, slug)
    merged.left.clear()


def _delete_one(folder: Folder, kind: str, slug: str) -> bool:
    row = MODELS[kind].objects.get(slug=slug)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        leaning = ", ".join(sorted(str(one) for one in list(error.protected_objects)[:3]))
        folder.complain("", 0, f"{kind} “{slug}” cannot be deleted: {leaning} needs it")
        return False
    return True


NAMES = {"role": "name", "term": "name", "series": "title"}  # each once on a board
_UNKNOWN_NAME = re.compile(r"There is no (?:role|skill) “([^”]*)”")  # as figures complain


def check_values(folder: Folder, pack: Pack, index: ContentIndex) -> None:
    """Complain of what the tables of the database would refuse."""
    for name, key, model, column, value in _values(pack):
        for said in _faults(model, column, value):
            folder.complain_of(name, key, f"{key}: {said}")
    for guide in pack.guides:
        if guide.published_at and guide.published_at.year not in YEARS:
            what = f"the year lies between {YEARS[0]} and {YEARS[-1]}"
            folder.complain_of(file_of(guide), "published_at", what)
    _check_names(folder, pack, index)
    _check_old_slugs(folder, pack, index)


def _faults(model: type[Any], column: str, value: Any) -> list[str]:
    try:
        model._meta.get_field(column).clean(value, None)
    except ValidationError as error:
        return error.messages
    return []


type Value = tuple[str, str, type[Any], str, Any]


def _values(pack: Pack) -> Iterator[Value]:
    """Yield file, key, model, field and value of every short text."""
    for one in pack:
        for key, column, value in short_texts(one):
            yield file_of(one), key, MODELS[one.kind], column, value
        yield from _of_parts(file_of(one), one)
    for skill in pack.skills:
        for key, column, value in short_texts(skill):
            yield skill.file, key, Skill, column, value
        for phrase in (*skill.aliases, *skill.case_sensitive):
            yield skill.file, "aliases", SkillAlias, "phrase", phrase
    for phrase in pack.levels:
        yield "levels.toml", phrase, LevelWord, "phrase", phrase
    for phrase in pack.occupations:
        yield "occupations.toml", "phrases", OccupationWord, "phrase", phrase


def _of_parts(name: str, one: PackObject) -> Iterator[Value]:
    match one:
        case PackRole():
            yield from ((name, "aliases", RoleAlias, "phrase", phrase) for phrase in one.aliases)
            for section in one.sections:
                yield from _of_sources(name, section)
        case PackGuide():
            for change in one.changes:
                yield name, "text", GuideChange, "text", change.text
            for part in one.sections:
                yield name, f"## {part.heading}", GuideSection, "heading", part.heading or "-"
        case PackTerm():
            yield name, "aliases", Term, "aliases", list(one.aliases)


def _of_sources(name: str, section: PackSection) -> Iterator[Value]:
    for source in section.sources:
        key = "[source]"
        yield name, key, SectionSource, "title", source.title
        yield name, key, SectionSource, "url", source.url
    urls = [source.url for source in section.sources]
    if len(set(urls)) < len(urls):
        yield name, "[source]", RoleSection, "kind", f"{section.heading} with a source twice"


def _check_names(folder: Folder, pack: Pack, index: ContentIndex) -> None:
    """Complain of a name that another row has, which these files do not rename."""
    for kind, key in NAMES.items():
        found = pack.objects[kind]
        written = {index.row_of(one) for one in found}
        others = {getattr(row, key): row for row in index.rows[kind].values() if row not in written}
        for one in found:
            if other := others.get(getattr(one, key)):
                what = f"“{other}” is the {key} of {kind} “{other.slug}” already"
                folder.complain_of(file_of(one), key, what)


def _check_old_slugs(folder: Folder, pack: Pack, index: ContentIndex) -> None:
    for kind in ADDRESSED:
        found = pack.objects[kind]
        taken = {one.slug: one.slug for one in found}
        for one in found:
            mine = index.row_of(one)
            for slug in one.old_slugs:
                for said in _faults(Guide, "slug", slug):
                    folder.complain_of(file_of(one), "old_slugs", f"“{slug}”: {said}")
                owner = index.find(kind, slug)
                if taken.setdefault(slug, one.slug) != one.slug or owner not in {mine, None}:
                    what = f"“{slug}” is or was the address of another {kind}"
                    folder.complain_of(file_of(one), "old_slugs", what)


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
