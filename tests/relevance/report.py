"""Precision at ten of both halves, as a table by kind."""

from collections.abc import Sequence

from bench import write
from tests.relevance.asking import Answer, ask
from tests.relevance.facts import facts_of_board
from tests.relevance.queries import HALVES, queries

HEAD = """| queries | precision at ten | of | open half | kept half |
|---|---|---|---|---|"""


def make(kinds: Sequence[str], *, shows_kept: bool) -> None:
    """Ask the queries of these kinds or of all, print what is not right, and the table."""
    board = facts_of_board()
    asked = [query for half in HALVES for query in queries(half)]
    asked = [query for query in asked if not kinds or query.kind in kinds]
    answers = [ask(query, board) for query in asked]
    for answer in answers:
        if not answer.is_answerable:
            print(f"The board is not as this query says: {answer.query.q}")
        if not answer.is_right and (shows_kept or not answer.query.is_kept):
            print(answer.described)
    table = _table(answers)
    print(table)
    if not kinds:
        write("relevance.md", "measures", table, f", on {len(board):,} postings")


def _table(answers: Sequence[Answer]) -> str:
    kinds = dict.fromkeys(answer.query.kind for answer in answers)
    rows = [_row(kind, [a for a in answers if a.query.kind == kind]) for kind in kinds]
    understood = [answer for answer in answers if answer.query.is_understood]
    rows += [_row("**understood** (goal 95 %)", understood), _row("**all** (goal 90 %)", answers)]
    return "\n".join([HEAD, *rows])


def _row(name: str, answers: Sequence[Answer]) -> str:
    halves = [[a for a in answers if a.query.is_kept is is_kept] for is_kept in (False, True)]
    cells = [name, _share(answers), str(len(answers)), *map(_share, halves)]
    return f"| {' | '.join(cells)} |"


def _share(answers: Sequence[Answer]) -> str:
    precisions = [answer.score.precision for answer in answers]
    return f"{sum(precisions) / len(precisions):.1%}" if precisions else "none"
