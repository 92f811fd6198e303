"""Authors, guides and glossary terms of a pack as rows. What a person has stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from jobboard.packs.articles import Articles, PackGuide, PackTerm
from listings.models import Skill
from roles.addresses import owners
from roles.models import Author, Guide, GuideRole, GuideSection, Role, SectionKind, Term

KIND_OF_HEADING = {label: value for value, label in SectionKind.choices}


@dataclass
class Loaded:
    """How many rows of each kind are new, and how many were brought to the pack's state."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)


def load_articles(articles: Articles, loaded: Loaded, *, update: bool, is_demo: bool) -> None:
    """Write what is missing; with ``update`` also what exists."""
    signed = owners("author", [author.slug for author in articles.authors])
    for author in articles.authors:
        if author.slug in signed:
            continue
        Author.objects.get_or_create(
            slug=author.slug, defaults={"name": author.name, "bio": author.bio, "is_demo": is_demo}
        )
    roles = owners("role", [slug for guide in articles.guides for slug in guide.roles])
    roles |= {role.slug: role for role in Role.objects.all()}
    articles = _without_renamed(articles)
    _load_terms(articles.terms, roles, loaded, update=update, is_demo=is_demo)
    _load_guides(articles.guides, roles, loaded, update=update, is_demo=is_demo)


def _without_renamed(articles: Articles) -> Articles:
    """Leave out what a person has given another slug: it is theirs now."""
    guides = owners("guide", [guide.slug for guide in articles.guides])
    terms = owners("term", [term.slug for term in articles.terms])
    return replace(
        articles,
        guides=tuple(guide for guide in articles.guides if guide.slug not in guides),
        terms=tuple(term for term in articles.terms if term.slug not in terms),
    )


def _load_terms(
    terms: Sequence[PackTerm],
    roles: dict[str, Role],
    loaded: Loaded,
    *,
    update: bool,
    is_demo: bool,
) -> None:
    known = set(Term.objects.values_list("slug", flat=True))
    names = {name.casefold() for name in Term.objects.values_list("name", flat=True)}
    new = [t for t in terms if t.slug not in known and t.name.casefold() not in names]
    again = [t for t in terms if t.slug in known] if update else []
    written = [*new, *again]
    for term in written:
        Term.objects.update_or_create(slug=term.slug, defaults=_term_fields(term, is_demo=is_demo))
    rows = {row.slug: row for row in Term.objects.all()}
    for term in written:
        row = rows[term.slug]
        row.roles.set([roles[slug] for slug in term.roles if slug in roles])
        row.related.set([rows[slug] for slug in term.related if slug in rows])
        Skill.objects.filter(slug=term.skill, term=None).update(term=row)
    loaded.created["glossary terms"], loaded.updated["glossary terms"] = len(new), len(again)


def _term_fields(term: PackTerm, *, is_demo: bool) -> dict[str, object]:
    return {
        "name": term.name,
        "aliases": list(term.aliases),
        "is_case_sensitive": term.is_case_sensitive,
        "short": term.short,
        "body": term.body,
        "is_demo": is_demo,
    }


def _load_guides(
    guides: Sequence[PackGuide],
    roles: dict[str, Role],
    loaded: Loaded,
    *,
    update: bool,
    is_demo: bool,
) -> None:
    known = set(Guide.objects.values_list("slug", flat=True))
    new = [guide for guide in guides if guide.slug not in known]
    again = [guide for guide in guides if guide.slug in known] if update else []
    authors = owners("author", [guide.author for guide in guides])
    authors |= {author.slug: author for author in Author.objects.all()}
    for guide in (*new, *again):
        row, _ = Guide.objects.update_or_create(
            slug=guide.slug,
            defaults={**_guide_fields(guide), "author": authors[guide.author], "is_demo": is_demo},
        )
        _write_parts(row, guide, roles)
    rows = {row.slug: row for row in Guide.objects.all()}
    for guide in (*new, *again):
        rows[guide.slug].related.set([rows[slug] for slug in guide.related if slug in rows])
    loaded.created["guides"], loaded.updated["guides"] = len(new), len(again)


def _guide_fields(guide: PackGuide) -> dict[str, object]:
    day = guide.published_on
    return {
        "kind": guide.kind,
        "status": guide.status,
        "title": guide.title,
        "deck": guide.deck,
        "introduction": guide.introduction,
        "tips": guide.tips,
        "conclusion": guide.conclusion,
        "published_at": datetime.combine(day, time(8), UTC) if day else None,
        "reviewed_on": guide.reviewed_on,
    }


def _write_parts(row: Guide, guide: PackGuide, roles: dict[str, Role]) -> None:
    row.compared.all().delete()
    row.sections.all().delete()
    GuideRole.objects.bulk_create(
        GuideRole(
            guide=row, role=roles[slug], position=place, choose_if=guide.choices.get(slug, "")
        )
        for place, slug in enumerate(guide.roles)
        if slug in roles
    )
    GuideSection.objects.bulk_create(
        GuideSection(
            guide=row,
            position=place,
            heading=section.heading,
            body=section.body,
            replaces=KIND_OF_HEADING.get(section.heading, ""),
        )
        for place, section in enumerate(guide.sections)
    )
