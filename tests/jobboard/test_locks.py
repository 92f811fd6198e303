from contextlib import suppress

import pytest
from django.db import connection, transaction

from jobboard.locks import lock, lock_apart, lock_until_commit


@pytest.mark.django_db
def test_a_lock_is_of_one_name_and_given_back() -> None:
    with lock_apart("a") as first, lock_apart("a") as second, lock_apart("b") as other:
        assert (first, second, other) == (True, False, True)
    with lock_apart("a") as again:
        assert again


@pytest.mark.django_db
def test_a_lock_of_this_connection_is_given_back_after_an_error() -> None:
    with suppress(ValueError), lock("a") as is_ours:
        assert is_ours
        with lock_apart("a") as elsewhere:
            assert not elsewhere
        raise ValueError
    with lock_apart("a") as again:
        assert again


@pytest.mark.django_db
def test_a_lock_that_somebody_else_has_is_not_released() -> None:
    with lock_apart("a"):
        with lock("a") as is_ours:
            assert not is_ours
        with lock("a") as is_ours:
            assert not is_ours


@pytest.mark.django_db
def test_a_lock_goes_with_a_connection_that_broke() -> None:
    with lock("a") as is_ours:
        assert is_ours
        connection.connection.close()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_lock_until_commit_is_held_by_the_transaction() -> None:
    with transaction.atomic():
        lock_until_commit("a")
        with lock_apart("a") as is_ours:
            assert not is_ours
    with lock_apart("a") as is_ours:
        assert is_ours
