"""What belongs to what: a guide with its roles and sections is kept and brought back as one."""

from collections.abc import Iterator
from dataclasses import dataclass

import reversion
from django.db.models import Model

from roles.models import (
    Author,
    Guide,
    GuideChange,
    GuideRole,
    GuideSection,
    Role,
    RoleAlias,
    RoleSection,
    SectionSource,
    Series,
    SeriesPart,
    Term,
)

UNKEPT = ("updated_at",)  # of no use in the past
# Decisions and addresses, not text: going back to an earlier text leaves them as they are.
STAYING = frozenset({"status", "published_at", "slug", "is_demo", "user"})


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows that are part of another: ``parent`` is their field, ``name`` what tells them apart.

    Those that are ``listed`` read as lines of their parent, the others stand for themselves.
    Those that are ``staying`` do not go back with a text: what readers were told was told.
    """

    model: type[Model]
    parent: str
    accessor: str
    name: str
    branches: "tuple[Branch, ...]" = ()
    is_listed: bool = False
    is_staying: bool = False


SOURCES = Branch(SectionSource, "section", "sources", "url", is_listed=True)
TREES: dict[type[Model], tuple[Branch, ...]] = {
    Guide: (
        Branch(GuideRole, "guide", "compared", "role"),
        Branch(GuideSection, "guide", "sections", "heading"),
        Branch(GuideChange, "guide", "changes", "text", is_listed=True, is_staying=True),
    ),
    Role: (
        Branch(RoleSection, "role", "sections", "kind", (SOURCES,)),
        Branch(RoleAlias, "role", "aliases", "phrase", is_listed=True),
    ),
    Series: (Branch(SeriesPart, "series", "parts", "guide"),),
    Term: (),
    Author: (),
}


def flat(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from flat(branch.branches)


def register_all() -> None:
    """Let django-reversion keep every model of the trees; once, when the program starts."""
    for root, branches in TREES.items():
        for model in (root, *(branch.model for branch in flat(branches))):
            names = {field.name for field in model._meta.get_fields()}  # noqa: SLF001
            reversion.register(model, exclude=tuple(name for name in UNKEPT if name in names))
