"""Headings: levels without gaps, anchors that stay, and the table of contents.

Anchors begin with ``s-`` (section), and ids of templates never do, so that no heading takes the id
of a part of the page.
"""

import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.text import slugify
from markdown_it.token import Token

from jobboard.markup.inline_text import text_of
from jobboard.markup.parser import without_unseen

PREFIX = "s-"
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents; ``level`` is that of the HTML element, 2 for ``h2``."""

    level: int
    text: str
    anchor: str
    children: tuple["Heading", ...] = ()


class Anchors:
    """The anchors of one page: share one among its texts, so that no two are the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def take(self, text: str) -> str:
        """Return an anchor for a heading: ``s-pay``, then ``s-pay-2`` for the next of its name."""
        anchor = base = PREFIX + _slug(text)
        number = self._numbers.get(base, 1)
        while anchor in self._taken:
            number += 1
            anchor = f"{base}-{number}"
        self._numbers[base] = number
        self._taken.add(anchor)
        return anchor


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return slugify(bare, allow_unicode=True)[:_LONGEST_SLUG].strip("-_") or "section"


def own_fragment(href: str) -> str:
    """Return ``#Pay`` or ``#pay``, as an author writes it, as the anchor that the heading has."""
    fragment = unquote(href[1:])
    return f"#{fragment if fragment.startswith(PREFIX) else PREFIX + _slug(fragment)}"


def name_headings(
    tokens: list[Token], anchors: Anchors, first_level: int
) -> tuple[list[Token], tuple[Heading, ...]]:
    """Give headings level and anchor; return the tokens without empty ones, and the contents.

    An author's highest heading becomes ``first_level``. A level that is left out (``#`` then
    ``###``) is closed up, so that the outline has no gaps; below ``h6`` there is only ``h6``.
    """
    kept: list[Token] = []
    headings: list[Heading] = []
    above: list[str] = []  # the author's own levels (h1 …) that are open
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type != "heading_open":
            kept.append(token)
            position += 1
            continue
        text = without_unseen(text_of(tokens[position + 1].children))
        if text:
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
            level = min(first_level + len(above) - 1, 6)
            headings.append(Heading(level, text, anchors.take(text)))
            kept += _named(tokens[position : position + 3], headings[-1])
        position += 3
    return kept, _nested(headings)


def _named(three: list[Token], heading: Heading) -> list[Token]:
    three[0].tag = three[2].tag = f"h{heading.level}"
    three[0].attrs = {"id": heading.anchor}
    return three


def _nested(headings: list[Heading]) -> tuple[Heading, ...]:
    """Return the headings as a tree: each holds those below it, up to the next of its level."""
    found: list[Heading] = []
    position = 0
    while position < len(headings):
        heading = headings[position]
        end = position + 1
        while end < len(headings) and headings[end].level > heading.level:
            end += 1
        below = _nested(headings[position + 1 : end])
        found.append(Heading(heading.level, heading.text, heading.anchor, below))
        position = end
    return tuple(found)
