"""How each value of a pack's object stands in its file and in its row.

The dataclasses of ``shapes.py`` give each field a key; reading a file, writing it, and turning rows
into objects and back (``read_keys``, ``front_matter``, ``values_of``, ``columns``) follow from it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC
from typing import Any

from jobboard.content.folder import Table
from jobboard.content.slug_index import SlugIndex

SLUG = re.compile(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def even(text: str) -> str:
    """Return the text as files and rows both keep it: LF, no blank lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[first:])


def distinct(phrases: Iterable[str]) -> tuple[str, ...]:
    """Each phrase once, in order, without spaces around it and without empty ones."""
    return tuple(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A value of one type. Subclasses say how it is read and written.

    ``name`` and ``column`` are the names in the file and in the row where these differ from the
    field's. Without ``in_file`` a value stands elsewhere in the file, without ``is_column`` it is
    not written to a column of the row, and without ``in_row`` it is not read from the row either.
    """

    name: str = ""
    column: str = ""
    in_file: bool = True
    in_row: bool = True
    is_column: bool = True

    def read(self, table: Table, name: str) -> Any:
        raise NotImplementedError

    def to_file(self, value: Any) -> Any:
        return value

    def from_row(self, value: Any) -> Any:
        return value

    def to_row(self, value: Any, index: SlugIndex) -> Any:
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class TextKey(Key):
    """A short text, whose length the column limits (``checks.py``)."""

    required: bool = False
    is_multiline: bool = False

    def read(self, table: Table, name: str) -> str:
        text = table.text(name, required=self.required)
        return even(text) if self.is_multiline else text

    def from_row(self, value: str) -> str:
        return even(value.strip()) if self.is_multiline else value.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlugKey(TextKey):
    """The name in addresses; it stands in the file itself where the file holds many objects."""

    def read(self, table: Table, name: str) -> str:
        slug = table.text(name, required=True)
        if slug and not SLUG.match(slug):
            table.complain(name, f"“{slug}” cannot stand in the site's addresses")
        return slug


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownKey(Key):
    """A text below the front matter."""

    in_file: bool = False

    def from_row(self, value: str) -> str:
        return even(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceKey(Key):
    options: tuple[str, ...] = ()

    def read(self, table: Table, name: str) -> str:
        return table.choice(name, self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagKey(Key):
    def read(self, table: Table, name: str) -> bool:
        return table.flag(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKey(Key):
    def read(self, table: Table, name: str) -> Any:
        return table.day(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentKey(Key):
    def read(self, table: Table, name: str) -> Any:
        return table.moment(name)

    def from_row(self, value: Any) -> Any:
        return value.astimezone(UTC) if value else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhrasesKey(Key):
    """A list of short texts; a list in the row too."""

    is_sorted: bool = False

    def read(self, table: Table, name: str) -> tuple[str, ...]:
        return table.texts(name)

    def to_file(self, value: Iterable[str]) -> list[str]:
        return sorted(value) if self.is_sorted else list(value)

    def from_row(self, value: Iterable[str]) -> tuple[str, ...]:
        return distinct(value)

    def to_row(self, value: Iterable[str], index: SlugIndex) -> Any:
        return list(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesKey(PhrasesKey):
    """A list of short texts; a text with one a line in the row."""

    def from_row(self, value: Any) -> tuple[str, ...]:
        return distinct(value.splitlines())

    def to_row(self, value: Iterable[str], index: SlugIndex) -> str:
        return "\n".join(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildrenKey(PhrasesKey):
    """A list of short texts, each a row of its own; ``attribute`` of that row holds the text."""

    attribute: str
    is_column: bool = False

    def from_row(self, value: Any) -> tuple[str, ...]:
        return distinct(getattr(one, self.attribute) for one in value.all())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceKey(TextKey):
    """The slug of one other object, of the kind that is named."""

    kind: str

    def from_row(self, value: Any) -> str:
        return value.slug if value else ""

    def to_row(self, value: str, index: SlugIndex) -> Any:
        return index.find(self.kind, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencesKey(PhrasesKey):
    """The slugs of other objects of one kind, without an order: a many-to-many relation."""

    kind: str
    is_sorted: bool = True
    is_column: bool = False

    def from_row(self, value: Any) -> tuple[str, ...]:
        return tuple(sorted(one.slug for one in value.all()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerSlugsKey(ReferencesKey):
    """Slugs under which the object was known before; they lead to it still."""

    kind: str = ""


def keyed(key: Key, default: Any = ...) -> Any:
    """A field of an object with the key that describes it."""
    if default is ...:
        return field(metadata={"key": key})
    return field(default=default, metadata={"key": key})


def keys(shape: Any) -> Iterator[tuple[str, Key]]:
    """Yield the fields of an object or its class that have a key, in the order of files."""
    for one in fields(shape):
        if key := one.metadata.get("key"):
            yield one.name, key


def read_keys(shape: type[Any], table: Table) -> dict[str, Any]:
    """Read what stands in a table or front matter; problems are left with its folder."""
    read = ((n, key, key.name or n) for n, key in keys(shape) if key.in_file)
    return {name: key.read(table, in_file) for name, key, in_file in read}


def front_matter(one: Any) -> dict[str, Any]:
    """Return what stands in the table or front matter; what is taken for granted is left out."""
    values = {
        key.name or name: key.to_file(getattr(one, name)) for name, key in keys(one) if key.in_file
    }
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def values_of(shape: type[Any], row: Any) -> dict[str, Any]:
    """Return the values of an object that a row holds."""
    return {
        name: key.from_row(getattr(row, key.column or name, None))
        for name, key in keys(shape)
        if key.in_row
    }


def columns(one: Any, index: SlugIndex) -> dict[str, Any]:
    """Return the columns of the row that an object fills."""
    return {
        key.column or name: key.to_row(getattr(one, name), index)
        for name, key in keys(one)
        if key.is_column and key.in_row
    }


def short_texts(one: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield name in the file, column and value of each text that its column limits."""
    for name, key in keys(one):
        if isinstance(key, TextKey) and key.is_column and not isinstance(key, ReferenceKey):
            yield key.name or name, key.column or name, getattr(one, name)


def references(one: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the kind and the slugs of what an object points at."""
    for name, key in keys(one):
        if isinstance(key, ReferenceKey | ReferencesKey) and key.kind:
            value = getattr(one, name)
            yield key.kind, (value,) if isinstance(key, ReferenceKey) else value


def relate(one: Any, row: Any, index: SlugIndex) -> None:
    """Write the relations of an object to others, when all of them are there."""
    for name, key in keys(one):
        if isinstance(key, ReferencesKey) and key.kind and key.in_row:
            getattr(row, key.column or name).set(index.those(key.kind, getattr(one, name)))
