"""Files to rows, when the files are the truth: all of it or nothing, as one revision."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from jobboard.content.checks import check_texts, check_values
from jobboard.content.folder import Folder, PackError
from jobboard.content.pictures import store_pictures, write_pictures
from jobboard.content.reading import read_folder
from jobboard.content.rows import objects_now, write_all
from jobboard.content.shapes import Pack, PackObject
from jobboard.content.slug_index import MODELS, SlugIndex
from jobboard.content.vocabulary import write_vocabulary
from jobboard.content.writing import text_of
from roles.revisions import keep_as_it_stands, revision

DELETED = ("series", "guide", "term", "role", "author")  # what leans on others goes first


@dataclass
class ImportResult:
    """Slugs of what became of it, by kind; ``left`` stands on the board and in no file."""

    created: dict[str, list[str]] = field(default_factory=dict)
    updated: dict[str, list[str]] = field(default_factory=dict)
    unchanged: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, kind: str, slug: str) -> None:
        """``what`` is the name of one of the fields."""
        getattr(self, what).setdefault(kind, []).append(slug)


def import_content(
    path: Path, *, is_check: bool = False, has_deletion: bool = False
) -> ImportResult:
    """Bring the board's content to what the folder says.

    Raises PackError with every problem, as ``file:line: what``, and changes nothing then; nor
    does it with ``is_check``. Rows that are in no file stay, unless ``has_deletion``.
    """
    folder = Folder(path)
    index = SlugIndex.full()
    pack = read_folder(folder, index.slugs())
    check_values(folder, pack, index)
    if folder.problems:
        check_texts(folder, pack, names_exist=False)
        raise PackError(folder.problems)
    return _import(folder, pack, index, is_check=is_check, has_deletion=has_deletion)


def _import(
    folder: Folder, pack: Pack, index: SlugIndex, *, is_check: bool, has_deletion: bool
) -> ImportResult:
    with transaction.atomic():
        plan = _plan(pack, index)
        for _, row in plan.changed:
            if row is not None:
                keep_as_it_stands(row)
        with revision(f"Imported from {folder.folder.resolve().name}"):
            _write(pack, plan, index)
            if has_deletion:
                _delete(folder, plan.result)
        check_texts(folder, pack, names_exist=True)
        if folder.problems:
            raise PackError(folder.problems)
        if not is_check:
            store_pictures(pack.pictures)
        transaction.set_rollback(is_check)
    return plan.result


@dataclass
class Plan:
    """Objects that change a row (None: a new one), and what becomes of each."""

    changed: list[tuple[PackObject, Any]] = field(default_factory=list)
    result: ImportResult = field(default_factory=ImportResult)


def _plan(pack: Pack, index: SlugIndex) -> Plan:
    plan = Plan()
    now = {(kind, pk): one for kind in MODELS for pk, one in objects_now(kind)}
    for one in pack:
        row = index.find(one.kind, one.slug, getattr(one, "old_slugs", ()))
        there = now.pop((one.kind, row.pk), None) if row is not None else None
        what = _what_becomes(one, there)
        plan.result.note(what, one.kind, one.slug)
        if what != "unchanged":
            plan.changed.append((one, row))
    for (kind, _), left in now.items():
        plan.result.note("left", kind, left.slug)
    return plan


def _what_becomes(one: PackObject, there: PackObject | None) -> str:
    if there is None:
        return "created"
    return "unchanged" if text_of(there) == text_of(_with_old_slugs(one, there)) else "updated"


def _with_old_slugs(one: PackObject, there: PackObject) -> PackObject:
    """A row keeps the addresses that it had, also those that the files do not know."""
    earlier = getattr(there, "old_slugs", ())
    if not earlier:
        return one
    slugs = {*getattr(one, "old_slugs", ()), *earlier} - {one.slug}
    return replace(one, old_slugs=tuple(slugs))  # type: ignore[arg-type]


def _write(pack: Pack, plan: Plan, index: SlugIndex) -> None:
    for what, kind, name in write_vocabulary(pack, update=True):
        plan.result.note(what, kind, name)
    write_all(plan.changed, index, takes_skills=True)
    for what, files in write_pictures(pack.pictures).items():
        for file in files:
            plan.result.note(what, "picture", file)


def _delete(folder: Folder, result: ImportResult) -> None:
    """Delete what is in no file; complain of what other objects need."""
    for kind in DELETED:
        for slug in result.left.get(kind, []):
            if _delete_one(folder, kind, slug):
                result.note("deleted", kind, slug)
    result.left.clear()


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
