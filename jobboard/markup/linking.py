"""Glossary links, put between the tokens: no character of the text is ever changed.

A term is linked at the first mention on the page that may carry a link: not in headings (of
tables neither), links, code or quotations. Emphasis that begins or ends inside a name prevents it.
"""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from jobboard.markup.flow import flow
from jobboard.markup.glossary import Glossary, Mention

_CLOSED = {"heading_open", "th_open", "blockquote_open"}
_CLOSED_ENDS = {"heading_close", "th_close", "blockquote_close"}
_RUNNING = {"text", "softbreak"}


def link_terms(tokens: Sequence[Token], glossary: Glossary) -> list[str]:
    """Link first mentions; return the slugs of the terms that were linked, in order."""
    linked: list[str] = []
    for children, inline in _paragraphs(tokens):
        text, starts = flow(children)
        chosen = list(_chosen(text, _runs(children, starts), glossary))
        if chosen:
            inline.children = _with_links(children, starts, chosen)
            linked += [mention.term.slug for mention in chosen]
    return linked


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], Token]]:
    closed = 0
    for token in tokens:
        closed += (token.type in _CLOSED) - (token.type in _CLOSED_ENDS)
        if token.type == "inline" and token.children and not closed:
            yield token.children, token


def _runs(children: Sequence[Token], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches of plain text, without tokens in between, that no link holds already."""
    runs: list[tuple[int, int]] = []
    links = 0
    is_running = False
    for child, start, end in zip(children, starts, starts[1:], strict=False):
        links += child.nesting if child.type.startswith("link_") else 0
        if child.type not in _RUNNING or links:
            is_running = False
        elif is_running:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
            is_running = True
    return runs


def _chosen(text: str, runs: list[tuple[int, int]], glossary: Glossary) -> Iterator[Mention]:
    for mention in glossary.mentions(text):
        if glossary.is_first(mention.term) and any(
            start <= mention.start and mention.end <= end for start, end in runs
        ):
            glossary.note(mention.term)
            yield mention


def _with_links(
    children: Sequence[Token], starts: Sequence[int], chosen: Sequence[Mention]
) -> list[Token]:
    """Cut the text tokens where a mention begins or ends, and put the link's ends there."""
    marks = [mark for mention in chosen for mark in _ends(mention)]
    kept: list[Token] = []
    for child, start, end in zip(children, starts, starts[1:], strict=False):
        done = start
        while marks and marks[0][0] < end:
            at, mark = marks.pop(0)
            if at > done:
                kept.append(child.copy(content=child.content[done - start : at - start]))
            kept.append(mark)
            done = at
        if done < end and done > start:
            kept.append(child.copy(content=child.content[done - start :]))
        else:
            kept.append(child)
        if marks and marks[0][0] == end and marks[0][1].nesting < 0:
            kept.append(marks.pop(0)[1])
    return kept


def _ends(mention: Mention) -> tuple[tuple[int, Token], tuple[int, Token]]:
    attributes: dict[str, str | int | float] = {"class": "term", "href": mention.term.href}
    return (
        (mention.start, Token("link_open", "a", 1, attrs=attributes)),
        (mention.end, Token("link_close", "a", -1)),
    )
