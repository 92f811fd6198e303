"""Skills, and the words for levels and occupations that titles are read by."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jobboard.content.keys import columns, distinct, values_of
from jobboard.content.shapes import Pack, PackSkill
from jobboard.content.slug_index import SlugIndex
from listings.models import LevelWord, OccupationWord, Skill, SkillAlias

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
    yield from _write_levels(pack, update=update)
    known = set(OccupationWord.objects.values_list("phrase", flat=True))
    missing = [phrase for phrase in dict.fromkeys(pack.occupations) if phrase not in known]
    OccupationWord.objects.bulk_create(OccupationWord(phrase=phrase) for phrase in missing)
    yield from (("created", "occupation word", phrase) for phrase in missing)


def _write_skills(pack: Pack, *, update: bool) -> Written:
    rows = {row.slug: row for row in skills()}
    names = {row.name.casefold() for row in rows.values()}
    for skill in pack.skills:
        row = rows.get(skill.slug)
        if row is None and skill.name.casefold() not in names:
            _write_skill(Skill(), skill)
            yield "created", "skill", skill.slug
        elif row is not None and _comparable(skill_of(row)) == _comparable(skill):
            yield "unchanged", "skill", skill.slug
        elif row is not None and update:
            _write_skill(row, skill)
            yield "updated", "skill", skill.slug


def _write_skill(row: Skill, skill: PackSkill) -> None:
    for name, value in columns(skill, SlugIndex()).items():
        setattr(row, name, value)
    row.is_case_sensitive = skill.name in skill.case_sensitive
    row.save()
    row.aliases.all().delete()
    exact = [phrase for phrase in skill.case_sensitive if phrase != skill.name]
    SkillAlias.objects.bulk_create(
        SkillAlias(skill=row, phrase=phrase, is_case_sensitive=phrase in exact)
        for phrase in dict.fromkeys((*skill.aliases, *exact))
        if phrase != skill.name
    )


def _comparable(skill: PackSkill) -> dict[str, Any]:
    """Return what a skill says: the order of its phrases says nothing."""
    exact = set(skill.case_sensitive)
    aliases = set(skill.aliases) - exact - {skill.name}
    return {"name": skill.name, "aliases": aliases, "exact": exact, "not": set(skill.excludes)}


def _write_levels(pack: Pack, *, update: bool) -> Written:
    known = dict(LevelWord.objects.values_list("phrase", "level"))
    new = {phrase: level for phrase, level in pack.levels.items() if phrase not in known}
    LevelWord.objects.bulk_create(LevelWord(phrase=p, level=level) for p, level in new.items())
    yield from (("created", "level word", phrase) for phrase in new)
    for phrase, level in pack.levels.items() if update else ():
        if known.get(phrase, level) != level:
            LevelWord.objects.filter(phrase=phrase).update(level=level)
            yield "updated", "level word", phrase
