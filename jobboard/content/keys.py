"""How each value of a pack's object stands in its file and in its row.

The dataclasses of ``shapes.py`` give each field a key; reading a file, writing it, and turning rows
into objects and back (``read_keys``, ``front_matter``, ``values_of``, ``rows.columns``) follow.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from jobboard.content.folder import TomlTable

SLUG = re.compile(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def normalize_text(text: str) -> str:
    """Return the text as files and rows both keep it: LF, no blank lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[first:])


def distinct(phrases: Iterable[str]) -> tuple[str, ...]:
    """Each phrase once, in order, without spaces around it and without empty ones."""
    return tuple(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One value: ``read`` from its table, ``from_row``, and ``to_file`` and ``to_row`` back.

    None where a value stands elsewhere in the file or the row. ``name`` and ``column`` are its
    names there where they differ from the field's. ``kind`` is the kind of objects whose slugs it
    holds. ``is_short`` marks a text whose length the column limits.
    """

    read: Callable[[TomlTable, str], Any] | None
    to_file: Callable[[Any], Any] = _same
    from_row: Callable[[Any], Any] | None = _same
    to_row: Callable[[Any], Any] | None = _same
    name: str = ""
    column: str = ""
    kind: str = ""
    is_short: bool = False


def keyed(key: Key, default: Any = ...) -> Any:
    """A field of an object with the key that describes it."""
    if default is ...:
        return field(metadata={"key": key})
    return field(default=default, metadata={"key": key})


def text(*, required: bool = False, is_multiline: bool = False, **other: Any) -> Key:
    """A short text."""
    kept = normalize_text if is_multiline else _same
    return Key(
        **{
            "read": lambda table, name: kept(table.text(name, required=required)),
            "from_row": lambda value: kept(value.strip()),
            "is_short": True,
            **other,
        }
    )


def _read_slug(table: TomlTable, name: str) -> str:
    slug = table.text(name, required=True)
    if slug and not SLUG.match(slug):
        table.complain(name, f"“{slug}” cannot stand in the site's addresses")
    return slug


SLUG_IN_FILE = text(read=_read_slug)
SLUG_OF_FILE = text(read=None)  # the file is named by it
MARKDOWN = Key(read=None, from_row=normalize_text)  # below the front matter
DAY = Key(read=lambda table, name: table.day(name))


def choice(options: Iterable[str], **other: Any) -> Key:
    return Key(read=lambda table, name: table.choice(name, tuple(options)), **other)


def flag(name: str, column: str, **other: Any) -> Key:
    return Key(read=lambda table, name: table.flag(name), name=name, column=column, **other)


def moment(read: Callable[[TomlTable, str], datetime | None]) -> Key:
    return Key(read=read, from_row=lambda value: value.astimezone(UTC) if value else None)


def phrases(*, is_sorted: bool = False, **other: Any) -> Key:
    """A list of short texts; a list in the row too, unless ``from_row`` and ``to_row`` differ."""
    return Key(
        **{
            "read": lambda table, name: table.texts(name),
            "to_file": sorted if is_sorted else list,
            "from_row": distinct,
            "to_row": list,
            **other,
        }
    )


def lines(column: str) -> Key:
    """A list of short texts; a text with one a line in the row."""
    return phrases(
        column=column, from_row=lambda value: distinct(value.splitlines()), to_row="\n".join
    )


def children(attribute: str) -> Key:
    """A list of short texts, each a row of its own; ``attribute`` of that row holds the text."""
    return phrases(
        is_sorted=True,
        from_row=lambda value: distinct(getattr(one, attribute) for one in value.all()),
        to_row=None,
    )


def reference(kind: str, **other: Any) -> Key:
    """The slug of one other object, of the kind that is named."""
    return text(kind=kind, from_row=lambda row: row.slug if row else "", is_short=False, **other)


def references(kind: str, **other: Any) -> Key:
    """The slugs of other objects of one kind, without an order: a many-to-many relation."""
    return phrases(
        **{
            "kind": kind,
            "is_sorted": True,
            "from_row": lambda value: tuple(sorted(one.slug for one in value.all())),
            "to_row": None,
            **other,
        }
    )


def in_order(kind: str) -> Key:
    """The slugs of other objects in an order, which rows of their own keep."""
    return references(kind, is_sorted=False, from_row=None)


def keys(shape: Any) -> Iterator[tuple[str, Key]]:
    """Yield the fields of an object or its class that have a key, in the order of files."""
    for one in fields(shape):
        if key := one.metadata.get("key"):
            yield one.name, key


def read_keys(shape: type[Any], table: TomlTable) -> dict[str, Any]:
    """Read what stands in a table or front matter; problems are left with its folder."""
    return {name: key.read(table, key.name or name) for name, key in keys(shape) if key.read}


def front_matter(one: Any) -> dict[str, Any]:
    """Return what stands in the table or front matter; what is taken for granted is left out."""
    values = {
        key.name or name: key.to_file(getattr(one, name)) for name, key in keys(one) if key.read
    }
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def values_of(shape: type[Any], row: Any) -> dict[str, Any]:
    """Return the values of an object that a row holds."""
    return {
        name: key.from_row(getattr(row, key.column or name, None))
        for name, key in keys(shape)
        if key.from_row
    }


def short_texts(one: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield name in the file, column and value of each text that its column limits."""
    for name, key in keys(one):
        if key.is_short and key.to_row:
            yield key.name or name, key.column or name, getattr(one, name)


def slugs_named(one: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the kind and the slugs of what an object points at."""
    for name, key in keys(one):
        if key.kind:
            value = getattr(one, name)
            yield key.kind, (value,) if isinstance(value, str) else value
