"""From an object to its text: what ``reading.py`` reads, written by one rule.

Whatever order rows come in, the same content gives the same bytes. Texts are wrapped by their
authors; nothing is wrapped here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import tomli_w

from jobboard.content.keys import front_matter
from jobboard.content.reading import CHOOSE, CONCLUSION, TIPS
from jobboard.content.sections import HEADINGS, NOTHING, escape
from jobboard.content.shapes import (
    PackGuide,
    PackObject,
    PackRole,
    PackSection,
    PackSource,
    PackTerm,
)
from roles.models import SectionKind
from roles.models.profile import SECTION_ORDER


def text_of(one: PackObject) -> str:
    """Return all that an object says, as its file would hold it."""
    match one:
        case PackRole():
            return _role(one)
        case PackGuide():
            return _guide(one)
        case PackTerm():
            return _document(one, [one.body])
        case _:
            return rows_text(one.kind, [one])


def rows_text(kind: str, found: Iterable[Any]) -> str:
    """Return the file of many objects of one kind."""
    ordered = sorted(found, key=lambda one: one.slug)
    return tomli_w.dumps({kind: [front_matter(one) for one in ordered]})


def _role(role: PackRole) -> str:
    days = {section.reviewed_on for section in role.sections}
    day = days.pop() if len(days) == 1 else None
    sections = sorted(role.sections, key=lambda section: SECTION_ORDER[section.heading])
    parts = (_profile_section(section, day) for section in sections)
    return _document(replace(role, reviewed_on=day), [escape(role.definition), *parts])


def _profile_section(section: PackSection, day: date | None) -> str:
    reviewed = section.reviewed_on if section.reviewed_on != day else None
    note = f"[reviewed]: {reviewed}" if reviewed else ""
    sources = "\n".join(_source(source) for source in section.sources)
    return _blocks(f"## {SectionKind(section.heading).label}", note, escape(section.body), sources)


def _source(source: PackSource) -> str:
    words = [_line(source.title), source.url.replace(" ", "%20"), str(source.accessed_on)]
    if source.figure_year:
        words.append(f"figures of {source.figure_year}")
    return f"[source]: {' | '.join(words)}"


def _guide(guide: PackGuide) -> str:
    special = {*(f"{CHOOSE}{role}" for role in guide.roles), TIPS, CONCLUSION}
    choices = [(f"{CHOOSE}{role}", guide.choices.get(role, "")) for role in guide.roles]
    closing = [*choices, (TIPS, guide.tips), (CONCLUSION, guide.conclusion)]
    return _document(
        guide,
        [
            escape(guide.introduction),
            *(_guide_section(section, special) for section in guide.sections),
            *(_blocks(f"## {heading}", escape(text)) for heading, text in closing if text),
        ],
    )


def _guide_section(section: PackSection, special: set[str]) -> str:
    heading = _line(section.heading)
    replaces = section.replaces if section.replaces != HEADINGS.get(heading, "") else None
    note = "" if replaces is None else f"[replaces]: {replaces or NOTHING}"
    mark = "\\" if heading in special or heading.startswith("\\") else ""
    return _blocks(f"## {mark}{heading}", note, escape(section.body))


def _document(one: PackObject, blocks: Sequence[str]) -> str:
    body = _blocks(*blocks)
    return f"+++\n{tomli_w.dumps(front_matter(one))}+++\n" + (f"\n{body}\n" if body else "")


def _blocks(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def _line(text: str) -> str:
    """Keep a heading or title on its line."""
    return " ".join(text.split())


PLAIN: dict[str, Any] = {
    "status": "draft",
    "published_at": None,
    "skill": "",
    "old_slugs": (),
    "changes": (),
    "is_demo": False,
}


def words_of(one: PackObject) -> str:
    """Return the text without status, dates of publication, changes, ties and origin."""
    plain = {name: value for name, value in PLAIN.items() if hasattr(one, name)}
    return text_of(replace(one, **plain))
