"""The rows that slugs mean, also under slugs that they had before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from roles.models import Author, Guide, OldSlug, Role, Series, Term

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
