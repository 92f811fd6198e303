"""Files to rows, when the files are the truth: all of it or nothing, as one revision."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from jobboard.content import to_rows
from jobboard.content.checks import check_texts, check_values
from jobboard.content.files import Pack, read_folder
from jobboard.content.from_rows import skill_of, skills
from jobboard.content.items import Item, items_now, items_of, relate, write
from jobboard.content.pictures import store_pictures, write_pictures
from jobboard.content.shelf import MODELS, Shelf
from jobboard.content.tables import Folder, PackError
from listings.models import LevelWord, OccupationWord, Skill
from roles.revisions import keep_as_it_stands, revision
from roles.revisions.keeping import keep

DELETED = ("series", "guide", "term", "role", "author")  # what leans on others goes first


@dataclass
class Outcome:
    """Slugs of what became of it, by kind; ``left`` stands on the board and in no file."""

    created: dict[str, list[str]] = field(default_factory=dict)
    updated: dict[str, list[str]] = field(default_factory=dict)
    unchanged: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    deleted: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: dict[str, list[str]], kind: str, slug: str) -> None:
        what.setdefault(kind, []).append(slug)


def import_content(path: Path, *, is_check: bool = False, has_deletion: bool = False) -> Outcome:
    """Bring the board's content to what the folder says.

    Raises PackError with every problem, as ``file:line: what``, and changes nothing then; nor
    does it with ``is_check``. Rows that are in no file stay, unless ``has_deletion``.
    """
    folder = Folder(path)
    shelf = Shelf.full()
    pack = read_folder(folder, shelf.slugs())
    check_values(folder, pack, shelf)
    if folder.problems:
        check_texts(folder, pack, names_exist=False)
        raise PackError(folder.problems)
    return _import(folder, pack, shelf, is_check=is_check, has_deletion=has_deletion)


def _import(
    folder: Folder, pack: Pack, shelf: Shelf, *, is_check: bool, has_deletion: bool
) -> Outcome:
    with transaction.atomic():
        plan = _plan(pack, shelf)
        for _, row in plan.changed:
            if row is not None:
                keep_as_it_stands(row)
        with revision(f"Imported from {folder.folder.resolve().name}"):
            _write(pack, plan, shelf)
            _write_pictures(pack, plan.outcome)
            if has_deletion:
                _delete(folder, plan.outcome)
        check_texts(folder, pack, names_exist=True)
        if folder.problems:
            raise PackError(folder.problems)
        if not is_check:
            store_pictures(pack.pictures)
        transaction.set_rollback(is_check)
    return plan.outcome


@dataclass
class Plan:
    changed: list[tuple[Item, Any]] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)


def _plan(pack: Pack, shelf: Shelf) -> Plan:
    plan, outcome = Plan(), Outcome()
    now = {(kind, pk): item for kind in MODELS for pk, item in items_now(kind)}
    for item in items_of(pack):
        row = shelf.find(item.kind, item.slug, item.earlier)
        there = now.pop((item.kind, row.pk), None) if row is not None else None
        if there is None:
            outcome.note(outcome.created, item.kind, item.slug)
        elif there.text == _with_old_slugs(item, there).text:
            outcome.note(outcome.unchanged, item.kind, item.slug)
            continue
        else:
            outcome.note(outcome.updated, item.kind, item.slug)
        plan.changed.append((item, row))
    for (kind, _), item in now.items():
        outcome.note(outcome.left, kind, item.slug)
    plan.outcome = outcome
    return plan


def _with_old_slugs(item: Item, there: Item) -> Item:
    """A row keeps the addresses that it had, also those that the files do not know."""
    if not there.earlier:
        return item
    slugs = {*item.earlier, *there.earlier} - {item.slug}
    return replace(item, values=replace(item.values, old_slugs=tuple(slugs)))


def _write(pack: Pack, plan: Plan, shelf: Shelf) -> None:
    _write_words(pack, plan.outcome)
    rows = []
    for item, row in plan.changed:
        written = write(item, row, shelf)
        written.is_demo = item.values.is_demo
        written.save()
        rows.append((item, written))
    for item, row in rows:
        relate(item, row, shelf)
        if item.kind == "term":
            _tie(row, item.values.skill)

    for kind in MODELS:
        keep(*(row for item, row in rows if item.kind == kind))


def _write_pictures(pack: Pack, outcome: Outcome) -> None:
    for what, files in write_pictures(pack.pictures).items():
        for file in files:
            outcome.note(getattr(outcome, what), "picture", file)


def _tie(term: Any, slug: str) -> None:
    """Let this skill, and no other, be the one that a term is."""
    Skill.objects.filter(term=term).exclude(slug=slug).update(term=None)
    Skill.objects.filter(slug=slug).update(term=term)


def _write_words(pack: Pack, outcome: Outcome) -> None:
    there = {row.slug: row for row in skills()}
    for skill in pack.skills:
        row = there.get(skill.slug)
        if row is not None and to_rows.is_same_skill(skill_of(row), skill):
            outcome.note(outcome.unchanged, "skill", skill.slug)
            continue
        outcome.note(outcome.updated if row else outcome.created, "skill", skill.slug)
        to_rows.write_skill(row or Skill(), skill)
    levels = dict(LevelWord.objects.values_list("phrase", "level"))
    for phrase, level in pack.levels.items():
        if levels.get(phrase) != level:
            outcome.note(
                outcome.updated if phrase in levels else outcome.created, "level word", phrase
            )
            LevelWord.objects.update_or_create(phrase=phrase, defaults={"level": level})
    known = set(OccupationWord.objects.values_list("phrase", flat=True))
    for phrase in dict.fromkeys(pack.occupations):
        if phrase not in known:
            outcome.note(outcome.created, "occupation word", phrase)
            OccupationWord.objects.create(phrase=phrase)


def _delete(folder: Folder, outcome: Outcome) -> None:
    """Delete what is in no file; complain of what something leans on."""
    for kind in DELETED:
        for slug in outcome.left.get(kind, []):
            _delete_one(folder, kind, slug, lambda k, s: outcome.note(outcome.deleted, k, s))
    outcome.left.clear()


def _delete_one(folder: Folder, kind: str, slug: str, note: Callable[[str, str], None]) -> None:
    row = MODELS[kind].objects.get(slug=slug)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        leaning = ", ".join(sorted(str(one) for one in list(error.protected_objects)[:3]))
        folder.complain("", 0, f"{kind} “{slug}” cannot be deleted: {leaning} needs it")
    else:
        note(kind, slug)
