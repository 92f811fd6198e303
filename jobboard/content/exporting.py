"""All content of the board as the files of a pack, in a folder.

Each file is put beside its place and then there, so that a folder holds old or new text and never
half of one. ``export.txt`` lists what was written: only such files are taken away when their row is
gone, and nobody else's.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import tomli_w

from jobboard.content.pictures import LIST, ROOM, PackPicture, pictures_of
from jobboard.content.reading import LEVELS, NO_LEVEL
from jobboard.content.rows import objects_now
from jobboard.content.shapes import SHAPES, Pack, PackAuthor, PackSeries, PackSkill, file_of
from jobboard.content.vocabulary import skill_of, skills
from jobboard.content.writing import rows_text, text_of
from listings.models import LevelWord, OccupationWord

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
