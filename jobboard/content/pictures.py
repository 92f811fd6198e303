"""Pictures of a pack: ``media/<hash>.<ext>``, and in ``pictures.toml`` what each of them shows.

A picture's name is the hash of its content, so its address in a text is true on every board.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.conf import settings
from PIL import Image

from jobboard.content.folder import Folder, TomlTable
from jobboard.models import Picture
from jobboard.models.content import PictureFormat
from jobboard.site import media

LIST = "pictures.toml"
ROOM = "media"
_ADDRESS = re.compile(r"/media/(?P<file>(?P<hash>[0-9a-f]{32})\.(?P<format>png|webp))(?![\w.-])")
_FILE = re.compile(r"(?P<hash>[0-9a-f]{32})\.(?P<format>png|webp)")


@dataclass(frozen=True, slots=True)
class PackPicture:
    """``file`` is its name in ``media/``; ``content`` are its bytes."""

    file: str
    alt: str
    original_name: str
    content: bytes
    width: int
    height: int


def named_in(text: str) -> set[str]:
    """The files of all pictures that a text shows."""
    return {found["file"] for found in _ADDRESS.finditer(text)}


def pictures_of(texts: Iterable[str]) -> tuple[PackPicture, ...]:
    """The pictures that the texts show, as they are on this board. One query."""
    files = set().union(*(named_in(text) for text in texts))
    hashes = [file.partition(".")[0] for file in files]
    rows = Picture.objects.filter(content_hash__in=hashes).order_by("content_hash")
    return tuple(_of_row(row) for row in rows if media.path_of(row.file_name).is_file())


def _of_row(row: Picture) -> PackPicture:
    content = media.path_of(row.file_name).read_bytes()
    return PackPicture(row.file_name, row.alt, row.original_name, content, row.width, row.height)


def read_pictures(folder: Folder) -> tuple[PackPicture, ...]:
    """Read what there is; problems are left with the folder."""
    rows = folder.rows(LIST, "picture")
    found = tuple(picture for picture in map(_read, rows) if picture is not None)
    folder.refuse_twice(LIST, ((picture.file, LIST) for picture in found))
    return found


def _read(table: TomlTable) -> PackPicture | None:
    file, alt = table.text("file", required=True), table.text("alt", required=True)
    original_name = table.text("name")
    table.refuse_unknown()
    if not file:
        return None
    if not _FILE.fullmatch(file):
        table.complain("file", f"“{file}” is no picture of a board, such as 0f3c….png")
        return None
    for key, value, most in (("alt", alt, 250), ("name", original_name, 200)):
        if len(value) > most:
            table.complain(key, f"{key} has {len(value)} characters; {most} is the most")
    content = table.folder.content(f"{ROOM}/{file}", settings.PICTURES.bytes)
    if content is None:
        return None
    try:
        width, height = _size(file, content)
    except media.PictureRefusedError as error:
        table.complain("file", f"{ROOM}/{file}: {error}")
        return None
    return PackPicture(file, alt, original_name, content, width, height)


def _size(file: str, content: bytes) -> tuple[int, int]:
    """Return its pixels, or refuse what is not the very picture that its name says."""
    name, _, extension = file.partition(".")
    if sha256(content).hexdigest()[:32] != name:
        raise media.PictureRefusedError("its content is not the one that it is named by")
    if fault := media.fault_of_kept(content, extension):
        raise media.PictureRefusedError(fault)
    with Image.open(BytesIO(content)) as image:
        return image.size


def check_pictures(
    folder: Folder, texts: Iterable[tuple[str, int, str]], found: Iterable[PackPicture]
) -> None:
    """Complain of pictures that a text shows and that are neither in the pack nor on the board."""
    shown: dict[str, tuple[str, int]] = {}
    for name, line, text in texts:
        for picture in _ADDRESS.finditer(text):
            at = line + text.count("\n", 0, picture.start())
            shown.setdefault(picture["file"], (name, at))
    missing = shown.keys() - {picture.file for picture in found}
    hashes = [file.partition(".")[0] for file in missing]
    there = {row.file_name for row in Picture.objects.filter(content_hash__in=hashes)}
    for file in sorted(missing - there):
        folder.complain(*shown[file], f"there is no picture {file}, here or in {LIST}")


def write_pictures(pictures: Iterable[PackPicture]) -> Iterator[tuple[str, str, str]]:
    """Make rows of them, no files; yield what was done, as ``write_vocabulary`` does."""
    rows = {row.file_name: row for row in Picture.objects.all()}
    for picture in pictures:
        row = rows.get(picture.file)
        said = (picture.alt, picture.original_name)
        if row is not None and (row.alt, row.original_name) == said:
            yield "unchanged", "picture", picture.file
            continue
        yield "created" if row is None else "updated", "picture", picture.file
        row = row or Picture(content_hash=picture.file.partition(".")[0])
        row.format = PictureFormat(picture.file.partition(".")[2])
        row.width, row.height = picture.width, picture.height
        row.alt, row.original_name = said
        row.save()


def store_pictures(pictures: Iterable[PackPicture]) -> None:
    """Put their files where the board serves them."""
    for picture in pictures:
        kind = PictureFormat(picture.file.partition(".")[2])
        media.store(media.Encoded(picture.content, kind, picture.width, picture.height))
