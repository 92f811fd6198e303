"""Looking changes nothing: after a GET or HEAD of every address the database reads as before.

What may change: the day's counters of a posting, allowances of a network, and what a session or
the cache holds.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import every_address
from tests.board import Board

pytestmark = pytest.mark.django_db

MAY_CHANGE = {"listings_listingday", "jobboard_allowance", "django_session", "jobboard_cache"}

WRITTEN = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


def written() -> dict[str, int]:
    """How many rows of each table this transaction has written so far, rolled back or not."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return {name: count for name, count in cursor.fetchall() if name not in MAY_CHANGE}


def content() -> dict[str, Any]:
    """A hash of each table's rows."""
    tables = [name for name in connection.introspection.table_names() if name not in MAY_CHANGE]
    with connection.cursor() as cursor:
        return {name: _hash(cursor, name) for name in tables}


def _hash(cursor: Any, table: str) -> Any:
    cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{table}\" t")
    return cursor.fetchone()


def look_at(client: Client, addresses: list[str]) -> None:
    """Open each address; where rows were written, even if rolled back, compare them all."""
    before, count = content(), written()
    for address in addresses:
        for method in (client.get, client.head):
            assert method(address).status_code < 500, address
        if (now := written()) != count:
            assert content() == before, address
            count = now


@pytest.mark.parametrize("who", ["anonymous", "owner", "moderator"])
def test_public_pages(who: str) -> None:
    board = Board()
    client = board.client(who)
    look_at(client, every_address.public(key=board.draft.key))


@pytest.mark.parametrize("who", ["anonymous", "owner", "moderator", "admin"])
def test_the_admin(who: str) -> None:
    board = Board()
    look_at(board.client(who), every_address.of_admin())


def test_a_row_that_is_written_is_noticed() -> None:
    board = Board()
    count = written()
    board.live.title = "Changed"
    board.live.save()
    assert written() != count
