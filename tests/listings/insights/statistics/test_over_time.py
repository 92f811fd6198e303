"""Openings by four weeks, and which change is told: over sources that were read all the time."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pytest

from listings.insights.statistics.over_time import (
    BOARD,
    Sources,
    Stays,
    begun,
    change,
    counted,
    ratio,
)

DAYS = [date(2026, 9, 6), date(2026, 10, 4), date(2026, 11, 1), date(2026, 11, 28)]
FOREVER = date(2026, 12, 31)


class Stay(NamedTuple):
    """One opening."""

    employer: int
    source: int
    first: date
    last: date


def stays(
    number: int, *, source: int = 1, first: date = DAYS[0], last: date = FOREVER
) -> list[Stay]:
    """Openings, each of an employer of its own."""
    return [Stay(1_000 * source + n, source, first, last) for n in range(number)]


def columns(some: list[Stay]) -> Stays:
    return Stays(
        employer=np.array([one.employer for one in some], int),
        source=np.array([one.source for one in some], int),
        first=np.array([one.first.toordinal() for one in some], int),
        last=np.array([one.last.toordinal() for one in some], int),
    )


def read(**since: date) -> Sources:
    """Boards by number, read since that day: ``read(_1=DAYS[0])``."""
    return Sources.of({int(name[1:]): day for name, day in since.items()})


def test_an_opening_counts_on_each_day_from_its_first_to_its_last() -> None:
    some = stays(3, first=DAYS[1], last=DAYS[2])
    assert counted(columns(some), DAYS, DAYS[0]) == [0, 3, 3, 0]


def test_before_this_board_saw_anything_nothing_is_known() -> None:
    assert counted(columns(stays(3)), DAYS, DAYS[1]) == [None, 3, 3, 3]
    assert counted(columns([]), DAYS, None) == [None] * 4


def test_twice_as_many_openings_are_told_with_an_interval() -> None:
    more = stays(30, source=2, first=DAYS[2])
    found = change(columns([*stays(30), *more]), DAYS, read(_1=DAYS[0], _2=DAYS[0]))
    assert found is not None
    assert (found.before, found.after, found.day_from) == (30, 60, DAYS[0])
    assert found.times == 2
    assert found.low < 2 < found.high


def test_a_source_that_was_added_brings_no_growth() -> None:
    added = stays(200, source=2, first=DAYS[1])
    found = change(columns([*stays(30), *added]), DAYS, read(_1=DAYS[0], _2=DAYS[1]))
    assert found is not None
    assert (found.before, found.after) == (30, 30)
    assert begun(columns([*stays(30), *added]), DAYS, read(_1=DAYS[0], _2=DAYS[1])) == {DAYS[1]: 1}


def test_a_source_that_is_read_no_more_brings_no_fall() -> None:
    lost = stays(200, source=2, last=DAYS[1])
    found = change(columns([*stays(30), *lost]), DAYS, read(_1=DAYS[0]))
    assert found is not None
    assert (found.before, found.after) == (30, 30)


def test_the_earliest_day_with_enough_is_compared() -> None:
    found = change(columns(stays(30, first=DAYS[1])), DAYS, read(_1=DAYS[0]))
    assert found is not None
    assert found.day_from == DAYS[1]


@pytest.mark.parametrize("number", [0, 19])
def test_of_fewer_than_twenty_nothing_is_told(number: int) -> None:
    assert change(columns(stays(number)), DAYS, read(_1=DAYS[0])) is None


def test_of_fewer_than_ten_employers_nothing_is_told() -> None:
    few = [Stay(n % 9, BOARD, DAYS[0], FOREVER) for n in range(90)]
    assert ratio(columns(few), DAYS[0], DAYS[-1]) is None


def test_employers_that_move_alike_leave_little_doubt_and_one_that_moves_alone_much() -> None:
    alike = [Stay(n % 20, 1, DAYS[0] + timedelta(20 * (n >= 40)), FOREVER) for n in range(80)]
    alone = [Stay(n % 20 if n < 40 else 0, 1, alike[n].first, FOREVER) for n in range(80)]
    sure, doubtful = (ratio(columns(some), DAYS[0], DAYS[-1]) for some in (alike, alone))
    assert sure is not None
    assert doubtful is not None
    assert sure.times == doubtful.times == 2
    assert sure.high - sure.low < 0.001
    assert doubtful.low < 1
