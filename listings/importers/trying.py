"""A board tried out: asked as a sync would, and nothing written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError

from listings.importers.adapter import adapter_of
from listings.importers.posting import NoBoardError, PostingError, RawPosting
from listings.importers.sync import reason_of

FIRST = 5
_BOARD = re.compile(r"[^\x00-\x1f\x7f/\\?#%<>\"{}|^`]{1,200}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Trial:
    """``error`` is empty where the board answered; ``is_missing`` where there is no such board."""

    number: int = 0
    titles: tuple[str, ...] = ()
    unreadable: int = 0
    error: str = ""
    is_missing: bool = False


def try_board(system: str, board: str) -> Trial:
    """Ask a board for its postings and read the first few."""
    try:
        adapter = adapter_of(system)
        answer = adapter.fetch(board, settings.OUTGOING.try_seconds)
        titles, unreadable = _titles(system, answer[:FIRST])
    except BaseException as error:  # noqa: BLE001 (see ``reason_of``)
        return Trial(error=reason_of(error), is_missing=isinstance(error, NoBoardError))
    return Trial(len(answer), titles, unreadable)


def _titles(system: str, answer: Sequence[RawPosting]) -> tuple[tuple[str, ...], int]:
    adapter, titles, unreadable = adapter_of(system), [], 0
    for one in answer:
        try:
            titles.append(adapter.read(one.raw).title)
        except PostingError:
            unreadable += 1
    return tuple(titles), unreadable


def check_board_name(board: str) -> None:
    """Raise ValidationError unless the text can be a board's name, as its own address has it."""
    if "/" in board:
        raise ValidationError("The board's name alone, not its whole address.")
    if not _BOARD.fullmatch(board) or board != board.strip() or not board.isprintable():
        raise ValidationError("A board's name has letters, digits, spaces and - _ . only.")
