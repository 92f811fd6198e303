"""Skills, and the words for levels and occupations that titles are read by."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from jobboard.content.keys import distinct, values_of
from jobboard.content.shapes import Pack, PackSkill
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
    rows: dict[str, Any] = {row.phrase: row for row in model._default_manager.all()}  # noqa: SLF001
    new = [phrase for phrase in wanted if phrase not in rows]
    model._default_manager.bulk_create(  # noqa: SLF001
        model(phrase=phrase, **wanted[phrase]) for phrase in new
    )
    yield from (("created", kind, phrase) for phrase in new)
    for phrase, values in wanted.items() if update else ():
        if phrase in rows and any(getattr(rows[phrase], key) != values[key] for key in values):
            model._default_manager.filter(phrase=phrase).update(**values)  # noqa: SLF001
            yield "updated", kind, phrase
