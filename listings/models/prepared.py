"""Querysets whose SQL is made once a process, and planned once for each connection.

For the few that every page asks: making and planning such a statement costs several times what
running it does.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import DateTimeField, Model, QuerySet
from django.db.models.functions import JSONObject
from psycopg._queries import PostgresQuery, _query2pg

STAND_IN: Final = -9_007_199_254_740_991
"""Stands for a value while SQL is made; nothing on a board is called so."""

_PLACE = re.compile(r"%s")


class _KeptQuery(PostgresQuery):
    """A statement of any length whose placeholders are looked for once a process.

    psycopg looks anew in those of more than 4,096 characters, since most of them are never asked
    again; that takes as long as running them.
    """

    def convert(self, query: Any, vars: Any) -> None:  # noqa: A002 (psycopg's name)
        sql = self._ensure_bytes(query)
        found = _query2pg(sql, self._tx.encoding)
        self.query, self._want_formats, self._order, self._parts = found
        self.dump(vars)


class _Cursor(ServerBindingCursor):
    _query_cls = _KeptQuery


def run(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, which the server plans once for each connection."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    raw: Any = _Cursor(connection.connection)  # type: ignore[call-arg]  # its stubs lack it
    with connection._prepare_cursor(raw) as cursor:  # noqa: SLF001 (no public way)
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Prepared[Row]:
    """Runs one queryset again and again with other values.

    ``make`` builds it from stand-ins, one for each value that calls will give; a value that is a
    list stands behind ``__in`` as the one member of a list. Whatever else is in the condition is
    the same in every call. Related rows come by ``select_related``; for others see ``fill`` and
    ``json_rows``.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]]) -> None:
        self._make = make
        self._made: tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]] | None = None

    def __call__(self, *values: Any) -> list[Row]:
        rows, compiler, sql, parameters = self._made or self._compiled(values)
        found = run(
            sql,
            [_as_parameter(values[one.at]) if type(one) is _Given else one for one in parameters],
        )
        compiler = copy(compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *_, **__: [found]
        rows = rows.all()
        rows.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(rows)

    def _compiled(self, values: tuple[Any, ...]) -> Any:
        stand_ins = [STAND_IN - at for at in range(len(values))]
        rows = self._make(*stand_ins)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        texts = [str(one) for one in stand_ins]
        found = [_Given(texts.index(str(one))) if str(one) in texts else one for one in parameters]
        for at in reversed(range(len(found))):
            if isinstance(found[at], _Given) and _is_list(values[found[at].at]):
                sql = _with_any(sql, at)
        shown = [one for one, _, _ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(shown)
        compiler.get_converters = lambda _: converters
        self._made = rows, compiler, sql, tuple(map(_as_parameter, found))
        return self._made


class _Given:
    """The place of a value that a call gives."""

    def __init__(self, at: int) -> None:
        self.at = at


def _is_list(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)


def _as_parameter(value: Any) -> Any:
    """Several whole numbers go as a text that the server reads as those that keys are.

    psycopg takes longer to write a list of them than most statements take, and sends the smallest
    type that holds them all: only among its own type does the server hash many.
    """
    if not _is_list(value) or isinstance(value, tuple):
        return value
    if all(type(one) is int for one in value):
        return array_of(value)
    return list(value)


def array_of(numbers: Iterable[int]) -> str:
    """Whole numbers as PostgreSQL writes an array of them."""
    return f"{{{','.join(map(str, numbers))}}}"


def _with_any(sql: str, at: int) -> str:
    """Have the parameter with this number be an array: ``IN (%s)`` becomes ``= ANY(%s)``."""
    place = list(_PLACE.finditer(sql))[at]
    before, after = sql[: place.start()], sql[place.end() :]
    assert before.endswith(" IN (") and after.startswith(")"), sql  # noqa: PT018, S101 (one fact)
    return f"{before.removesuffix(' IN (')} = ANY(%s{after}"


def json_rows(rows: QuerySet[Any], *names: str) -> ArraySubquery:
    """Fields of rows of another table as one value beside each row, for ``objects``.

    A statement less for each kind of related row.
    """
    return ArraySubquery(rows.values(one=JSONObject(**{name: name for name in names})))


def objects[One: Model](model: type[One], rows: Iterable[dict[str, Any]]) -> list[One]:
    """Make rows of what ``json_rows`` brought; fields that it did not name are deferred.

    JSON has no moments, so they are read of text.
    """
    names, moments = _names(model)
    return [_object(model, names, moments, one) for one in rows]


@cache
def _names(model: type[Model]) -> tuple[list[str], list[str]]:
    """The columns of a model, and those of them that hold moments."""
    fields = model._meta.concrete_fields
    moments = [field.attname for field in fields if isinstance(field, DateTimeField)]
    return [field.attname for field in fields], moments


def _object[One: Model](
    model: type[One], names: Iterable[str], moments: Iterable[str], row: dict[str, Any]
) -> One:
    known = [name for name in names if name in row]
    for name in moments:
        if row.get(name):
            row[name] = datetime.fromisoformat(row[name])
    return model.from_db(DEFAULT_DB_ALIAS, known, [row[name] for name in known])


def fill(row: Model, **related: list[Any]) -> None:
    """Put rows behind relations of ``row``, as ``prefetch_related`` does."""
    kept: dict[str, Any] = row.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in related.items():
        everything = getattr(row, name).get_queryset()
        everything._result_cache, everything._prefetch_done = rows, True  # noqa: SLF001
        kept[name] = everything
