"""Markdown to tokens: CommonMark with tables, strikethrough and figures, without raw HTML.

Limits keep any text within 200 ms, rendered or refused. The parser takes time with the square of
brackets in one block, and with the product of a table's rows and columns; the cleaner with the
square of the depth. The longest article on a board has some 10,000 words: 70,000 characters, 1,500
lines, 600 marks.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class MarkupProblem:
    """Something that an editor should mend; the page works without it. Lines count from 1."""

    line: int
    message: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        meant = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"Line {self.line}: {self.message}{meant}"


class MarkupError(ValueError):
    """The text is refused as a whole; ``reason`` is written for its author."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.reason = reason
        self.line = line

    @property
    def problem(self) -> MarkupProblem:
        return MarkupProblem(self.line, self.reason)


class FigureError(ValueError):
    """A figure cannot be asked for like this; ``word`` is the one that is not ``known``, if any."""

    def __init__(
        self, message: str, *, word: str = "", known: Mapping[str, str] | Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.known = known

    @classmethod
    def unknown(cls, what: str, word: str, known: Mapping[str, str] | Iterable[str]) -> Self:
        """``known`` holds the names that exist, with their labels if they have any."""
        return cls(f"There is no {what} “{word}”.", word=word, known=known)


def nearest(word: str, known: Mapping[str, str] | Iterable[str]) -> tuple[str, ...]:
    """Up to three ``known`` names that, or whose labels, look like ``word``; the likeliest first.

    The case of letters does not matter.
    """
    names = {name.casefold(): name for name in known}
    labels = known.items() if isinstance(known, Mapping) else ()
    names = {label.casefold(): name for name, label in labels} | names
    word = word.casefold()
    alike = [word] if word in names else difflib.get_close_matches(word, names, n=3)
    return tuple(dict.fromkeys(names[one] for one in alike))


LONGEST = 120_000  # characters
MOST_LINES = 3_000
MOST_MARKS = 6_000  # characters that mean something in Markdown
MOST_MARKS_IN_BLOCK = 1_500
MOST_OPENINGS = 3_000  # marks of list items and quotations at the beginnings of lines
MOST_CELLS = 2_000  # of one text, empty ones too
DEEPEST_BLOCK = 12  # a list in a list counts two
DEEPEST_INLINE = 20
LONGEST_ADDRESS = 2_000  # characters
LONGEST_OUTPUT = 2_000_000  # characters: one address may be used many times

_CONTAINERS = {"blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"}
_MARKS = "[]*_~`<&\\!{"
_NEWLINE = re.compile(r"\r\n?|\n")
_LEAD = re.compile(r"^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=\s)))++", re.MULTILINE)
_OPENING = re.compile(r">|[-+*.)]")


def check_size(text: str) -> None:
    """Refuse a text that is too long to be parsed at all."""
    if len(text) > LONGEST:
        line = 1 + len(_NEWLINE.findall(text, 0, LONGEST))
        raise MarkupError(f"This text has {len(text):,} characters; {LONGEST:,} is the most.", line)
    lines = 1 + len(_NEWLINE.findall(text))
    if lines > MOST_LINES:
        raise MarkupError(f"This text has {lines:,} lines; {MOST_LINES:,} is the most.", MOST_LINES)
    openings = 0
    for lead in _LEAD.finditer(text):
        openings += len(_OPENING.findall(lead[0]))
        if openings > MOST_OPENINGS:
            line = 1 + len(_NEWLINE.findall(text, 0, lead.end()))
            raise MarkupError("There are too many list items and quotations up to here.", line)


def check_blocks(tokens: Iterable[Token]) -> None:
    """Refuse what nests too deep or holds too many marks, before the inline parser sees it."""
    total = line = 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.level >= DEEPEST_BLOCK and token.type in _CONTAINERS:
            raise MarkupError("Lists and quotations are nested too deep here.", line)
        if token.type == "inline":
            marks = sum(token.content.count(mark) for mark in _MARKS)
            total += marks
            if marks > MOST_MARKS_IN_BLOCK or total > MOST_MARKS:
                raise MarkupError("There are too many brackets, stars or other marks here.", line)


def check_inline(children: Iterable[Token], line: int) -> None:
    """Refuse emphasis nested too deep: the cleaner's time grows with the square of the depth."""
    depth = 0
    for child in children:
        depth += child.nesting
        if depth > DEEPEST_INLINE:
            raise MarkupError("Emphasis is nested too deep here.", line)


def check_output(html: str) -> None:
    """Refuse a page that has grown far beyond its text."""
    if len(html) > LONGEST_OUTPUT:
        raise MarkupError("This text grows too large when it is shown.", 1)


# Controls, lone surrogates, the byte order mark, and what turns the direction of the text around.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# Quotation marks may be typed either way; 300 characters keep an unclosed one cheap.
_FIGURE = re.compile(r'\{\{((?:[^{}"“”]|"[^"]{0,300}"|“[^”]{0,300}”)*+)\}\}')

_COLUMN = re.compile("-+")


@dataclass(slots=True)
class Document:
    """A parsed text: its tokens, which later steps change, and problems for its author."""

    tokens: list[Token]
    problems: list[MarkupProblem]


def without_unseen(text: str) -> str:
    """Return ``text`` without control characters and without bidirectional overrides."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def parse(text: str) -> Document:
    """Parse ``text``; raise ``MarkupError`` where it is beyond ``limits``."""
    check_size(text)
    env: dict[str, Any] = {"problems": {}, "cells": 0}
    tokens = _markdown.parse(without_unseen(text), env)
    return Document(tokens, [MarkupProblem(line, why) for line, why in env["problems"].items()])


def _bounded_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Parse a table, but refuse one with too many cells before they are made."""
    if not silent and table(state, start_line, end_line, True):
        rows = 2
        while start_line + rows < end_line and not state.isEmpty(start_line + rows):
            rows += 1
        columns = state.src[state.bMarks[start_line + 1] : state.eMarks[start_line + 1]]
        state.env["cells"] += rows * len(_COLUMN.findall(columns))
        if state.env["cells"] > MOST_CELLS:
            raise MarkupError("This table has too many cells.", start_line + 1)
    return table(state, start_line, end_line, silent)


def _figure(state: StateInline, silent: bool) -> bool:
    """``{{ name word key=value }}`` as one token that knows its source and line."""
    if not state.src.startswith("{{", state.pos):
        return False
    line = state.env["line"] + state.src.count("\n", 0, state.pos)
    found = _FIGURE.match(state.src, state.pos, state.posMax)
    if found is None:
        state.env["problems"][line] = "A figure begins with {{ here but has no end }}."
        return False
    if not silent:
        token = state.push("figure", "", 0)
        token.content = found[1].strip()
        token.meta = {"line": line}
    state.pos = found.end()
    return True


def _inline(state: StateCore) -> None:
    """Parse inline text as the library does, with limits before and after it."""
    check_blocks(state.tokens)
    line = 0
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "inline":
            state.env["line"] = line
            token.meta["line"] = line
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            check_inline(token.children, line)


def _new_parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "xhtmlOut": False, "maxNesting": DEEPEST_BLOCK + 2}
    )
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "figure", _figure)
    parser.core.ruler.at("inline", _inline)
    # Every address becomes a token; ``addresses`` judges it and can say what is wrong.
    parser.validateLink = lambda url: len(url) <= LONGEST_ADDRESS  # type: ignore[method-assign]
    return parser


_markdown = _new_parser()
OPTIONS = _markdown.options
