"""Files to rows, when the files are the truth: all of it or nothing, as one revision."""

from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError

from jobboard.content.checks import check_texts, check_values
from jobboard.content.folder import Folder, PackError
from jobboard.content.merge import Board, Change, Merged, one_revision, write_words
from jobboard.content.pictures import store_pictures
from jobboard.content.reading import read_folder
from jobboard.content.rows import MODELS
from jobboard.content.saving import write_all
from jobboard.content.shapes import Pack, PackObject
from jobboard.content.writing import text_of

DELETED = ("series", "guide", "term", "role", "author")  # what leans on others goes first


def import_content(path: Path, *, is_check: bool = False, has_deletion: bool = False) -> Merged:
    """Bring the board's content to what the folder says.

    Raises PackError with every problem, as ``file:line: what``, and changes nothing then; nor
    does it with ``is_check``. Rows that are in no file stay, unless ``has_deletion``.
    """
    folder, board, merged = Folder(path), Board(), Merged()
    pack = read_folder(folder, board.index.slugs())
    check_values(folder, pack, board.index)
    if folder.problems:
        check_texts(folder, pack, names_exist=False)
        raise PackError(folder.problems)
    with transaction.atomic():
        changes = _changes(pack, board, merged)
        with one_revision(f"Imported from {path.resolve().name}", changes):
            write_words(pack, merged, update=True)
            write_all(changes, board.index, takes_skills=True)
            if has_deletion:
                _delete(folder, merged)
        check_texts(folder, pack, names_exist=True)
        if folder.problems:
            raise PackError(folder.problems)
        if not is_check:
            store_pictures(pack.pictures)
        transaction.set_rollback(is_check)
    return merged


def _changes(pack: Pack, board: Board, merged: Merged) -> list[Change]:
    """Return what the files change, and note what becomes of every object and row."""
    changes, left = [], dict(board.now)
    for one in pack:
        row = board.row_of(one)
        there = left.pop((one.kind, row.pk), None) if row is not None else None
        what = "created" if there is None else "updated"
        if there and text_of(there) == text_of(_with_old_slugs(one, there)):
            what = "unchanged"
        else:
            changes.append((one, row))
        merged.note(what, one.kind, one.slug)
    for (kind, _), one in left.items():
        merged.note("left", kind, one.slug)
    return changes


def _with_old_slugs(one: PackObject, there: PackObject) -> PackObject:
    """A row keeps the addresses that it had, also those that the files do not know."""
    earlier = getattr(there, "old_slugs", ())
    if not earlier:
        return one
    slugs = {*getattr(one, "old_slugs", ()), *earlier} - {one.slug}
    return replace(one, old_slugs=tuple(slugs))  # type: ignore[arg-type]


def _delete(folder: Folder, merged: Merged) -> None:
    """Delete what is in no file; complain of what other objects need."""
    for kind in DELETED:
        for slug in merged.left.get(kind, []):
            if _delete_one(folder, kind, slug):
                merged.note("deleted", kind, slug)
    merged.left.clear()


def _delete_one(folder: Folder, kind: str, slug: str) -> bool:
    row = MODELS[kind].objects.get(slug=slug)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        leaning = ", ".join(sorted(str(one) for one in list(error.protected_objects)[:3]))
        folder.complain("", 0, f"{kind} “{slug}” cannot be deleted: {leaning} needs it")
        return False
    return True
