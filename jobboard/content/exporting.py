"""Rows to files: a folder that is a pack, so that a team may keep its content in git.

Each file is written beside its place and then put there, so that a folder holds old or new text
and never half of one. ``export.txt`` lists what was written: only such files are taken away when
their row is gone, and nobody else's.
"""

import os
import re
from pathlib import Path

from jobboard.content.shapes import Pack
from jobboard.content.writing import files_of

LIST = "export.txt"
_ROOMS = re.compile(
    r"\A(?:(?:roles|guides|glossary)/[a-z0-9]+(?:-[a-z0-9]+)*\.md|[a-z]+\.toml"
    r"|media/[0-9a-f]{32}\.(?:png|webp))\Z"
)


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
    _put(folder / LIST, "\n".join([*sorted(files), ""]).encode())
    return changed, len(stale)


def _listed(folder: Path) -> list[str]:
    """Read what an earlier export wrote; a line that it cannot have written is passed over."""
    path = folder / LIST
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
