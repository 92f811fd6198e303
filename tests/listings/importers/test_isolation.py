"""One board may break in any way: the others are read, and the page says what broke."""

import json
import os
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from listings.importers.adapter import ADAPTERS, Json, Posting
from listings.importers.batches import Batch, _Children, limited, read_batch, readers
from listings.importers.fact_reader import FactReader
from listings.importers.sync import BoardTask, live_task, sync
from listings.importers.systems.ashby import AshbyAdapter
from listings.importers.vocabulary import load_vocabulary
from listings.models import Company, Listing, Source
from tests.listings.importers.boards import TEXT, answer, job, run

pytestmark = pytest.mark.django_db


class PanicError(BaseException):
    """What a library written in another language raises: no ``Exception``."""


def raising(error: BaseException) -> Callable[[], bytes]:
    def ask() -> bytes:
        raise error

    return ask


def saying(body: bytes) -> Callable[[], bytes]:
    return lambda: body


NESTED = b'{"jobs": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
DEEP = b'{"jobs": [{"id": "x", "title": ' + b"[" * 900 + b"]" * 900 + b"}]}"
BROKEN = {
    "no answer": raising(OSError(101, "Network is unreachable")),
    "an error of the program": raising(KeyError("jobs")),
    "too little memory": raising(MemoryError()),
    "too deep": raising(RecursionError("maximum recursion depth exceeded")),
    "a panic": raising(PanicError("called `Option::unwrap()` on a `None` value")),
    "no JSON": saying(b"<html>"),
    "no text": saying(b"\xff\xfe\x00"),
    "nested": saying(NESTED),
    "numbers": saying(b"1" * 5_000),
    "a list": saying(b"[]"),
    "jobs of another kind": saying(b'{"jobs": {"a": 1}}'),
}
NOTHING = Batch("ashby", "", {}, frozenset(), {}, frozenset(), 60)
OTHER_TYPES: list[object] = [1, [], {}, True]
ODD = {
    "no objects": saying(b'{"jobs": [1, null, "x", [], {}]}'),
    "deep within": saying(DEEP),
    "other types": saying(
        json.dumps({"jobs": [dict.fromkeys(job(1), value) for value in OTHER_TYPES]}).encode()
    ),
}


@pytest.mark.first(3)
@pytest.mark.parametrize("name", [*BROKEN, *ODD])
def test_a_board_that_breaks_touches_no_other(name: str) -> None:
    run(job(0), board="broken")
    tasks = [
        BoardTask("ashby", "first", saying(answer(job(1)))),
        BoardTask("ashby", "broken", {**BROKEN, **ODD}[name]),
        BoardTask("ashby", "last", saying(answer(job(2)))),
    ]
    with readers(load_vocabulary(), processes=0) as reading:
        outcomes = {one.name: one for one in sync(tasks, reading)}
    assert [bool(outcomes[f"ashby:{board}"].error) for board in ("first", "last")] == [False, False]
    assert Listing.objects.live().filter(source__board__in=["first", "last"]).count() == 2
    source = Source.objects.get(board="broken")
    if name in BROKEN:
        assert source.last_error == outcomes["ashby:broken"].error
        assert source.last_error.endswith(".")
        assert Listing.objects.live().filter(source=source).exists()


def test_a_system_that_nobody_knows_is_named_and_stops_nothing() -> None:
    company = Company.objects.create(name="Old", slug="old")
    odd = Source(system="Lever!", board="x", company=company, is_enabled=True)
    tasks = [live_task(odd.system, odd.board), BoardTask("ashby", "last", saying(answer(job(2))))]
    with readers(load_vocabulary(), processes=0) as reading:
        first, last = sync(tasks, reading)
    assert first.error == "“Lever!” is no system that this board can read; it knows ashby."
    assert not last.error


@pytest.mark.parametrize("wish", [KeyboardInterrupt(), SystemExit(1)])
def test_a_wish_to_end_is_no_fault_of_a_board(wish: BaseException) -> None:
    with readers(load_vocabulary(), processes=0) as reading, pytest.raises(type(wish)):
        list(sync([BoardTask("ashby", "x", raising(wish))], reading))


def test_the_board_that_is_being_asked_when_a_run_ends_comes_last_in_the_next() -> None:
    run(job(0), board="ends")
    Source.objects.update(last_attempt_at=None)
    task = BoardTask("ashby", "ends", raising(SystemExit(1)))
    with readers(load_vocabulary(), processes=0) as reading, pytest.raises(SystemExit):
        list(sync([task], reading))
    assert Source.objects.get().last_attempt_at


class SpinningAdapter(AshbyAdapter):
    """Reads one title for ever, inside a regular expression; the other postings it forgives."""

    def read(self, raw: Json) -> Posting:
        read = super().read(raw)
        if "for ever" in read.title:
            re.fullmatch(r"(a+)+", "a" * 40 + "!")
        return read


@pytest.mark.slow
class TestABoardThatSpins:
    @pytest.fixture(autouse=True)
    def _soon(self, settings: Any) -> None:
        settings.JOBS = replace(settings.JOBS, board_seconds=0.3)

    def outcomes(self, *tasks: BoardTask, processes: int = 0) -> list[str]:
        with readers(load_vocabulary(), processes) as reading:
            read_batch(FactReader(load_vocabulary()), NOTHING)  # tables are loaded
            return [one.error for one in sync(tasks, reading)]

    def test_while_it_is_read_fails_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(ADAPTERS, "ashby", SpinningAdapter())
        spinning = saying(answer(job(1, title="Engineer for ever"), job(2), job(3)))
        errors = self.outcomes(
            BoardTask("ashby", "x", spinning), BoardTask("ashby", "last", saying(answer(job(4))))
        )
        assert errors == ["Reading it takes more processor time than it may.", ""]
        assert Listing.objects.live().get().source.board == "last"

    def test_while_it_answers_fails_alone(self) -> None:
        def spin() -> bytes:
            while True:
                pass

        errors = self.outcomes(
            BoardTask("ashby", "x", spin), BoardTask("ashby", "last", saying(answer(job(4))))
        )
        assert errors == ["Reading it takes more processor time than it may.", ""]

    def test_in_a_child_fails_alone(self) -> None:
        many = saying(answer(*(job(number, descriptionHtml=TEXT * 40) for number in range(400))))
        errors = self.outcomes(
            BoardTask("ashby", "x", many),
            BoardTask("ashby", "last", saying(answer(job(0)))),
            processes=1,
        )
        assert errors[0] == "Reading it takes more processor time than it may."


def test_a_limit_of_processor_time_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with limited(1_000):
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) == before


@pytest.mark.slow
def test_a_reader_that_is_killed_fails_no_board_that_can_be_read() -> None:
    tasks = [BoardTask("ashby", f"b{number}", saying(answer(job(number)))) for number in range(3)]
    children = _Children(1, load_vocabulary())
    submitted = children.submit
    killed: list[int] = []

    def submit_and_kill(batch: object) -> object:
        future = submitted(batch)  # type: ignore[arg-type]
        if not killed:
            killed.extend(children._pool._processes)
            os.kill(killed[0], signal.SIGKILL)
        return future

    children.submit = submit_and_kill  # type: ignore[assignment,method-assign]
    try:
        outcomes = list(sync(tasks, children))
    finally:
        children.end()
    assert killed
    assert [one.error for one in outcomes] == ["", "", ""]
    assert Listing.objects.live().count() == 3
