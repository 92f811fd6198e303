"""Two people changed the same text: put what both did into one form, and overwrite nothing.

What only one of them changed is kept from that one. Where both changed a field, what I typed
stays in the form and theirs is shown beside it. A row that they deleted and I changed comes back
as a new one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.safestring import SafeString

from jobboard.admin_forms.differences import label_of, marked, shown
from jobboard.admin_forms.state import Row, Value, digest, initial, put

type Digests = Mapping[str, Mapping[str, Mapping[str, str]]]

ORDER = "position"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, as it is there and as it is here; ``input_name`` is its place in the form."""

    label: str
    theirs: str
    mine: str
    input_name: str = ""

    @property
    def marked(self) -> SafeString:
        """Mine, with what differs from theirs marked."""
        return marked(self.theirs, self.mine)


@dataclass(slots=True)
class Merge:
    """The form's data with both people's changes, and what there is to say about it."""

    data: QueryDict
    both: list[Difference] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def needs_a_look(self) -> bool:
        """Whether the person who saves has to decide something."""
        return bool(self.both or self.notes)


def merge(base: Digests, theirs: Sequence[Row], mine: Sequence[Row], data: QueryDict) -> Merge:
    """Merge what is stored by now and what was typed; ``base`` is what the typing began with."""
    done = Merge(data.copy())
    typed = {row.key: row for row in mine if row.pk or not row.prefix}
    prefixes = dict.fromkeys(row.prefix for row in [*theirs, *mine])
    for prefix in prefixes:
        there = [row for row in theirs if row.prefix == prefix]
        rows = [(row, typed.get(row.key)) for row in there]
        if not prefix:
            _fields(base, rows[0][0], typed["", ""], done, "")
            continue
        known = {row.pk for row in there}
        rest = [row for row in mine if row.prefix == prefix and row.pk not in known]
        _inline(base, prefix, rows, rest, done)
    return done


def differences(theirs: Sequence[Row], mine: Sequence[Row]) -> list[Difference]:
    """Every field that differs between what is stored and what was typed."""
    there = {row.key: row for row in theirs}
    found = []
    for row in mine:
        other = there.get(row.key) if row.pk or not row.prefix else None
        for name, value in row.values.items():
            before: Value = other.values.get(name, "") if other else ""
            if value != before and name != ORDER and (value or other):
                told = (shown(row, name, before), shown(row, name, value))
                found.append(Difference(label_of(row, name), *told))
    return found


def _inline(
    base: Digests,
    prefix: str,
    rows: Sequence[tuple[Row, Row | None]],
    rest: Sequence[Row],
    done: Merge,
) -> None:
    """Number the rows of one inline anew: those that are stored first, then the new ones."""
    before = done.data.copy()
    for name in [name for name in before if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
        del done.data[name]
    number = 0
    for theirs, mine in rows:
        name = f"{prefix}-{number}"
        if mine is None:
            _add_theirs(name, theirs, done)
        else:
            _copy(before, mine.name, done.data, name)
            _fields(base, theirs, mine, done, name)
        number += 1
    done.data[f"{prefix}-INITIAL_FORMS"] = str(number)
    for row in rest:
        name = f"{prefix}-{number}"
        if row.pk and (row.is_deleted or _is_untouched(base, row)):
            done.notes.append(f"{label_of(row)} was deleted there.")
            continue
        _copy(before, row.name, done.data, name)
        if row.pk:
            done.data[f"{name}-id"] = ""
            done.notes.append(
                f"{label_of(row)} was deleted there while you changed it: saving adds it anew."
            )
        number += 1
    done.data[f"{prefix}-TOTAL_FORMS"] = str(number)


def _fields(base: Digests, theirs: Row, mine: Row, done: Merge, name: str) -> None:
    known = base.get(theirs.prefix, {}).get(theirs.pk, {})
    for field_name, value in mine.values.items():
        stored = theirs.values.get(field_name, "")
        is_theirs_old = digest(stored) == known.get(field_name)
        if value == stored or is_theirs_old:
            continue
        input_name = f"{name}-{field_name}" if name else field_name
        if digest(value) == known.get(field_name):
            widget = theirs.form.fields[field_name].widget
            put(done.data, input_name, stored, widget)
            done.taken += [label_of(theirs, field_name)] if field_name != ORDER else []
        elif field_name != ORDER:
            told = (shown(theirs, field_name, stored), shown(theirs, field_name, value))
            done.both.append(Difference(label_of(theirs, field_name), *told, input_name))
    if mine.is_deleted and version_of(theirs) != known:
        done.notes.append(f"You delete {label_of(theirs)}, which was changed there.")


def is_touched(base: Digests, row: Row) -> bool:
    """Whether a row was changed, deleted or begun by whoever typed."""
    if row.prefix and not row.pk:
        blank = dict(initial(row.form))
        return any(value != blank[name] for name, value in row.values.items() if name != ORDER)
    return row.is_deleted or not _is_untouched(base, row)


def version_of(row: Row) -> dict[str, str]:
    return {name: digest(value) for name, value in row.values.items()}


def _is_untouched(base: Digests, row: Row) -> bool:
    return version_of(row) == base.get(row.prefix, {}).get(row.pk)


def _add_theirs(name: str, row: Row, done: Merge) -> None:
    for field_name, value in row.values.items():
        put(done.data, f"{name}-{field_name}", value, row.form.fields[field_name].widget)
    done.data[f"{name}-id"] = row.pk
    done.notes.append(f"{label_of(row)} was added there.")


def _copy(before: QueryDict, old: str, data: QueryDict, new: str) -> None:
    for name in before:
        if name.startswith(f"{old}-"):
            data.setlist(new + name[len(old) :], before.getlist(name))
