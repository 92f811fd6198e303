"""Rows as objects of a pack, in a fixed number of queries, and the rows that slugs mean."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from jobboard.content.keys import even, values_of
from jobboard.content.shapes import (
    SHAPES,
    PackSection,
    PackSource,
)
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

STEP = 10  # between the positions of sections, as in the admin
type Values = dict[str, Any]

MODELS: dict[str, type[Any]] = {
    "author": Author,
    "role": Role,
    "term": Term,
    "guide": Guide,
    "series": Series,
}
ADDRESSED = ("author", "role", "term", "guide")


@dataclass
class SlugIndex:
    """Rows by kind and slug. Ten queries fill it; rows that are made later are put in."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    former: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def full(cls) -> "SlugIndex":
        rows = {kind: {row.slug: row for row in m.objects.all()} for kind, m in MODELS.items()}
        index = cls(rows, {kind: {} for kind in MODELS})
        by_key = {kind: {row.pk: row for row in found.values()} for kind, found in rows.items()}
        for old in OldSlug.objects.all():
            for kind in ADDRESSED:
                if key := getattr(old, f"{kind}_id"):
                    index.former[kind][old.slug] = by_key[kind][key]
        return index

    def find(self, kind: str, slug: str, earlier: Iterable[str] = ()) -> Any:
        """Return the row of this slug, else the one that had it or has an ``earlier`` one."""
        rows = self.rows[kind]
        found = rows.get(slug) or self.former[kind].get(slug)
        return found or next((rows[old] for old in earlier if old in rows), None)

    def put(self, kind: str, row: Any) -> None:
        self.rows[kind][row.slug] = row

    def those(self, kind: str, slugs: Iterable[str]) -> list[Any]:
        """Return the rows of these slugs in order; what there is none of is left out."""
        found = (self.find(kind, slug) for slug in slugs)
        return [row for row in found if row is not None]

    def slugs(self) -> dict[str, set[str]]:
        return {kind: {*rows, *self.former[kind]} for kind, rows in self.rows.items()}


def objects_now(kind: str, *pks: int) -> Iterator[tuple[int, Any]]:
    """Yield number and object of rows as they stand; all of the kind, or those of ``pks``."""
    rows, shape = ROWS[kind](), SHAPES[kind]
    for row in rows.filter(pk__in=pks) if pks else rows:
        yield row.pk, shape(**values_of(shape, row), **_parts_of(row))


# Rows with all that their files hold, and one row each


def _roles() -> QuerySet[Role]:
    sources = Prefetch("sources", queryset=SectionSource.objects.order_by("pk"))
    sections = Prefetch("sections", queryset=RoleSection.objects.prefetch_related(sources))
    return Role.objects.order_by("slug").prefetch_related("aliases", "old_slugs", sections)


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


def _terms() -> QuerySet[Term]:
    rows = Term.objects.order_by("slug").select_related("skill")
    return rows.prefetch_related("roles", "related", "old_slugs")


def _authors() -> QuerySet[Author]:
    return Author.objects.order_by("slug").prefetch_related("old_slugs")


def _all_series() -> QuerySet[Series]:
    parts = Prefetch("parts", queryset=SeriesPart.objects.select_related("guide"))
    return Series.objects.order_by("slug").prefetch_related(parts)


ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "author": _authors,
    "role": _roles,
    "term": _terms,
    "guide": _guides,
    "series": _all_series,
}


def _parts_of(row: Any) -> Values:
    """Return the values of an object that other rows hold."""
    match row:
        case Role():
            return {"sections": tuple(map(_profile_section_of, row.sections.all()))}
        case Guide():
            compared = list(row.compared.all())
            return {
                "roles": tuple(one.role.slug for one in compared),
                "choices": {one.role.slug: even(one.choose_if) for one in compared},
                "sections": tuple(
                    PackSection(part.heading.strip(), even(part.body), replaces=part.replaces)
                    for part in row.sections.all()
                ),
            }
        case Series():
            return {"guides": tuple(part.guide.slug for part in row.parts.all())}
    return {}
