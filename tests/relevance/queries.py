"""What people type, and what the first ten results must be: the two halves in TOML, by kind.

Keys of a query (several values: any of them, unless it says all):

- ``q``: what is typed; ``with``: further parameters of the address;
- ``role`` (slugs) or ``title`` (phrases): a posting has one of either;
- ``skill``: slugs, all of them, listed or in the title; ``company``: slugs;
- ``city``, ``region`` (slugs; a posting has one of either), ``country`` (codes: of a place, or a
  country that a remote posting is open to);
- ``years``: the least and the most years of experience that a posting asks;
- ``workplace``, ``type``; ``not_title``: phrases that the title does not hold;
- ``level``, and ``pay`` (a currency, and an amount a year that its upper end reaches): of postings
  that state none, those count that stand where the board has no more that state it;
- ``words``: phrases, all of them in title, roles, skills or company; ``words_any``: one of them;
- ``mentions``: phrases, all of them in any of those or in the text;
- ``any_of``: conditions of these keys, one of which is met, with all the others;
- ``fine``: conditions of postings that are right too, but missed by nobody;
- ``empty``: the board has no such posting, so none may be listed;
- ``suggests``: "did you mean" names this.

A phrase is met by whole words; ``*`` at the beginning or end of a word stands for any letters.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
HALVES = ("open", "kept")
AS_WORDS = frozenset({"typo", "operator", "doubtful", "word"})
"""Kinds of queries that search has nothing to understand in; it matches their words."""


@dataclass(frozen=True)
class Query:
    """One query with the conditions that each of its first results must meet."""

    q: str
    kind: str
    is_kept: bool
    parameters: str = ""
    suggests: str = ""
    is_empty: bool = False
    conditions: dict[str, Any] = field(default_factory=dict)

    @property
    def is_understood(self) -> bool:
        return self.kind not in AS_WORDS


def queries(half: str) -> Iterator[Query]:
    """The queries of one half: of ``open.toml`` or ``kept.toml``."""
    content = tomllib.loads((FOLDER / f"{half}.toml").read_text(encoding="utf-8"))
    for kind, lines in content.items():
        for line in lines:
            yield _query(dict(line), kind, is_kept=half == "kept")


def _query(line: dict[str, Any], kind: str, *, is_kept: bool) -> Query:
    return Query(
        q=line.pop("q"),
        kind=kind,
        is_kept=is_kept,
        parameters=line.pop("with", ""),
        suggests=line.pop("suggests", ""),
        is_empty=line.pop("empty", False),
        conditions=line,
    )
