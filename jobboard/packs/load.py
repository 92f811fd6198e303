"""From a pack's files to rows. What stands in the database already is a person's and stays."""

from pathlib import Path

from django.db import transaction

from jobboard.packs.files import Pack, PackRole, PackSkill, read_pack
from jobboard.packs.load_articles import Loaded, load_articles
from listings.models import LevelWord, OccupationWord, Skill, SkillAlias
from roles.addresses import owners
from roles.models import Role, RoleAlias, RoleSection, SectionSource


@transaction.atomic
def load_pack(folder: Path, *, update: bool = False, is_demo: bool = False) -> Loaded:
    """Load a pack; raises PackError and changes nothing when its files are wrong.

    Roles and skills that exist (by slug or name) keep what they have, unless ``update`` says
    that the pack's words win. Words for levels and occupations that are missing are added.
    """
    pack = read_pack(folder)
    loaded = Loaded()
    _load_roles(pack, loaded, update=update, is_demo=is_demo)
    _load_skills(pack, loaded, update=update)
    _load_words(pack, loaded, update=update)
    load_articles(pack.articles, loaded, update=update, is_demo=is_demo)
    return loaded


def _load_roles(pack: Pack, loaded: Loaded, *, update: bool, is_demo: bool) -> None:
    rows = owners("role", [role.slug for role in pack.roles])
    rows |= {row.slug: row for row in Role.objects.all()}
    names = {row.name.casefold() for row in rows.values()}
    new = [r for r in pack.roles if r.slug not in rows and r.name.casefold() not in names]
    known = [r for r in pack.roles if r.slug in rows] if update else []
    for role in (*new, *known):
        _write_role(rows.get(role.slug) or Role(slug=role.slug, is_demo=is_demo), role)
    loaded.created["roles"], loaded.updated["roles"] = len(new), len(known)


def _write_role(row: Role, role: PackRole) -> None:
    row.name, row.plural, row.abbreviation = role.name, role.plural, role.abbreviation
    row.family, row.definition = role.family, role.definition
    row.exclusions = "\n".join(role.excludes)
    row.save()
    row.aliases.all().delete()
    RoleAlias.objects.bulk_create(RoleAlias(role=row, phrase=phrase) for phrase in role.aliases)
    row.sections.all().delete()
    for section in role.sections:
        written = RoleSection.objects.create(
            role=row, kind=section.heading, body=section.body, reviewed_on=role.reviewed_on
        )
        SectionSource.objects.bulk_create(
            SectionSource(
                section=written,
                title=s.title,
                url=s.url,
                accessed_on=s.accessed_on,
                figure_year=s.figure_year,
            )
            for s in section.sources
        )


def _load_skills(pack: Pack, loaded: Loaded, *, update: bool) -> None:
    rows = {row.slug: row for row in Skill.objects.all()}
    names = {row.name.casefold() for row in rows.values()}
    new = [s for s in pack.skills if s.slug not in rows and s.name.casefold() not in names]
    known = [s for s in pack.skills if s.slug in rows] if update else []
    for skill in (*new, *known):
        _write_skill(rows.get(skill.slug) or Skill(slug=skill.slug), skill)
    loaded.created["skills"], loaded.updated["skills"] = len(new), len(known)


def _write_skill(row: Skill, skill: PackSkill) -> None:
    row.name = skill.name
    row.is_case_sensitive = skill.name in skill.case_sensitive
    row.exclusions = "\n".join(skill.excludes)
    row.save()
    row.aliases.all().delete()
    exact = [phrase for phrase in skill.case_sensitive if phrase != skill.name]
    SkillAlias.objects.bulk_create(
        SkillAlias(skill=row, phrase=phrase, is_case_sensitive=phrase in exact)
        for phrase in dict.fromkeys((*skill.aliases, *exact))
        if phrase != skill.name
    )


def _load_words(pack: Pack, loaded: Loaded, *, update: bool) -> None:
    known = dict(LevelWord.objects.values_list("phrase", "level"))
    words = {phrase: level for phrase, level in pack.levels.items() if phrase not in known}
    LevelWord.objects.bulk_create(LevelWord(phrase=p, level=level) for p, level in words.items())
    for phrase, level in pack.levels.items() if update else ():
        LevelWord.objects.filter(phrase=phrase).exclude(level=level).update(level=level)
    loaded.created["level words"] = len(words)
    there = set(OccupationWord.objects.values_list("phrase", flat=True))
    missing = [phrase for phrase in dict.fromkeys(pack.occupations) if phrase not in there]
    OccupationWord.objects.bulk_create(OccupationWord(phrase=phrase) for phrase in missing)
    loaded.created["occupation words"] = len(missing)
