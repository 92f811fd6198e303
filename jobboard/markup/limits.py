"""Limits of one text and its errors, so that any text is rendered or refused within 200 ms.

The parser takes time with the square of brackets in one block, and with the product of a table's
rows and columns; the cleaner with the square of the depth. The longest article on a board has
some 10,000 words: 70,000 characters, 1,500 lines, 600 marks.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

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
