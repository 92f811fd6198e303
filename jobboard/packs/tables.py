"""Reading the files of a pack: values of the right kind, and every problem with file and line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


class PackError(Exception):
    """Everything that is wrong with a pack, each problem as ``file:line: what``."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Folder:
    """A pack's folder. Reads its files and remembers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def complain(self, name: str, line: int, what: str) -> None:
        problem = f"{self.folder / name}:{line}: {what}"
        if problem not in self.problems:
            self.problems.append(problem)

    def text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.complain(name, 1, f"cannot be read: {error}")
            return ""

    def toml(self, name: str) -> dict[str, Any]:
        return self.parse(name, self.text(name))

    def table(self, name: str) -> "Table":
        return Table(self, name, self.text(name), self.toml(name))

    def parse(self, name: str, text: str, first_line: int = 1) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else text.count("\n") + 1
            self.complain(name, line + first_line - 1, f"is not TOML: {error}")
            return {}

    def article(self, name: str) -> tuple["Table", str] | None:
        """Split a Markdown file into its front matter (TOML between +++ lines) and its text."""
        text = self.text(name)
        parts = re.split(r"(?m)^\+\+\+\s*$", text, maxsplit=2)
        if len(parts) != 3 or parts[0].strip():
            self.complain(name, 1, "the file does not begin with front matter between +++ lines")
            return None
        return Table(self, name, text, self.parse(name, parts[1], first_line=1)), parts[2]

    def rows(self, name: str, key: str) -> list["Table"]:
        """The tables of an array ``[[key]]``, each knowing where it begins."""
        text = self.text(name)
        lines = [at for at, line in enumerate(text.split("\n"), 1) if line.strip() == f"[[{key}]]"]
        rows = self.toml(name).get(key, [])
        return [
            Table(self, name, text, row, after=line) for row, line in zip(rows, lines, strict=False)
        ]

    def refuse_twice(self, name: str, values: Iterable[tuple[str, str]]) -> None:
        seen: set[str] = set()
        for value, where in values:
            if value and value.casefold() in seen:
                self.complain(where, 1, f"“{value}” stands twice in {name}")
            seen.add(value.casefold())


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
        for value in sorted({one for one in values if values.count(one) > 1 or not one.strip()}):
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

    def complain(self, key: str, what: str) -> None:
        self.folder.complain(self.name, self.line(key), what)

    def line(self, key: str) -> int:
        lines = self.source.split("\n")
        pattern = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
        found = (at for at, line in enumerate(lines, 1) if at > self.after and pattern.match(line))
        return next(found, self.after or 1)
