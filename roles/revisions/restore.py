"""Back to what a revision kept: its text, its parts and their order.

State, date of publication and address stay as they are: going back to an earlier text neither
publishes a guide nor takes it off. A deleted guide comes back as a draft.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, ManyToManyField, Model

from jobboard.http.parts import dry_run
from jobboard.models.user import Person
from roles.models import Guide, GuideStatus
from roles.revisions.keeping import (
    STAYING,
    TREES,
    Branch,
    Record,
    Records,
    keep,
    keep_as_it_stands,
    revision,
)
from roles.revisions.snapshot import field_of, names_in

type Rows = Mapping[str, Model]


class CannotRestoreError(Exception):
    """Why a revision cannot come back, one reason a line."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


def restore(
    root: type[Model], records: Records, comment: str, person: Person | None = None
) -> Model:
    """Bring the row and its parts back, as a revision of its own; return the row.

    Raises CannotRestoreError and changes nothing where a kept value fits no longer.
    """
    for record in records.get(root, []):
        for row in root._base_manager.filter(pk=record.pk):
            keep_as_it_stands(row)
    with revision(comment, person):
        restored = _bring_back(root, records)
        keep(restored)
    return restored


def as_restored(root: type[Model], then: Records, now: Records) -> Records:
    """What would be kept after going back: what was said then, with what stays as it is now."""
    stays = {branch.model: now.get(branch.model, []) for branch in TREES[root] if branch.is_staying}
    staying = {
        record.pk: {name: value for name, value in record.fields.items() if name in STAYING}
        for record in now.get(root, [])
    }
    rows = [Record(one.pk, one.fields | staying.get(one.pk, {})) for one in then.get(root, [])]
    return {**then, **(stays if now else {}), root: rows}


def faults(root: type[Model], records: Records) -> list[str]:
    """Return why it cannot come back, found by trying; nothing is changed."""
    try:
        with dry_run():
            _bring_back(root, records)
    except CannotRestoreError as error:
        return error.reasons
    return []


def _bring_back(root: type[Model], records: Records) -> Model:
    if not records.get(root):
        raise CannotRestoreError(["What was kept cannot be read any more."])
    missing = list(_missing(records))
    if missing:
        raise CannotRestoreError(missing)
    try:
        with transaction.atomic():
            return _write_all(root, records)
    except ValidationError as error:
        raise CannotRestoreError(list(_reasons(error))) from error
    except (IntegrityError, ValueError, TypeError) as error:
        reason = "What was kept does not fit what stands in the database now"
        raise CannotRestoreError([f"{reason}: {error}"]) from error


def _missing(records: Records) -> Iterator[str]:
    """Name the rows that must be there and were deleted since."""
    names = names_in([records])
    for model, rows in records.items():
        for record in rows:
            for name, value in record.fields.items():
                ours = field_of(model, name)
                if not isinstance(ours, ForeignKey) or name in STAYING:
                    continue
                target = ours.related_model
                if target not in records and (target, str(value)) in names.gone:
                    yield f"{names.known[target].get(str(value), ours.verbose_name)}: deleted since"


def _write_all(root: type[Model], records: Records) -> Model:
    record = records[root][0]
    row = root._base_manager.select_for_update().filter(pk=record.pk).first()
    written = _write(row or root(pk=int(record.pk)), record, is_new=row is None)
    for branch in TREES[root]:
        if row is None or not branch.is_staying:
            _write_branch(branch, records, {record.pk: written})
    return written


def _write_branch(branch: Branch, records: Records, parents: Rows) -> None:
    """Make the parts of these parents what they were: others go, changed ones change."""
    manager = branch.model._base_manager
    there = {
        str(row.pk): row
        for row in manager.filter(
            **{f"{branch.parent}__in": [parent.pk for parent in parents.values()]}
        )
    }
    wanted = records.get(branch.model, [])
    matched = {record.pk: _match(branch, record, there) for record in wanted}
    kept = {row.pk for row in matched.values() if row is not None}
    manager.filter(pk__in=[row.pk for row in there.values() if row.pk not in kept]).delete()
    written = {
        record.pk: _write_part(branch, record, matched[record.pk], parents) for record in wanted
    }
    for below in branch.branches:
        _write_branch(below, records, written)


def _match(branch: Branch, record: Record, there: dict[str, Model]) -> Model | None:
    """Find the row that a kept one is now: by number, else one made anew with the same name."""
    if record.pk in there:
        return there.pop(record.pk)
    name = str(record.fields.get(branch.name))
    field = field_of(branch.model, branch.name)
    attribute = field.attname if field else branch.name
    found = next((pk for pk, row in there.items() if str(getattr(row, attribute)) == name), None)
    return there.pop(found) if found else None


def _write_part(branch: Branch, record: Record, row: Model | None, parents: Rows) -> Model:
    part = row or branch.model(pk=int(record.pk))
    parent = parents[str(record.fields[branch.parent])]
    setattr(part, branch.parent, parent)
    return _write(part, record, is_new=row is None, without=branch.parent)


def _write(row: Model, record: Record, *, is_new: bool, without: str = "") -> Model:
    many: list[tuple[str, list[Any]]] = []
    for name, value in record.fields.items():
        ours = field_of(type(row), name)
        if ours is None or name == without or (name in STAYING and not is_new):
            continue
        if isinstance(ours, ManyToManyField):
            many.append((name, value))
        else:
            setattr(row, ours.attname, ours.to_python(value))
    if is_new and isinstance(row, Guide):
        row.status = GuideStatus.DRAFT
    row.full_clean(validate_unique=True)
    row.save(force_insert=is_new)
    for name, keys in many:
        manager = getattr(row, name)
        manager.set(manager.model.objects.filter(pk__in=keys))
    return row


def _reasons(error: ValidationError) -> Iterator[str]:
    for name, messages in error.message_dict.items():
        for message in messages:
            yield (
                message
                if name == "__all__"
                else f"{name.replace('_', ' ').capitalize()}: {message}"
            )
