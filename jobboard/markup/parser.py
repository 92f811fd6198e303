"""Markdown to tokens: CommonMark with tables, strikethrough and figures, without raw HTML."""

import re
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from jobboard.markup import limits
from jobboard.markup.limits import MarkupError, MarkupProblem

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
    limits.check_size(text)
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
        if state.env["cells"] > limits.MOST_CELLS:
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
    limits.check_blocks(state.tokens)
    line = 0
    for token in state.tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "inline":
            state.env["line"] = line
            token.meta["line"] = line
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            limits.check_inline(token.children, line)


def _new_parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "xhtmlOut": False, "maxNesting": limits.DEEPEST_BLOCK + 2}
    )
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", "figure", _figure)
    parser.core.ruler.at("inline", _inline)
    # Every address becomes a token; ``addresses`` judges it and can say what is wrong.
    parser.validateLink = lambda url: len(url) <= limits.LONGEST_ADDRESS  # type: ignore[method-assign]
    return parser


_markdown = _new_parser()
OPTIONS = _markdown.options
