"""Skills, words for levels and occupations that titles are read by, and checks of all phrases."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet

from jobboard.content.folder import Folder
from jobboard.content.keys import distinct, values_of
from jobboard.content.shapes import Pack, PackSkill, file_of
from listings.models import LevelWord, OccupationWord, Skill, SkillAlias
from listings.reading.alternatives import PhraseError
from listings.reading.phrase_checks import check_skill_phrase, check_title_phrase

type Written = Iterator[tuple[str, str, str]]
"""What was done (created, updated, unchanged), to which kind of thing, and its slug or phrase."""


def skills() -> QuerySet[Skill]:
    return Skill.objects.prefetch_related("aliases")


def skill_of(row: Skill) -> PackSkill:
    aliases = [alias for alias in row.aliases.all() if alias.phrase != row.name]
    exact = [alias.phrase for alias in aliases if alias.is_case_sensitive]
    return PackSkill(
        aliases=distinct(alias.phrase for alias in aliases if not alias.is_case_sensitive),
        case_sensitive=distinct([*([row.name] if row.is_case_sensitive else []), *exact]),
        **values_of(PackSkill, row),
    )


def write_vocabulary(pack: Pack, *, update: bool) -> Written:
    """Add what is missing; with ``update`` the pack's words replace what is there.

    A new skill with the name of one that is there is not added.
    """
    yield from _write_skills(pack, update=update)
    levels = {phrase: {"level": level} for phrase, level in pack.levels.items()}
    yield from _write_words(LevelWord, "level word", levels, update=update)
    occupations: dict[str, dict[str, str]] = {phrase: {} for phrase in pack.occupations}
    yield from _write_words(OccupationWord, "occupation word", occupations, update=update)


def _write_skills(pack: Pack, *, update: bool) -> Written:
    rows = {row.slug: row for row in skills()}
    names = {row.name.casefold() for row in rows.values()}
    for skill in pack.skills:
        row = rows.get(skill.slug)
        if row is None and skill.name.casefold() not in names:
            _write_skill(Skill(slug=skill.slug), skill)
            yield "created", "skill", skill.slug
        elif row is not None and _comparable(skill_of(row)) == _comparable(skill):
            yield "unchanged", "skill", skill.slug
        elif row is not None and update:
            _write_skill(row, skill)
            yield "updated", "skill", skill.slug


def _write_skill(row: Skill, skill: PackSkill) -> None:
    row.name, row.exclusions = skill.name, "\n".join(skill.excludes)
    row.is_case_sensitive = skill.name in skill.case_sensitive
    row.save()
    row.aliases.all().delete()
    SkillAlias.objects.bulk_create(
        SkillAlias(skill=row, phrase=phrase, is_case_sensitive=phrase in skill.case_sensitive)
        for phrase in dict.fromkeys((*skill.aliases, *skill.case_sensitive))
        if phrase != skill.name
    )


def _comparable(skill: PackSkill) -> dict[str, Any]:
    """Return what a skill says: the order of its phrases says nothing."""
    exact = set(skill.case_sensitive)
    aliases = set(skill.aliases) - exact - {skill.name}
    return {"name": skill.name, "aliases": aliases, "exact": exact, "not": set(skill.excludes)}


def _write_words(
    model: type[Any],
    kind: str,
    wanted: Mapping[str, Mapping[str, str]],
    *,
    update: bool,
) -> Written:
    """Add the phrases that are missing, each with its values."""
    rows: dict[str, Any] = {row.phrase: row for row in model._default_manager.all()}
    new = [phrase for phrase in wanted if phrase not in rows]
    model._default_manager.bulk_create(model(phrase=phrase, **wanted[phrase]) for phrase in new)
    yield from (("created", kind, phrase) for phrase in new)
    for phrase, values in wanted.items() if update else ():
        if phrase in rows and any(getattr(rows[phrase], key) != values[key] for key in values):
            model._default_manager.filter(phrase=phrase).update(**values)
            yield "updated", kind, phrase


type Check = Callable[[str], None]

check_level = partial(check_title_phrase, is_level=True)
check_exact = partial(check_skill_phrase, is_exact=True)


def check_phrases(folder: Folder, pack: Pack) -> None:
    """Complain of every phrase that cannot be read, or that nothing can ever hold."""
    for name, check, phrase in _phrases(pack):
        try:
            check(phrase)
        except PhraseError as fault:
            where = f"column {fault.column}: {fault.what}"
            folder.complain_of(name, phrase, f"“{phrase}”, {where}")


def _phrases(pack: Pack) -> Iterator[tuple[str, Check, str]]:
    for role in pack.roles:
        named = (role.name,) if role.name else ()  # else it is complained of where it is read
        for phrase in (*named, *role.aliases, *role.excludes):
            yield file_of(role), check_title_phrase, phrase
    yield from (("levels.toml", check_level, phrase) for phrase in pack.levels)
    yield from (("occupations.toml", check_title_phrase, phrase) for phrase in pack.occupations)
    for skill in pack.skills:
        yield from ((skill.file, *one) for one in _of_skill(skill))


def _of_skill(skill: PackSkill) -> Iterator[tuple[Check, str]]:
    for phrase in dict.fromkeys((skill.name, *skill.aliases, *skill.excludes)):
        if phrase and phrase not in skill.case_sensitive:
            yield check_skill_phrase, phrase
    yield from ((check_exact, phrase) for phrase in skill.case_sensitive)
