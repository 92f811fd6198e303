"""Rows as objects of a pack, in a fixed number of queries, and the rows that slugs mean."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from jobboard.content.keys import normalize_text, values_of
from jobboard.content.shapes import SHAPES, PackObject, PackSection, PackSource
from roles.models import Author, Guide, OldSlug, Role, RoleSection, Series, Term

type Values = dict[str, Any]

MODELS: dict[str, type[Any]] = {
    "author": Author,
    "role": Role,
    "term": Term,
    "guide": Guide,
    "series": Series,
}
ADDRESSED = ("author", "role", "term", "guide")


PARTS: dict[str, tuple[str, ...]] = {
    "author": ("old_slugs",),
    "role": ("aliases", "old_slugs", "sections__sources"),
    "term": ("skill", "roles", "related", "old_slugs"),
    "guide": (
        *("author", "compared__role", "sections", "related", "unlinked_terms"),
        *("changes", "old_slugs"),
    ),
    "series": ("parts__guide",),
}
"""The relations of a row that its file holds too."""


class ContentIndex:
    """The rows of all content by kind and slug; rows that are made later are put in."""

    def __init__(self) -> None:
        """Read all rows: six queries."""
        self.rows: dict[str, dict[str, Any]] = {
            kind: {row.slug: row for row in model.objects.all()} for kind, model in MODELS.items()
        }
        self.former: dict[str, dict[str, Any]] = {kind: {} for kind in MODELS}
        by_key = {kind: {row.pk: row for row in r.values()} for kind, r in self.rows.items()}
        for old in OldSlug.objects.all():
            for kind in ADDRESSED:
                if key := getattr(old, f"{kind}_id"):
                    self.former[kind][old.slug] = by_key[kind][key]

    @cached_property
    def now(self) -> dict[tuple[str, int], PackObject]:
        """What the rows said when it was first asked."""
        return {(kind, pk): one for kind in MODELS for pk, one in objects_now(kind)}

    def find(self, kind: str, slug: str, earlier: Iterable[str] = ()) -> Any:
        """Return the row of this slug, else the one that had it or has an ``earlier`` one."""
        rows = self.rows[kind]
        found = rows.get(slug) or self.former[kind].get(slug)
        return found or next((rows[old] for old in earlier if old in rows), None)

    def row_of(self, one: PackObject) -> Any:
        return self.find(one.kind, one.slug, getattr(one, "old_slugs", ()))

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
    shape = SHAPES[kind]
    rows = MODELS[kind].objects.order_by("slug").prefetch_related(*PARTS[kind])
    for row in rows.filter(pk__in=pks) if pks else rows:
        yield row.pk, shape(**values_of(shape, row), **_parts_of(row))


def _parts_of(row: Any) -> Values:
    """Return the values of an object that other rows hold."""
    match row:
        case Role():
            return {"sections": tuple(map(_profile_section_of, row.sections.all()))}
        case Guide():
            compared = list(row.compared.all())
            return {
                "roles": tuple(one.role.slug for one in compared),
                "choices": {one.role.slug: normalize_text(one.choose_if) for one in compared},
                "sections": tuple(
                    PackSection(
                        part.heading.strip(), normalize_text(part.body), replaces=part.replaces
                    )
                    for part in row.sections.all()
                ),
            }
        case Series():
            return {"guides": tuple(part.guide.slug for part in row.parts.all())}
    return {}


def _profile_section_of(row: RoleSection) -> PackSection:
    sources = tuple(
        PackSource(source.title, source.url, source.accessed_on, source.figure_year)
        for source in row.sources.all()
    )
    return PackSection(row.kind, normalize_text(row.body), sources, row.reviewed_on)
