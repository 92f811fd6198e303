"""Rows written by COPY: an INSERT of many values costs more to write out than to carry out."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model


def copy_new[One: Model](model: type[One], rows: Sequence[One]) -> None:
    """Add rows, without signals. What the database gives them is not read back: ``give_keys``."""
    if not rows:
        return
    given = [field for field in model._meta.concrete_fields if not field.generated]
    if rows[0].pk is None:
        given.remove(model._meta.pk)
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in given)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            values = ((field, field.pre_save(row, True)) for field in given)
            copy.write_row([field.get_db_prep_save(value, connection) for field, value in values])


def give_keys[One: Model](model: type[One], rows: Sequence[One]) -> None:
    """Give rows that are not written yet the next primary keys of their table."""
    if not rows:
        return
    sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [model._meta.db_table, model._meta.pk.column, len(rows)])
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
