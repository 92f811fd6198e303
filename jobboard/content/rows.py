"""Rows as objects of a pack, in a fixed number of queries, and objects written to rows.

Parts that stay keep their row: a section that was reworded is that section still, for its history
and for whoever has it open.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, QuerySet

from jobboard.content.keys import columns, even, relate, values_of
from jobboard.content.pictures import pictures_of
from jobboard.content.shapes import (
    SHAPES,
    Pack,
    PackAuthor,
    PackGuide,
    PackObject,
    PackRole,
    PackSection,
    PackSeries,
    PackSource,
    PackTerm,
)
from jobboard.content.slug_index import MODELS, SlugIndex
from jobboard.content.vocabulary import skill_of, skills
from listings.models import LevelWord, OccupationWord, Skill
from roles.models import (
    Author,
    Guide,
    GuideRole,
    OldSlug,
    Role,
    RoleSection,
    SectionSource,
    Series,
    SeriesPart,
    Term,
)
from roles.revisions.keeping import keep

STEP = 10  # between the positions of sections, as in the admin
type Values = dict[str, Any]


def pack_of(name: str) -> Pack:
    """Return all content of the board."""
    pack = Pack(
        name=name,
        skills=tuple(skill_of(row) for row in skills()),
        levels=dict(LevelWord.objects.values_list("phrase", "level")),
        occupations=tuple(OccupationWord.objects.values_list("phrase", flat=True)),
        objects={kind: tuple(one for _, one in objects_now(kind)) for kind in SHAPES},
    )
    return replace(pack, pictures=pictures_of(text for _, _, text in pack.texts()))


def objects_now(kind: str, *keys: int) -> Iterator[tuple[int, Any]]:
    """Yield number and object of rows as they stand; all of the kind, or those of ``keys``."""
    rows, read = ROWS[kind]
    found = rows().filter(pk__in=keys) if keys else rows()
    for row in found:
        yield row.pk, read(row)


# Rows with all that their files hold, and one row each


def _roles() -> QuerySet[Role]:
    sources = Prefetch("sources", queryset=SectionSource.objects.order_by("pk"))
    sections = Prefetch("sections", queryset=RoleSection.objects.prefetch_related(sources))
    return Role.objects.order_by("slug").prefetch_related("aliases", "old_slugs", sections)


def _role_of(row: Role) -> PackRole:
    sections = tuple(_profile_section_of(section) for section in row.sections.all())
    return PackRole(sections=sections, **values_of(PackRole, row))


def _profile_section_of(row: RoleSection) -> PackSection:
    sources = tuple(
        PackSource(source.title, source.url, source.accessed_on, source.figure_year)
        for source in row.sources.all()
    )
    return PackSection(row.kind, even(row.body), sources, row.reviewed_on)


def _guides() -> QuerySet[Guide]:
    compared = Prefetch("compared", queryset=GuideRole.objects.select_related("role"))
    rows = Guide.objects.order_by("slug").select_related("author")
    return rows.prefetch_related(
        "sections", "related", "old_slugs", "unlinked_terms", "changes", compared
    )


def _guide_of(row: Guide) -> PackGuide:
    compared = list(row.compared.all())
    return PackGuide(
        roles=tuple(one.role.slug for one in compared),
        sections=tuple(
            PackSection(part.heading.strip(), even(part.body), replaces=part.replaces)
            for part in row.sections.all()
        ),
        choices={one.role.slug: even(one.choose_if) for one in compared},
        **values_of(PackGuide, row),
    )


def _terms() -> QuerySet[Term]:
    rows = Term.objects.order_by("slug").select_related("skill")
    return rows.prefetch_related("roles", "related", "old_slugs")


def _term_of(row: Term) -> PackTerm:
    return PackTerm(**values_of(PackTerm, row))


def _authors() -> QuerySet[Author]:
    return Author.objects.order_by("slug").prefetch_related("old_slugs")


def _author_of(row: Author) -> PackAuthor:
    return PackAuthor(**values_of(PackAuthor, row))


def _all_series() -> QuerySet[Series]:
    parts = Prefetch("parts", queryset=SeriesPart.objects.select_related("guide"))
    return Series.objects.order_by("slug").prefetch_related(parts)


def _series_of(row: Series) -> PackSeries:
    guides = tuple(part.guide.slug for part in row.parts.all())
    return PackSeries(guides=guides, **values_of(PackSeries, row))


ROWS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "author": (_authors, _author_of),
    "role": (_roles, _role_of),
    "term": (_terms, _term_of),
    "guide": (_guides, _guide_of),
    "series": (_all_series, _series_of),
}


# Objects to rows


def write_all(
    changes: Iterable[tuple[PackObject, Any]], index: SlugIndex, *, takes_skills: bool
) -> list[Any]:
    """Write objects into their rows (None: a new one), as part of the open revision.

    Return the rows in the same order. With ``takes_skills`` a skill that is another term already
    becomes that of the term which names it, and a term that names none loses its own.
    """
    pairs = [(one, _write(one, row or MODELS[one.kind](), index)) for one, row in changes]
    for one, row in pairs:
        relate(one, row, index)
        _keep_old_slugs(one, row)
        if isinstance(one, PackTerm):
            _tie(row, one.skill, takes_skills=takes_skills)
    for kind in MODELS:
        keep(*(row for one, row in pairs if one.kind == kind))
    return [row for _, row in pairs]


def _write(one: PackObject, row: Any, index: SlugIndex) -> Any:
    """Write an object and its parts; what it says of others follows when all of them are there."""
    _set(row, is_demo=one.is_demo, **columns(one, index))
    match one:
        case PackRole():
            _write_profile(one, row)
        case PackGuide():
            _write_parts_of_guide(one, row, index)
        case PackSeries():
            _write_guides_of_series(one, row, index)
    index.put(one.kind, row)
    return row


def _write_profile(role: PackRole, row: Role) -> None:
    _parts(row.aliases, ("phrase",), ({"phrase": phrase} for phrase in role.aliases))
    sections = (
        {"kind": one.heading, "body": one.body, "reviewed_on": one.reviewed_on}
        for one in role.sections
    )
    _parts(row.sections, ("kind",), sections)
    sources = {section.heading: section.sources for section in role.sections}
    for section in row.sections.prefetch_related("sources"):
        _parts(section.sources, ("url",), (_source(one) for one in sources[section.kind]))


def _source(source: PackSource) -> Values:
    return {
        "title": source.title,
        "url": source.url,
        "accessed_on": source.accessed_on,
        "figure_year": source.figure_year,
    }


def _write_parts_of_guide(guide: PackGuide, row: Guide, index: SlugIndex) -> None:
    compared = (
        {"role": role, "position": place, "choose_if": guide.choices.get(slug, "")}
        for place, slug in enumerate(guide.roles)
        if (role := index.find("role", slug))
    )
    _parts(row.compared, ("role",), compared)
    own = (_guide_section(section, place) for place, section in enumerate(guide.sections))
    _parts(row.sections, ("heading", "replaces"), own)
    told = ({"on": change.on, "text": change.text} for change in reversed(guide.changes))
    _parts(row.changes, ("on", "text"), told)


def _guide_section(section: PackSection, place: int) -> Values:
    return {
        "position": place * STEP,
        "heading": section.heading,
        "body": section.body,
        "replaces": section.replaces,
    }


def _write_guides_of_series(series: PackSeries, row: Series, index: SlugIndex) -> None:
    """Also take its guides out of any other series: a guide is part of one."""
    guides = index.those("guide", series.guides)
    row.parts.model.objects.filter(guide__in=guides).exclude(series=row).delete()
    parts = ({"guide": guide, "position": place} for place, guide in enumerate(guides))
    _parts(row.parts, ("guide",), parts)


def _keep_old_slugs(one: PackObject, row: Any) -> None:
    """Let its old slugs lead to the row; none that does already is taken from it."""
    if earlier := getattr(one, "old_slugs", ()):
        there = set(row.old_slugs.values_list("slug", flat=True)) | {row.slug}
        for slug in sorted(set(earlier) - there):
            OldSlug.objects.create(slug=slug, **{one.kind: row})


def _tie(term: Term, slug: str, *, takes_skills: bool) -> None:
    """Let the skill of this slug be the one that the term is."""
    if takes_skills:
        Skill.objects.filter(term=term).exclude(slug=slug).update(term=None)
        Skill.objects.filter(slug=slug).update(term=term)
    else:
        Skill.objects.filter(slug=slug, term=None).update(term=term)


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
    parent = {manager.field.name: manager.instance}
    manager.model.objects.bulk_create(
        manager.model(**one, **parent) for one, part in pairs if part is None
    )
    for one, part in pairs:
        if part is not None and any(getattr(part, name) != one[name] for name in one):
            _set(part, **one)
