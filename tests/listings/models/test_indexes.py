"""No index is the beginning of another, or the same: each costs every write."""

import pytest
from django.apps import apps
from django.db import connection

APPS = ("jobboard", "roles", "listings")

INDEXES = """
SELECT relation.relname, entry.relname, index.indisunique,
       index.indkey::int[], index.indclass::int[]
FROM pg_index index
JOIN pg_class relation ON relation.oid = index.indrelid
JOIN pg_class entry ON entry.oid = index.indexrelid
JOIN pg_am method ON method.oid = entry.relam
WHERE method.amname = 'btree' AND index.indexprs IS NULL AND index.indpred IS NULL
    AND relation.relname = ANY(%s)
"""
"""Of whole columns: table, name, whether it is unique, its columns and how they are compared."""


@pytest.mark.django_db
def test_no_index_is_a_prefix_of_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [_tables()])
        found = cursor.fetchall()
    assert found
    needless = [
        f"{name} is the beginning of {other}"
        for table, name, is_unique, columns, kinds in found
        for on, other, _, more, others in found
        if not is_unique and name != other and table == on
        if more[: len(columns)] == columns and others[: len(kinds)] == kinds
    ]
    assert not needless


def _tables() -> list[str]:
    """Those of models, and of what postings have many of; Django makes the few rows of others."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    of_postings = apps.get_app_config("listings").get_models(include_auto_created=True)
    return [model._meta.db_table for model in {*models, *of_postings}]
