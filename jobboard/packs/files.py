"""A content pack as files: roles, skills and the words that titles are read by.

``pack.toml`` (name, description, languages), ``roles/<slug>.md`` (TOML between ``+++`` lines,
then the definition), ``skills.toml``, ``levels.toml`` and ``occupations.toml``.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LEVELS = ("entry", "mid", "senior", "lead", "executive")
NO_LEVEL = "none"
SLUG = re.compile(r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RESERVED_SLUGS = frozenset({"compare", "method"})


@dataclass(frozen=True, slots=True)
class PackRole:
    """``aliases`` and ``excludes`` are patterns of ``listings.reading.patterns``.

    ``definition`` is the text before the first ``## `` heading, ``profile`` the rest.
    """

    slug: str
    name: str
    definition: str
    plural: str = ""
    abbreviation: str = ""
    family: str = ""
    aliases: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    profile: str = ""


@dataclass(frozen=True, slots=True)
class PackSkill:
    """``case_sensitive`` phrases count only as written; the name may be one of them."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    case_sensitive: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """``levels`` maps a phrase to a level, "" for phrases that state none."""

    name: str
    description: str = ""
    languages: tuple[str, ...] = ("en",)
    roles: tuple[PackRole, ...] = ()
    skills: tuple[PackSkill, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()


class PackError(Exception):
    """Everything that is wrong with a pack, each problem as ``file:line: what``."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def read_pack(folder: Path) -> Pack:
    """Read a pack; raises PackError with all its problems at once."""
    reader = _Reader(folder)
    pack = reader.read()
    if reader.problems:
        raise PackError(reader.problems)
    return pack


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def read(self) -> Pack:
        about = self._toml("pack.toml")
        head = _Table(self, "pack.toml", self._text("pack.toml"), about)
        name = head.text("name", required=True)
        description, languages = head.text("description"), head.texts("languages") or ("en",)
        head.refuse_unknown()
        return Pack(
            name=name,
            description=description,
            languages=languages,
            roles=self._roles(),
            skills=self._skills(),
            levels=self._levels(),
            occupations=self._occupations(),
        )

    def complain(self, name: str, line: int, what: str) -> None:
        self.problems.append(f"{self.folder / name}:{line}: {what}")

    def _roles(self) -> tuple[PackRole, ...]:
        files = sorted((self.folder / "roles").glob("*.md"))
        roles = [self._role(f"roles/{file.name}", file.stem) for file in files]
        found = tuple(role for role in roles if role is not None)
        self._refuse_twice("roles", ((role.name, f"roles/{role.slug}.md") for role in found))
        return found

    def _role(self, name: str, slug: str) -> PackRole | None:
        text = self._text(name)
        parts = re.split(r"(?m)^\+\+\+\s*$", text, maxsplit=2)
        if len(parts) != 3 or parts[0].strip():
            self.complain(name, 1, "the file does not begin with front matter between +++ lines")
            return None
        table = _Table(self, name, text, self._parse(name, parts[1], first_line=1))
        definition, _, profile = parts[2].partition("\n## ")
        role = PackRole(
            slug=slug,
            name=table.text("name", required=True),
            plural=table.text("plural"),
            abbreviation=table.text("abbreviation"),
            family=table.text("family"),
            aliases=table.texts("aliases"),
            excludes=table.texts("excludes"),
            definition=definition.strip(),
            profile=f"## {profile.strip()}" if profile else "",
        )
        table.refuse_unknown()
        if not role.definition:
            self.complain(name, text.count("\n") + 1, "the role has no definition")
        if not SLUG.match(slug) or slug in RESERVED_SLUGS or "-vs-" in f"-{slug}-":
            self.complain(name, 1, f"“{slug}” cannot stand in the site's addresses")
        return role

    def _skills(self) -> tuple[PackSkill, ...]:
        name = "skills.toml"
        text = self._text(name)
        rows = self._toml(name).get("skill", [])
        lines = [at for at, line in enumerate(text.split("\n"), 1) if line.strip() == "[[skill]]"]
        skills = [
            self._skill(_Table(self, name, text, row, after=line))
            for row, line in zip(rows, lines, strict=False)
        ]
        self._refuse_twice(name, ((skill.name, name) for skill in skills))
        self._refuse_twice(name, ((skill.slug, name) for skill in skills))
        return tuple(skills)

    def _skill(self, table: "_Table") -> PackSkill:
        skill = PackSkill(
            slug=table.text("slug", required=True),
            name=table.text("name", required=True),
            aliases=table.texts("aliases"),
            case_sensitive=table.texts("case_sensitive"),
            excludes=table.texts("excludes"),
        )
        table.refuse_unknown()
        if skill.slug and not SLUG.match(skill.slug):
            self.complain(table.name, table.line("slug"), f"“{skill.slug}” is no slug")
        return skill

    def _levels(self) -> dict[str, str]:
        name = "levels.toml"
        table = _Table(self, name, self._text(name), self._toml(name))
        found: dict[str, str] = {}
        for level in (*LEVELS, NO_LEVEL):
            for phrase in table.texts(level):
                if phrase in found:
                    self.complain(name, table.line(level), f"“{phrase}” has two levels")
                found[phrase] = "" if level == NO_LEVEL else level
        table.refuse_unknown()
        return found

    def _occupations(self) -> tuple[str, ...]:
        name = "occupations.toml"
        table = _Table(self, name, self._text(name), self._toml(name))
        phrases = table.texts("phrases")
        table.refuse_unknown()
        return phrases

    def _refuse_twice(self, name: str, values: Iterable[tuple[str, str]]) -> None:
        seen: set[str] = set()
        for value, where in values:
            if value and value.casefold() in seen:
                self.complain(where, 1, f"“{value}” stands twice in {name}")
            seen.add(value.casefold())

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problem = f"cannot be read: {error}"
            if f"{self.folder / name}:1: {problem}" not in self.problems:
                self.complain(name, 1, problem)
            return ""

    def _toml(self, name: str) -> dict[str, Any]:
        return self._parse(name, self._text(name))

    def _parse(self, name: str, text: str, first_line: int = 1) -> dict[str, Any]:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else text.count("\n") + 1
            self.complain(name, line + first_line - 1, f"is not TOML: {error}")
            return {}


@dataclass
class _Table:
    """Values of one table, and complaints with the line of their key."""

    reader: _Reader
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

    def _value(self, key: str, default: Any) -> Any:
        self.known.add(key)
        return self.values.get(key, default)

    def refuse_unknown(self) -> None:
        for key in self.values:
            if key not in self.known:
                self.complain(key, f"unknown key {key}")

    def complain(self, key: str, what: str) -> None:
        self.reader.complain(self.name, self.line(key), what)

    def line(self, key: str) -> int:
        lines = self.source.split("\n")
        pattern = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
        found = (at for at, line in enumerate(lines, 1) if at > self.after and pattern.match(line))
        return next(found, self.after or 1)
