"""Reading the files of a pack: values of the right kind, and every problem with file and line."""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

MOST_BYTES = 5_000_000
MOST_PROBLEMS = 1000
MOST_FAULTS = 20  # lines of one file that are no TOML, each told
FRONT_MATTER = re.compile(
    r"\A\s*^\+\+\+[ \t]*\n(?P<front>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


class PackError(Exception):
    """Everything that is wrong with a pack, each problem as ``file:line: what``."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Folder:
    """A pack's folder. Reads its files and remembers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._problems: dict[str, None] = {}
        self._last = ("", "")

    def complain(self, name: str, line: int, what: str) -> None:
        """Remember a problem, once however often it is found; the first 1,000 are listed."""
        if len(self._problems) >= MOST_PROBLEMS:
            self._problems["There are more problems than these."] = None
            return
        self._problems[f"{self.folder / name}:{line}: {what}"] = None

    @property
    def problems(self) -> list[str]:
        return list(self._problems)

    def text(self, name: str) -> str:
        """Read a file of the folder as UTF-8 with LF; the last one is kept at hand."""
        if self._last[0] != name:
            self._last = (name, self._decoded(name))
        return self._last[1]

    def _decoded(self, name: str) -> str:
        content = self.content(name, MOST_BYTES) or b""
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            self.complain(name, 1, f"cannot be read: {error}")
            return ""

    def content(self, name: str, most: int) -> bytes | None:
        """Read at most so many bytes, none that a link takes elsewhere.

        None, with a complaint, where the file cannot be read.
        """
        path = self.folder / name
        try:
            if not path.resolve().is_relative_to(self.folder.resolve()):
                raise OSError("a link goes out of the folder")
            if path.stat().st_size > most:
                raise OSError(f"the file is larger than {most:,} bytes")
            return path.read_bytes()
        except OSError as error:
            self.complain(name, 1, f"cannot be read: {error}")
            return None

    def toml(self, name: str) -> dict[str, Any]:
        return self.parse(name, self.text(name))

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def files(self, room: str) -> list[str]:
        """The Markdown files of a sub-folder, by name."""
        return sorted(f"{room}/{file.name}" for file in (self.folder / room).glob("*.md"))

    def table(self, name: str) -> "Table":
        return Table(self, name, self.text(name), self.toml(name))

    def parse(self, name: str, text: str, first_line: int = 1) -> dict[str, Any]:
        values, faults = _tolerant(text)
        for line, what in faults:
            self.complain(name, line + first_line - 1, f"is not TOML: {what}")
        return values

    def article(self, name: str) -> tuple["Table", str, int] | None:
        """Split a Markdown file into its front matter (TOML between +++ lines) and its text.

        The number is the line on which the text begins.
        """
        text = self.text(name)
        found = FRONT_MATTER.match(text)
        if found is None:
            self.complain(name, 1, "the file does not begin with front matter between +++ lines")
            return None
        above = text.count("\n", 0, found.start("front")) + 1
        table = Table(self, name, text, self.parse(name, found["front"], first_line=above))
        return table, text[found.end() :], text.count("\n", 0, found.end()) + 1

    def rows(self, name: str, key: str) -> list["Table"]:
        """The tables of an array ``[[key]]``, each knowing where it begins."""
        table = self.table(name)
        rows = table.tables(key)
        table.refuse_unknown()
        return rows

    def rows_if_there(self, name: str, key: str) -> list["Table"]:
        return self.rows(name, key) if self.has(name) else []

    def complain_key(self, name: str, key: str, what: str) -> None:
        """Complain where a key, a heading or another beginning of a line stands."""
        self._complain_where(name, f"\n{key}", what)

    def complain_of(self, name: str, words: str, what: str) -> None:
        """Complain where the words stand in quotation marks."""
        self._complain_where(name, f'"{words}"', what)

    def _complain_where(self, name: str, signs: str, what: str) -> None:
        if len(self._problems) > MOST_PROBLEMS:
            return  # looking for the line of each would take the square of the file's length
        text = f"\n{self.text(name)}"
        at = text.find(signs)
        line = text.count("\n", 0, at + 1) if at >= 0 else 1
        self.complain(name, line, what)

    def refuse_twice(self, name: str, values: Iterable[tuple[str, str]]) -> None:
        seen: set[str] = set()
        for value, where in values:
            if value and value.casefold() in seen:
                self.complain(where, 1, f"“{value}” stands twice in {name}")
            seen.add(value.casefold())


def _tolerant(text: str) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """Return what can be read without the lines that are wrong, and these with what is wrong.

    Where the rest cannot be read without them either, nothing is, and the first alone is told:
    what follows from it would only be noise.
    """
    lines = text.split("\n")
    faults: list[tuple[int, str]] = []
    for _ in range(MOST_FAULTS):
        try:
            return tomllib.loads("\n".join(lines)), faults
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else len(lines)
            faults.append((line, str(error)))
            if not lines[line - 1]:
                break
            lines[line - 1] = ""
    return {}, faults[:1]


class Texts(Folder):
    """Files that lie in no folder: a text by its name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__(Path())
        self.texts = texts

    def text(self, name: str) -> str:
        return self.texts[name]

    def content(self, name: str, most: int) -> bytes | None:
        return None

    def has(self, name: str) -> bool:
        return name in self.texts

    def files(self, room: str) -> list[str]:
        return [name for name in self.texts if name.startswith(f"{room}/")]


@dataclass
class Table:
    """Values of one table, and complaints with the line of their key."""

    folder: Folder
    name: str
    source: str
    values: Mapping[str, Any]
    after: int = 0
    known: set[str] = field(default_factory=set)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self._value(key, "")
        if not isinstance(value, str):
            self.complain(key, f"{key} is not a text")
            return ""
        if required and self.values and not value.strip():
            self.complain(key, f"{key} is missing")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._value(key, [])
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            self.complain(key, f"{key} is not a list of texts")
            return ()
        wrong = (one for one, number in Counter(values).items() if number > 1 or not one.strip())
        for value in sorted(wrong):
            self.complain(key, f"“{value}” is empty or stands twice in {key}")
        return tuple(values)

    def choice(self, key: str, options: tuple[str, ...]) -> str:
        value = self.text(key, required=True)
        if value and value not in options:
            self.complain(key, f"{key} is one of {', '.join(options)}")
        return value or options[0]

    def flag(self, key: str) -> bool:
        value = self._value(key, default=False)
        if not isinstance(value, bool):
            self.complain(key, f"{key} is neither true nor false")
            return False
        return value

    def day(self, key: str) -> date | None:
        value = self._value(key, None)
        if value is not None and type(value) is not date:
            self.complain(key, f"{key} is not a date such as 2026-11-23")
            return None
        return value

    def _value(self, key: str, default: Any) -> Any:
        self.known.add(key)
        return self.values.get(key, default)

    def refuse_unknown(self) -> None:
        for key in self.values:
            if key not in self.known:
                self.complain(key, f"unknown key {key}")

    def moment(self, key: str) -> datetime | None:
        value = self._value(key, None)
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            self.complain(key, f"{key} is not a moment such as 2026-11-23T08:00:00Z")
            return None
        return value.astimezone(UTC)

    def tables(self, key: str) -> list["Table"]:
        """The tables of an array within this one."""
        values = self._value(key, [])
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self.complain(key, f"{key} is not an array of tables, [[{key}]]")
            return []
        lines = [
            at for at, line in enumerate(self.source.split("\n"), 1) if line.strip() == f"[[{key}]]"
        ]
        lines += [self.after] * len(values)
        return [
            Table(self.folder, self.name, self.source, one, after=line)
            for one, line in zip(values, lines, strict=False)
        ]

    def complain(self, key: str, what: str) -> None:
        self.folder.complain(self.name, self.line(key), what)

    def complain_at(self, line: int, what: str) -> None:
        self.folder.complain(self.name, line, what)

    def line(self, key: str) -> int:
        """Return the line of a key; that of the table where the key is missing."""
        lines = _lines_of_keys(self.source).get(key, [])
        at = bisect_right(lines, self.after)
        return lines[at] if at < len(lines) else self.after or 1


@lru_cache(maxsize=2)
def _lines_of_keys(source: str) -> dict[str, list[int]]:
    """Return the lines on which each key stands, as ``key =`` or ``"key" =``."""
    found: dict[str, list[int]] = {}
    for at, line in enumerate(source.split("\n"), 1):
        key, equals, _ = line.partition("=")
        if equals:
            found.setdefault(key.strip().removeprefix('"').removesuffix('"'), []).append(at)
    return found
