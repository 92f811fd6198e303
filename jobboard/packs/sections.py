"""The parts of a pack's Markdown files: what stands under each second-level heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jobboard.packs.tables import Table
from roles.models import SectionKind

HEADINGS = {label: value for value, label in SectionKind.choices}
SOURCE = re.compile(
    r"^\[source\]:[ ]*(.+?)[ ]*\|[ ]*(https?://\S+)[ ]*\|[ ]*(\S+)"
    r"[ ]*(?:\|[ ]*figures of ((?:19|20)\d\d)[ ]*)?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PackSource:
    title: str
    url: str
    accessed_on: date
    figure_year: int | None = None


@dataclass(frozen=True, slots=True)
class PackSection:
    """A section of a profile or guide; ``heading`` is a kind in a profile, words in a guide."""

    heading: str
    body: str
    sources: tuple[PackSource, ...] = ()


def divide(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands before the first ``## `` heading, and pairs of heading and text."""
    first, *rest = re.split(r"(?m)^## (.+)$", text)
    pairs = [
        (heading.strip(), body.strip()) for heading, body in zip(rest[::2], rest[1::2], strict=True)
    ]
    return first.strip(), pairs


def section(table: Table, heading: str, text: str) -> PackSection:
    """Take the sources out of a section's text."""
    sources = []
    for title, url, day, year in SOURCE.findall(text):
        try:
            accessed_on = date.fromisoformat(day)
            sources.append(PackSource(title, url, accessed_on, int(year) if year else None))
        except ValueError:
            table.folder.complain(table.name, _line(table, url), f"“{day}” is no date")
    body = SOURCE.sub("", text).strip()
    if "[source]:" in body:
        where = _line(table, "[source]:")
        table.folder.complain(
            table.name,
            where,
            "a source is: [source]: title | https://… | date, and | figures of 2026",
        )
    if not body:
        table.folder.complain(table.name, _line(table, heading), f"“{heading}” has no text")
    return PackSection(heading, body, tuple(sources))


def profile_sections(table: Table, parts: list[tuple[str, str]]) -> Iterator[PackSection]:
    """Read a role's sections; their headings are fixed, and each stands once."""
    seen = set()
    for heading, text in parts:
        kind = HEADINGS.get(heading)
        if kind is None or kind in seen:
            known = ", ".join(HEADINGS)
            what = f"“{heading}” stands twice" if kind else f"“{heading}” is none of {known}"
            table.folder.complain(table.name, _line(table, f"## {heading}"), what)
            continue
        seen.add(kind)
        yield section(table, kind, text)


def _line(table: Table, words: str) -> int:
    before, found, _ = table.source.partition(words)
    return before.count("\n") + 1 if found else 1
