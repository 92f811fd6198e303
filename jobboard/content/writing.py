"""Objects as texts, and all content of the board as the files of a pack, in a folder.

Whatever order rows come in, the same content gives the same bytes, which ``reading.py`` reads.
Texts are wrapped by their authors; nothing is wrapped here. Each file is put beside its place and
then there, so that a folder holds old or new text and never half of one. ``export.txt`` lists what
was written: only such files are taken away when their row is gone, and nobody else's.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from jobboard.content.keys import front_matter
from jobboard.content.pictures import LIST, ROOM, PackPicture, pictures_of
from jobboard.content.reading import CHOOSE, CONCLUSION, LEVELS, NO_LEVEL, TIPS
from jobboard.content.rows import objects_now
from jobboard.content.sections import HEADINGS, NOTHING, escape
from jobboard.content.shapes import (
    SHAPES,
    Pack,
    PackAuthor,
    PackGuide,
    PackObject,
    PackRole,
    PackSection,
    PackSeries,
    PackSkill,
    PackSource,
    PackTerm,
    file_of,
)
from jobboard.content.vocabulary import skill_of, skills
from listings.models import LevelWord, OccupationWord
from roles.models import SectionKind
from roles.models.role import SECTION_ORDER


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


WRITTEN_FILES = "export.txt"
_ROOMS = re.compile(
    r"\A(?:(?:roles|guides|glossary)/[a-z0-9]+(?:-[a-z0-9]+)*\.md|[a-z]+\.toml"
    r"|media/[0-9a-f]{32}\.(?:png|webp))\Z"
)


def pack_of(name: str) -> Pack:
    """Return all content of the board."""
    pack = Pack(
        name=name,
        skills=tuple(skill_of(row) for row in skills()),
        levels=dict(LevelWord.objects.values_list("phrase", "level")),
        occupations=tuple(OccupationWord.objects.values_list("phrase", flat=True)),
        objects={kind: tuple(one for _, one in objects_now(kind)) for kind in SHAPES},
    )
    return replace(pack, pictures=pictures_of(text for _, _, text in pack.texts()))


def files_of(pack: Pack) -> dict[str, bytes]:
    """Return every file of the pack: path within the folder, and content."""
    head = {"name": pack.name, "description": pack.description, "languages": list(pack.languages)}
    texts = {
        "pack.toml": tomli_w.dumps(head),
        PackSkill.file: rows_text("skill", map(_plain_skill, pack.skills)),
        "levels.toml": tomli_w.dumps(_levels(pack.levels)),
        "occupations.toml": tomli_w.dumps({"phrases": sorted(pack.occupations)}),
        PackAuthor.file: rows_text("author", pack.objects["author"]),
        **{file_of(one): text_of(one) for one in pack if one.kind not in ("author", "series")},
    }
    if series := pack.objects["series"]:
        texts[PackSeries.file] = rows_text("series", series)
    if pack.pictures:
        texts[LIST] = _pictures(pack.pictures)
    contents = {f"{ROOM}/{picture.file}": picture.content for picture in pack.pictures}
    return {name: text.encode() for name, text in texts.items()} | contents


def _plain_skill(skill: PackSkill) -> PackSkill:
    """Name a phrase once: as case-sensitive where it is both."""
    aliases = set(skill.aliases) - set(skill.case_sensitive)
    return replace(skill, aliases=tuple(aliases))


def _levels(levels: dict[str, str]) -> dict[str, list[str]]:
    named = {level: level for level in LEVELS} | {NO_LEVEL: ""}
    found = {
        name: sorted(phrase for phrase, level in levels.items() if level == wanted)
        for name, wanted in named.items()
    }
    return {name: phrases for name, phrases in found.items() if phrases}


def _pictures(pictures: Iterable[PackPicture]) -> str:
    rows = []
    for one in sorted(pictures, key=lambda one: one.file):
        values = {"file": one.file, "alt": one.alt, "name": one.original_name}
        rows.append({name: value for name, value in values.items() if value})
    return tomli_w.dumps({"picture": rows})


class ExportError(Exception):
    """Why nothing was written."""


def export(pack: Pack, folder: Path) -> tuple[int, int]:
    """Write the pack into the folder; return how many files were written and taken away.

    A file that says the same already is not touched. Raises ExportError where the folder, or a
    folder in it, is a link or no folder.
    """
    files = files_of(pack)
    for name in files:
        if not _ROOMS.match(name):
            raise ExportError(f"{name} cannot be a file's name: nothing was written.")
    for room in (folder, *sorted({(folder / name).parent for name in files})):
        if room.is_symlink() or (room.exists() and not room.is_dir()):
            raise ExportError(f"{room} is a link or no folder: nothing was written.")
        room.mkdir(parents=True, exist_ok=True)
    before = _listed(folder)
    changed = sum(_put(folder / name, data) for name, data in files.items())
    stale = [name for name in before if name not in files]
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    _put(folder / WRITTEN_FILES, "\n".join([*sorted(files), ""]).encode())
    return changed, len(stale)


def _listed(folder: Path) -> list[str]:
    """Read what an earlier export wrote; a line that it cannot have written is passed over."""
    path = folder / WRITTEN_FILES
    if path.is_symlink() or not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [
        line for line in lines if _ROOMS.match(line) and not (folder / line).parent.is_symlink()
    ]


def _put(path: Path, data: bytes) -> bool:
    """Put a file in place as a whole; a link that stands there is replaced, not followed."""
    if not path.is_symlink() and path.is_file() and path.read_bytes() == data:
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("xb") as file:
        file.write(data)
    draft.replace(path)
    return True
