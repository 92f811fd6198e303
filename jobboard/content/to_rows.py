"""From a pack to rows: one object with its parts at a time.

Parts that stay keep their row: a section that was reworded is that section still, for its history
and for whoever has it open. What objects say of each other is written when all of them are there
(``relate_…``).
"""

from collections.abc import Hashable, Iterable
from typing import Any

from jobboard.content.articles import PackAuthor, PackGuide, PackSeries, PackTerm
from jobboard.content.files import PackRole, PackSkill
from jobboard.content.sections import PackSection, PackSource
from jobboard.content.shelf import Shelf
from listings.models import Skill, SkillAlias
from roles.models import Author, Guide, OldSlug, Role, Series, Term

STEP = 10  # between the positions of sections, as at the desk
type Values = dict[str, Any]


def write_author(row: Author, author: PackAuthor) -> None:
    _set(row, slug=author.slug, name=author.name, bio=author.bio)


def write_role(row: Role, role: PackRole) -> None:
    _set(
        row,
        slug=role.slug,
        name=role.name,
        plural=role.plural,
        abbreviation=role.abbreviation,
        family=role.family,
        definition=role.definition,
        exclusions="\n".join(role.excludes),
    )
    _parts(row.aliases, ("phrase",), ({"phrase": phrase} for phrase in role.aliases))
    _parts(row.sections, ("kind",), (_profile_section(section) for section in role.sections))
    sources = {section.heading: section.sources for section in role.sections}
    for section in row.sections.prefetch_related("sources"):
        _parts(section.sources, ("url",), (_source(one) for one in sources[section.kind]))


def _profile_section(section: PackSection) -> Values:
    return {
        "kind": section.heading,
        "body": section.body,
        "reviewed_on": section.reviewed_on,
    }


def _source(source: PackSource) -> Values:
    return {
        "title": source.title,
        "url": source.url,
        "accessed_on": source.accessed_on,
        "figure_year": source.figure_year,
    }


def write_term(row: Term, term: PackTerm) -> None:
    _set(
        row,
        slug=term.slug,
        name=term.name,
        short=term.short,
        body=term.body,
        aliases=list(term.aliases),
        is_case_sensitive=term.is_case_sensitive,
    )


def write_guide(row: Guide, guide: PackGuide, shelf: Shelf) -> None:
    _set(
        row,
        slug=guide.slug,
        kind=guide.kind,
        status=guide.status,
        title=guide.title,
        deck=guide.deck,
        author=shelf.find("author", guide.author),
        introduction=guide.introduction,
        tips=guide.tips,
        conclusion=guide.conclusion,
        published_at=guide.published_at,
        reviewed_on=guide.reviewed_on,
    )
    compared = (
        {"role": role, "position": place, "choose_if": guide.choices.get(slug, "")}
        for place, slug in enumerate(guide.roles)
        if (role := shelf.find("role", slug))
    )
    _parts(row.compared, ("role",), compared)
    own = (_own_section(section, place) for place, section in enumerate(guide.sections))
    _parts(row.sections, ("heading", "replaces"), own)
    told = ({"on": change.on, "text": change.text} for change in reversed(guide.changes))
    _parts(row.changes, ("on", "text"), told)


def _own_section(section: PackSection, place: int) -> Values:
    return {
        "position": place * STEP,
        "heading": section.heading,
        "body": section.body,
        "replaces": section.replaces,
    }


def write_series(row: Series, series: PackSeries, shelf: Shelf) -> None:
    """Also takes its guides out of any other series: a guide is part of one."""
    _set(row, slug=series.slug, title=series.title)
    guides = shelf.those("guide", series.guides)
    row.parts.model.objects.filter(guide__in=guides).exclude(series=row).delete()
    parts = ({"guide": guide, "position": place} for place, guide in enumerate(guides))
    _parts(row.parts, ("guide",), parts)


def write_skill(row: Skill, skill: PackSkill) -> None:
    row.name, row.slug = skill.name, skill.slug
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


def is_same_skill(one: PackSkill, other: PackSkill) -> bool:
    """Compare what is written: the order of phrases says nothing."""
    return _comparable(one) == _comparable(other)


def _comparable(skill: PackSkill) -> Values:
    exact = set(skill.case_sensitive)
    aliases = set(skill.aliases) - exact - {skill.name}
    return {"name": skill.name, "aliases": aliases, "exact": exact, "not": set(skill.excludes)}


def relate_term(row: Term, term: PackTerm, shelf: Shelf) -> None:
    row.roles.set(shelf.those("role", term.roles))
    row.related.set(shelf.those("term", term.related))


def relate_guide(row: Guide, guide: PackGuide, shelf: Shelf) -> None:
    row.related.set(shelf.those("guide", guide.related))
    row.unlinked_terms.set(shelf.those("term", guide.unlinked))


def keep_old_slugs(kind: str, row: Any, slugs: Iterable[str]) -> None:
    """Let these addresses lead to the row; none that does already is taken from it."""
    there = set(row.old_slugs.values_list("slug", flat=True)) | {row.slug}
    for slug in sorted(set(slugs) - there):
        OldSlug.objects.create(slug=slug, **{kind: row})


def _set(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _parts(manager: Any, names: tuple[str, ...], wanted: Iterable[Values]) -> None:
    """Make the parts of a row these: ``names`` are the fields that tell which is which."""
    there: dict[Hashable, list[Any]] = {}
    for part in manager.all():
        there.setdefault(tuple(getattr(part, name) for name in names), []).append(part)
    values = [(one, there.get(tuple(one[name] for name in names), [])) for one in wanted]
    pairs = [(one, found.pop(0) if found else None) for one, found in values]
    for left in there.values():
        for part in left:
            part.delete()
    if not any(part is None for _, part in pairs):
        _change(pairs)
        return
    parent = {manager.field.name: manager.instance}
    manager.model.objects.bulk_create(
        manager.model(**one, **parent) for one, part in pairs if part is None
    )
    _change(pairs)


def _change(pairs: Iterable[tuple[Values, Any]]) -> None:
    for one, part in pairs:
        if part is not None and any(getattr(part, name) != one[name] for name in one):
            _set(part, **one)
