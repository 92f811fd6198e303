"""Precision at ten of both halves, as a table by kind."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.relevance.asking import Answer, ask
from tests.relevance.facts import Facts, facts_of_board
from tests.relevance.judging import is_answerable
from tests.relevance.queries import HALVES, Query, queries

PAGE = Path(__file__).parents[2] / "docs" / "relevance.md"
BEGIN, END = "<!-- measures -->", "<!-- end of measures -->"
HEAD = """| queries | precision at ten | of | open half | kept half |
|---|---|---|---|---|"""


def make(*, shows_kept: bool) -> None:
    """Ask every query, print what is not right, print and write the table."""
    board = facts_of_board()
    asked = [query for half in HALVES for query in queries(half)]
    _name_unanswerable(asked, board.values())
    answers = [ask(query, board) for query in asked]
    for answer in answers:
        if answer.score.precision < 1 and (shows_kept or not answer.query.is_kept):
            print(_described(answer))
    table = _table(answers)
    print(table)
    _write(table, postings=len(board))


def _name_unanswerable(asked: Iterable[Query], board: Iterable[Facts]) -> None:
    for query in asked:
        if not is_answerable(query, board):
            print(f"Not to be answered by this board as it is judged: {query.q}")


def _described(answer: Answer) -> str:
    one, kind = answer.score, answer.query.kind
    lines = [f"{one.right}/{one.of} {answer.query.q} ({kind}, {answer.total} found)"]
    if answer.query.suggests:
        return f"{lines[0]} suggests: {', '.join(answer.suggested)}"
    marks = zip(answer.verdicts, answer.shown, strict=True)
    lines += [f"   {verdict or '-':9} {facts.summary}" for verdict, facts in marks]
    return "\n".join(lines)


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


def _write(table: str, postings: int) -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    day = f"Measured on {datetime.now(UTC).date():%-d %B %Y}, on {postings:,} postings."
    text = f"{before}{BEGIN}\n{day}\n\n{table}\n{END}{rest.split(END)[1]}"
    PAGE.write_text(text, encoding="utf-8")
