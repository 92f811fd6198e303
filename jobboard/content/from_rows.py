"""Rows as a pack: every role, guide, term, author and series, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

from django.db.models import Prefetch, QuerySet

from jobboard.content.articles import (
    Articles,
    PackAuthor,
    PackChange,
    PackGuide,
    PackSeries,
    PackTerm,
)
from jobboard.content.files import Pack, PackRole, PackSkill
from jobboard.content.pictures import pictures_of
from jobboard.content.sections import PackSection, PackSource, even
from listings.models import LevelWord, OccupationWord, Skill
from roles.models import (
    Author,
    Guide,
    GuideRole,
    Role,
    RoleSection,
    SectionSource,
    Series,
    SeriesPart,
    Term,
)


def pack_of(name: str) -> Pack:
    """Return all content of the board."""
    pack = Pack(
        name=name,
        roles=tuple(role_of(row) for row in roles()),
        skills=tuple(skill_of(row) for row in skills()),
        levels=dict(LevelWord.objects.values_list("phrase", "level")),
        occupations=tuple(OccupationWord.objects.values_list("phrase", flat=True)),
        articles=Articles(
            authors=tuple(author_of(row) for row in authors()),
            guides=tuple(guide_of(row) for row in guides()),
            terms=tuple(term_of(row) for row in terms()),
            series=tuple(series_of(row) for row in all_series()),
        ),
    )
    return replace(pack, pictures=pictures_of(text for _, _, text in pack.texts()))


# Rows with all that their files hold


def roles() -> QuerySet[Role]:
    sources = Prefetch("sources", queryset=SectionSource.objects.order_by("pk"))
    sections = Prefetch("sections", queryset=RoleSection.objects.prefetch_related(sources))
    return Role.objects.order_by("slug").prefetch_related("aliases", "old_slugs", sections)


def guides() -> QuerySet[Guide]:
    compared = Prefetch("compared", queryset=GuideRole.objects.select_related("role"))
    rows = Guide.objects.order_by("slug").select_related("author")
    return rows.prefetch_related(
        "sections", "related", "old_slugs", "unlinked_terms", "changes", compared
    )


def terms() -> QuerySet[Term]:
    rows = Term.objects.order_by("slug").select_related("skill")
    return rows.prefetch_related("roles", "related", "old_slugs")


def authors() -> QuerySet[Author]:
    return Author.objects.order_by("slug").prefetch_related("old_slugs")


def all_series() -> QuerySet[Series]:
    parts = Prefetch("parts", queryset=SeriesPart.objects.select_related("guide"))
    return Series.objects.order_by("slug").prefetch_related(parts)


# One row each


def role_of(row: Role) -> PackRole:
    return PackRole(
        slug=row.slug,
        name=row.name.strip(),
        plural=row.plural.strip(),
        abbreviation=row.abbreviation.strip(),
        family=row.family.strip(),
        definition=even(row.definition),
        aliases=_words(alias.phrase for alias in row.aliases.all()),
        excludes=_words(row.exclusions.splitlines()),
        sections=tuple(_profile_section(section) for section in row.sections.all()),
        old_slugs=_old_slugs(row),
        is_demo=row.is_demo,
    )


def _profile_section(row: RoleSection) -> PackSection:
    sources = tuple(
        PackSource(source.title, source.url, source.accessed_on, source.figure_year)
        for source in row.sources.all()
    )
    return PackSection(row.kind, even(row.body), sources, row.reviewed_on)


def guide_of(row: Guide) -> PackGuide:
    compared = list(row.compared.all())
    return PackGuide(
        slug=row.slug,
        title=row.title.strip(),
        deck=even(row.deck.strip()),
        kind=row.kind,
        status=row.status,
        author=row.author.slug,
        roles=tuple(one.role.slug for one in compared),
        related=tuple(sorted(guide.slug for guide in row.related.all())),
        published_at=row.published_at.astimezone(UTC) if row.published_at else None,
        reviewed_on=row.reviewed_on,
        introduction=even(row.introduction),
        sections=tuple(
            PackSection(part.heading.strip(), even(part.body), replaces=part.replaces)
            for part in row.sections.all()
        ),
        choices={one.role.slug: even(one.choose_if) for one in compared},
        tips=even(row.tips),
        conclusion=even(row.conclusion),
        unlinked=tuple(sorted(term.slug for term in row.unlinked_terms.all())),
        changes=tuple(PackChange(one.on, one.text.strip()) for one in row.changes.all()),
        old_slugs=_old_slugs(row),
        is_demo=row.is_demo,
    )


def term_of(row: Term) -> PackTerm:
    skill = getattr(row, "skill", None)
    return PackTerm(
        slug=row.slug,
        name=row.name.strip(),
        short=even(row.short.strip()),
        body=even(row.body),
        aliases=_words(row.aliases),
        is_case_sensitive=row.is_case_sensitive,
        roles=tuple(sorted(role.slug for role in row.roles.all())),
        related=tuple(sorted(term.slug for term in row.related.all())),
        skill=skill.slug if skill else "",
        old_slugs=_old_slugs(row),
        is_demo=row.is_demo,
    )


def author_of(row: Author) -> PackAuthor:
    return PackAuthor(
        row.slug, row.name.strip(), even(row.bio.strip()), _old_slugs(row), row.is_demo
    )


def series_of(row: Series) -> PackSeries:
    guides = tuple(part.guide.slug for part in row.parts.all())
    return PackSeries(row.slug, row.title.strip(), guides, row.is_demo)


def skills() -> QuerySet[Skill]:
    return Skill.objects.prefetch_related("aliases")


def skill_of(row: Skill) -> PackSkill:
    aliases = [alias for alias in row.aliases.all() if alias.phrase != row.name]
    exact = [alias.phrase for alias in aliases if alias.is_case_sensitive]
    return PackSkill(
        slug=row.slug,
        name=row.name.strip(),
        aliases=_words(alias.phrase for alias in aliases if not alias.is_case_sensitive),
        case_sensitive=_words([*([row.name] if row.is_case_sensitive else []), *exact]),
        excludes=_words(row.exclusions.splitlines()),
    )


def _old_slugs(row: Role | Guide | Term | Author) -> tuple[str, ...]:
    return tuple(sorted(old.slug for old in row.old_slugs.all()))


def _words(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order; empty ones say nothing."""
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
