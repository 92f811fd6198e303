"""Reading the files of a pack: values of the right kind, and every problem with file and line."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jobboard.markup.placeholders import FRONT_MATTER

MOST_BYTES = 5_000_000
MOST_PROBLEMS = 1000
MOST_FAULTS = 20  # lines of one file that are no TOML, each told


class PackError(Exception):
    """Everything that is wrong with a pack, each problem as ``file:line: what``."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Folder:
    """A pack's folder, or ``texts`` by name. Reads its files and remembers what is wrong."""

    def __init__(self, folder: Path, texts: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._texts = dict(texts or {})
        self._problems: dict[str, None] = {}

    @property
    def problems(self) -> list[str]:
        return list(self._problems)

    def complain(self, name: str, line: int, what: str) -> None:
        """Remember a problem, once however often it is found; the first 1,000 are listed."""
        if len(self._problems) >= MOST_PROBLEMS:
            self._problems["There are more problems than these."] = None
            return
        self._problems[f"{self.folder / name}:{line}: {what}"] = None

    def complain_of(self, name: str, words: str, what: str, after: int = 0) -> None:
        """Complain at the line, from ``after`` on, that begins with the words or quotes them.

        Where none does, it is the line ``after`` itself.
        """
        line = after or 1
        if len(self._problems) < MOST_PROBLEMS:  # else looking for each takes the square of it
            text, quoted = self.text(name), re.escape(words)
            pattern = re.compile(rf'^"?{quoted}(?![\w-])|"{quoted}"', re.MULTILINE)
            found = pattern.search(text, _offset(text, after))
            line = text.count("\n", 0, found.start()) + 1 if found else line
        self.complain(name, line, what)

    def refuse_twice(self, name: str, values: Iterable[tuple[str, str]]) -> None:
        """Complain of values, each with its file, that stand twice in what is called ``name``."""
        seen: set[str] = set()
        for value, where in values:
            if value and value.casefold() in seen:
                self.complain(where, 1, f"“{value}” stands twice in {name}")
            seen.add(value.casefold())

    def files(self, pattern: str) -> list[str]:
        """Return the files of a kind, such as ``roles/{}.md``, by name."""
        found = self.folder.glob(pattern.format("*"))
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

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

    def text(self, name: str) -> str:
        """Read a file as UTF-8 with LF; empty, with a complaint, where it cannot be read."""
        if name not in self._texts:
            content = self.content(name, MOST_BYTES) or b""
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                self.complain(name, 1, f"cannot be read: {error}")
                text = ""
            self._texts[name] = text.replace("\r\n", "\n").replace("\r", "\n")
        return self._texts[name]

    def table(self, name: str) -> "TomlTable":
        return self._parse(name, self.text(name))

    def article(self, name: str) -> tuple["TomlTable", str, int] | None:
        """Split a Markdown file into its front matter (TOML between +++ lines) and its text.

        The number is the line on which the text begins.
        """
        text = self.text(name)
        found = FRONT_MATTER.match(text)
        if found is None:
            self.complain(name, 1, "the file does not begin with front matter between +++ lines")
            return None
        above = text.count("\n", 0, found.start("front"))
        table = self._parse(name, found["front"], above)
        return table, text[found.end() :], text.count("\n", 0, found.end()) + 1

    def rows(self, name: str, key: str) -> list["TomlTable"]:
        """The tables of an array ``[[key]]``, each knowing where it begins; none without file."""
        if name not in self._texts and not (self.folder / name).exists():
            return []
        table = self.table(name)
        rows = table.tables(key)
        table.refuse_unknown()
        return rows

    def _parse(self, name: str, text: str, above: int = 0) -> "TomlTable":
        """Read TOML; lines that are none are left out, each with a complaint.

        Where the rest cannot be read without them either, nothing is, and the first alone is
        told: what follows from it would only be noise.
        """
        lines, faults = text.split("\n"), list[tuple[int, str]]()
        values: dict[str, Any] | None = None
        for _ in range(MOST_FAULTS):
            try:
                values = tomllib.loads("\n".join(lines))
                break
            except tomllib.TOMLDecodeError as error:
                at = re.search(r"at line (\d+)", str(error))
                line = int(at[1]) if at else len(lines)
                faults.append((line, str(error)))
                if not lines[line - 1]:
                    break
                lines[line - 1] = ""
        for line, what in faults if values is not None else faults[:1]:
            self.complain(name, line + above, f"is not TOML: {what}")
        return TomlTable(self, name, values or {})


def _offset(text: str, line: int) -> int:
    """Return where a line begins; lines are counted from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at


@dataclass
class TomlTable:
    """Values of one table, and complaints with the line of their key."""

    folder: Folder
    name: str
    values: Mapping[str, Any]
    after: int = 0
    known: set[str] = field(default_factory=set)

    def text(self, key: str, *, required: bool = False) -> str:
        value: str = self._value(key, "", lambda found: isinstance(found, str), "a text")
        if required and self.values and not value.strip():
            self.complain(key, f"{key} is missing")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._value(key, [], _are(str), "a list of texts")
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
        return bool(self._value(key, False, lambda found: isinstance(found, bool), "true or false"))

    def day(self, key: str) -> date | None:
        day: date | None = self._value(
            key, None, lambda found: type(found) is date, "a date such as 2026-11-23"
        )
        return day

    def moment(self, key: str) -> datetime | None:
        at: datetime | None = self._value(
            key,
            None,
            lambda found: isinstance(found, datetime) and found.tzinfo is not None,
            "a moment such as 2026-11-23T08:00:00Z",
        )
        return at.astimezone(UTC) if at else None

    def tables(self, key: str) -> list["TomlTable"]:
        """The tables of an array within this one."""
        values = self._value(key, [], _are(dict), f"an array of tables, [[{key}]]")
        source = self.folder.text(self.name).split("\n")
        lines = [at for at, line in enumerate(source, 1) if line.strip() == f"[[{key}]]"]
        lines += [self.after] * len(values)
        pairs = zip(values, lines, strict=False)
        return [TomlTable(self.folder, self.name, one, after=line) for one, line in pairs]

    def _value(self, key: str, default: Any, is_right: Callable[[Any], bool], expected: str) -> Any:
        """Return a value; its default, with a complaint, where it is not what is expected."""
        self.known.add(key)
        value = self.values.get(key)
        if value is None or is_right(value):
            return default if value is None else value
        self.complain(key, f"{key} is not {expected}")
        return default

    def refuse_unknown(self) -> None:
        for key in self.values:
            if key not in self.known:
                self.complain(key, f"unknown key {key}")

    def complain(self, key: str, what: str) -> None:
        self.folder.complain_of(self.name, key, what, self.after)

    def complain_at(self, line: int, what: str) -> None:
        self.folder.complain(self.name, line, what)


def _are(kind: type) -> Callable[[Any], bool]:
    """Tell of a value whether it is a list of such members."""
    return lambda found: isinstance(found, list) and all(isinstance(one, kind) for one in found)
