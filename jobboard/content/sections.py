"""The parts of a pack's Markdown files: what stands under each second-level heading.

Lines that begin like a mark of the format (``## ``, ``[source]:`` …) and are words of the text are
written with a backslash in front; ``escape`` and ``unescape`` undo each other for any text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jobboard.content.folder import TomlTable
from jobboard.content.keys import normalize_text
from jobboard.content.shapes import PackSection, PackSource
from roles.models import SectionKind

HEADINGS = {label: value for value, label in SectionKind.choices}
NOTHING = "nothing"  # a section that is named like the profiles' and replaces none
_MARK = r"## |##$|\[(?:source|reviewed|replaces)\]:"
_PLAIN = re.compile(rf"(?m)^(\\*)(?={_MARK})")
_ESCAPED = re.compile(rf"(?m)^\\(?=\\*(?:{_MARK}))")
_BEFORE_URL = re.compile(r"\|[ ]*+(?=https?://\S)")
_YEAR = re.compile(r"[ ]*figures of ((?:19|20)\d\d)[ ]*")
_NOTE = re.compile(r"\[(?P<name>reviewed|replaces)\]:[ ]*(?P<value>\S+)[ ]*")
_MARKED = re.compile(r"\[(?:source|reviewed|replaces)\]:")


def escape(text: str) -> str:
    return _PLAIN.sub(r"\1\\", text)


def unescape(text: str) -> str:
    return _ESCAPED.sub("", text)


@dataclass(frozen=True, slots=True)
class MarkdownPart:
    """What stands under a heading, as it is written. ``line`` is the first one of ``text``."""

    heading: str
    text: str
    line: int

    @property
    def words(self) -> str:
        return unescape(normalize_text(self.text))

    @property
    def words_line(self) -> int:
        """Where the words begin, blank lines left out."""
        blank = self.text[: len(self.text) - len(self.text.lstrip())]
        return self.line + blank.count("\n")


def divide(text: str, line: int) -> tuple[MarkdownPart, list[MarkdownPart]]:
    """Return what stands before the first ``## `` heading, and the parts under headings."""
    first, *rest = re.split(r"(?m)^##(?:[ ](.*))?$", text)
    at = line + first.count("\n")
    parts = []
    for heading, below in zip(rest[::2], rest[1::2], strict=True):
        parts.append(MarkdownPart((heading or "").strip(), below, at))
        at += below.count("\n")
    return MarkdownPart("", first, line), parts


def section(table: TomlTable, part: MarkdownPart, heading: str | None = None) -> PackSection:
    """Take sources and notes out of a section's text."""
    sources: list[PackSource] = []
    notes: dict[str, str] = {}
    words: list[str] = []
    begins = 0
    for at, line in enumerate(part.text.split("\n"), part.line):
        if note := _NOTE.fullmatch(line):
            notes[note["name"]] = note["value"]
        elif source := as_source(line):
            sources.extend(_source(table, source, at))
        elif _MARKED.match(line):
            example = "[source]: title | https://… | 2026-11-23"
            table.complain_at(at, f"a source is written as {example}")
        else:
            begins = begins or (at if line.strip() else 0)
            words.append(line)
    reviewed = _day(table, notes.get("reviewed", ""), part.line)
    return PackSection(
        heading=part.heading if heading is None else heading,
        body=unescape(normalize_text("\n".join(words))),
        sources=tuple(sources),
        reviewed_on=reviewed,
        replaces=notes.get("replaces", ""),
        line=begins or part.line,
    )


def as_source(line: str) -> tuple[str, str, str, int | None] | None:
    """Read ``[source]: title | url | day`` and, perhaps, ``| figures of 2025``, from its end on.

    None for any other line. The title may hold bars, and the address too.
    """
    if not line.startswith("[source]:"):
        return None
    rest, _, last = line.removeprefix("[source]:").rpartition("|")
    year = _YEAR.fullmatch(last)
    if year:
        rest, _, last = rest.rpartition("|")
    day, bars = last.strip(" "), list(_BEFORE_URL.finditer(rest))
    if not (day and bars) or any(map(str.isspace, day)):
        return None
    title, url = rest[: bars[-1].start()], rest[bars[-1].end() :].rstrip(" ")
    if any(map(str.isspace, url)):
        return None
    return title.strip(), url, day, int(year[1]) if year else None


def _source(
    table: TomlTable, found: tuple[str, str, str, int | None], line: int
) -> Iterator[PackSource]:
    title, url, written, year = found
    if day := _day(table, written, line):
        yield PackSource(title, url, day, year)


def _day(table: TomlTable, day: str, line: int) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        table.complain_at(line, f"“{day}” is no date")
        return None


def profile_sections(table: TomlTable, parts: list[MarkdownPart]) -> Iterator[PackSection]:
    """Read a role's sections; their headings are fixed, and each stands once."""
    seen = set()
    for part in parts:
        kind = HEADINGS.get(part.heading)
        if kind is None or kind in seen:
            known = ", ".join(HEADINGS)
            what = (
                f"“{part.heading}” stands twice" if kind else f"“{part.heading}” is none of {known}"
            )
            table.complain_at(part.line, what)
            continue
        seen.add(kind)
        found = section(table, part, kind)
        if not found.body:
            table.complain_at(part.line, f"“{part.heading}” has no text")
        yield found


def guide_section(table: TomlTable, part: MarkdownPart) -> PackSection:
    """Read a guide's own section. Named like one of the profiles', it replaces that one."""
    found = section(table, part)
    heading = found.heading.removeprefix("\\")
    replaces = found.replaces or HEADINGS.get(heading, "")
    if replaces not in {"", NOTHING, *HEADINGS.values()}:
        known = ", ".join((*HEADINGS.values(), NOTHING))
        table.complain_at(part.line, f"“{replaces}” is none of {known}")
    if found.sources or found.reviewed_on:
        what = "a guide's section holds no [source] or [reviewed]: link to it in the text"
        table.complain_at(part.line, what)
    replaces = replaces.replace(NOTHING, "")
    return PackSection(heading, found.body, replaces=replaces, line=found.line)
