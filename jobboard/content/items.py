"""Every role, guide, term, author and series as one list of items, each told by kind and slug."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jobboard.content import from_rows, to_rows, written
from jobboard.content.articles import read_articles
from jobboard.content.files import Pack, read_roles
from jobboard.content.shelf import MODELS, Shelf
from jobboard.content.tables import Texts

PLAIN: dict[str, Any] = {
    "status": "draft",
    "published_at": None,
    "skill": "",
    "old_slugs": (),
    "changes": (),
    "is_demo": False,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a pack. ``text`` is all that it says, by one rule, so that two compare."""

    kind: str
    slug: str
    values: Any

    @property
    def text(self) -> str:
        return TEXTS[self.kind](self.values)

    @property
    def words(self) -> str:
        """The text without what is no matter of words: state, dates of being out, ties, origin."""
        plain = {name: value for name, value in PLAIN.items() if hasattr(self.values, name)}
        return TEXTS[self.kind](replace(self.values, **plain))

    @property
    def earlier(self) -> tuple[str, ...]:
        return getattr(self.values, "old_slugs", ())


TEXTS: dict[str, Callable[[Any], str]] = {
    "author": written.author_text,
    "role": written.role_text,
    "term": written.term_text,
    "guide": written.guide_text,
    "series": written.series_text,
}
ROWS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "author": (from_rows.authors, from_rows.author_of),
    "role": (from_rows.roles, from_rows.role_of),
    "term": (from_rows.terms, from_rows.term_of),
    "guide": (from_rows.guides, from_rows.guide_of),
    "series": (from_rows.all_series, from_rows.series_of),
}


def items_of(pack: Pack) -> list[Item]:
    """List the objects of a pack in an order in which they can be written."""
    rooms = {
        "author": pack.articles.authors,
        "role": pack.roles,
        "term": pack.articles.terms,
        "guide": pack.articles.guides,
        "series": pack.articles.series,
    }
    return [Item(kind, one.slug, one) for kind, found in rooms.items() for one in found]  # type: ignore[attr-defined]


FILES = {
    "author": "authors.toml",
    "role": "roles/{}.md",
    "term": "glossary/{}.md",
    "guide": "guides/{}.md",
    "series": "series.toml",
}


def item_in(kind: str, slug: str, text: str) -> Item | None:
    """Read an item's ``text`` again; None where today's program cannot."""
    folder = Texts({FILES[kind].format(slug): text})
    articles = read_articles(folder)
    found = {
        "author": articles.authors,
        "role": read_roles(folder) if kind == "role" else (),
        "term": articles.terms,
        "guide": articles.guides,
        "series": articles.series,
    }[kind]
    return Item(kind, slug, found[0]) if found and not folder.problems else None


def items_now(kind: str, *keys: int) -> Iterator[tuple[int, Item]]:
    """Yield number and item of rows as they stand; all of the kind, or those of ``keys``."""
    rows, read = ROWS[kind]
    found = rows().filter(pk__in=keys) if keys else rows()
    for row in found:
        yield row.pk, Item(kind, row.slug, read(row))


def write(item: Item, row: Any, shelf: Shelf) -> Any:
    """Write an item into its row, or into a new one; return the row."""
    row = row or MODELS[item.kind]()
    if item.kind == "guide":
        to_rows.write_guide(row, item.values, shelf)
    elif item.kind == "series":
        to_rows.write_series(row, item.values, shelf)
    else:
        writers: dict[str, Callable[[Any, Any], None]] = {
            "author": to_rows.write_author,
            "role": to_rows.write_role,
            "term": to_rows.write_term,
        }
        writers[item.kind](row, item.values)
    shelf.put(item.kind, row)
    return row


def relate(item: Item, row: Any, shelf: Shelf) -> None:
    """Write what an item says of others, when all of them are there."""
    if item.kind == "guide":
        to_rows.relate_guide(row, item.values, shelf)
    elif item.kind == "term":
        to_rows.relate_term(row, item.values, shelf)
    if item.earlier:
        to_rows.keep_old_slugs(item.kind, row, item.earlier)
