"""What a web process makes before its first request."""

import logging
from threading import enumerate as threads
from typing import Any

import pytest
from django.db import connection

from jobboard.pages import warm_up
from listings.search.understanding.current import kept, table
from tests.listings.factories import make_role


def begun() -> None:
    """Warm up, to the end."""
    warm_up.begin()
    for thread in threads():
        if thread.name == "warm-up":
            thread.join(timeout=20)
            assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_first_search_finds_its_words_ready(django_assert_num_queries: Any) -> None:
    make_role("Nurse")
    kept.forget()
    begun()
    with django_assert_num_queries(0):
        assert table().get("nurse")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_not_ready_is_left_to_the_first_request(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    kept.forget()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE listings_levelword RENAME TO not_there_yet")
    try:
        begun()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE not_there_yet RENAME TO listings_levelword")
    assert "Nothing was made before the first search" in caplog.text
    assert table() is not None
