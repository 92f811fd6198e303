"""Values that a process keeps, and when they are made anew."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import DatabaseError

from listings.search import renewed
from listings.search.renewed import Renewed

SECONDS = 10.0


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[float]:
    """A clock that stands still until a test moves it; and a value that is kept as on a board."""
    clock = [1_000.0]
    monkeypatch.setattr(renewed, "monotonic", lambda: clock[0])
    settings.SEARCH = replace(settings.SEARCH, is_index_fresh=False)
    return clock


def counting() -> Callable[[int | None], int]:
    """1, then 2, then 3."""
    return lambda last: (last or 0) + 1


def until(is_so: Callable[[], bool]) -> None:
    """Wait for a thread to have made it so."""
    for _ in range(10_000):
        if is_so():
            return
        sleep(0.001)
    pytest.fail("It is not so after ten seconds.")


def test_the_first_who_asks_waits_and_others_get_the_same(now: list[float]) -> None:
    kept = Renewed(counting(), lambda: SECONDS)
    assert [kept.get(), kept.get()] == [1, 1]
    now[0] += SECONDS - 1
    assert kept.get() == 1


def test_an_empty_value_is_one(now: list[float]) -> None:
    kept = Renewed[tuple[str, ...]](lambda _: (), lambda: SECONDS)
    assert kept.get() == ()


def test_an_old_value_is_made_anew_while_requests_go_on_with_it(now: list[float]) -> None:
    began, may_end = Event(), Event()

    def make(last: int | None) -> int:
        if last:
            began.set()
            assert may_end.wait(10)
        return (last or 0) + 1

    kept = Renewed(make, lambda: SECONDS)
    kept.get()
    now[0] += SECONDS
    assert kept.get() == 1
    assert began.wait(10)
    assert kept.get() == 1  # a second one does not wait for the first
    may_end.set()
    until(lambda: kept.last() == 2)


def test_who_asks_after_a_long_pause_waits_for_a_new_one(now: list[float]) -> None:
    kept = Renewed(counting(), lambda: SECONDS)
    kept.get()
    now[0] += renewed.PAUSE * SECONDS
    assert kept.get() == 2


def test_who_must_not_wait_gets_none_until_there_is_one(now: list[float]) -> None:
    kept = Renewed(counting(), lambda: SECONDS)
    assert kept.last() in {None, 1}  # a thread makes it
    until(lambda: kept.last() == 1)


def test_nothing_yet_is_tried_again_soon(now: list[float]) -> None:
    tried: list[None] = []

    def make(_: int | None) -> int | None:
        tried.append(None)
        return None

    kept = Renewed(make, lambda: SECONDS)
    kept.last()
    until(lambda: len(tried) == 1)
    kept.last()
    now[0] += renewed.SOON
    kept.last()
    until(lambda: len(tried) == 2)


def test_what_cannot_be_read_leaves_the_last_one(
    now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    def make(last: int | None) -> int:
        if last:
            raise DatabaseError
        return 1

    kept = Renewed(make, lambda: SECONDS)
    kept.get()
    now[0] += renewed.PAUSE * SECONDS
    assert kept.get() == 1
    assert "the last one stays" in caplog.text


def test_without_a_last_one_the_error_is_the_askers(now: list[float]) -> None:
    def make(_: int | None) -> int:
        raise DatabaseError

    kept = Renewed(make, lambda: SECONDS)
    with pytest.raises(DatabaseError):
        kept.get()
    assert kept._lock.acquire(blocking=False)  # whoever asks next may try


def test_what_is_forgotten_is_made_at_the_next_request(now: list[float]) -> None:
    kept = Renewed(counting(), lambda: SECONDS)
    kept.get()
    kept.put(7)
    assert kept.get() == 7
    kept.forget()
    assert kept.get() == 1


def test_making_takes_at_most_a_twentieth_of_the_time(now: list[float]) -> None:
    def make(last: int | None) -> int:
        now[0] += 5
        return (last or 0) + 1

    kept = Renewed(make, lambda: SECONDS)
    kept.get()
    now[0] += renewed.REST * 5 - 1
    assert kept.last() == 1
    now[0] += 1
    kept.last()
    until(lambda: kept.last() == 2)
