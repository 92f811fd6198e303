"""What was typed, taken apart: words, operators, and what stands in quotes or behind a sign."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from listings.reading.query_syntax import SIGNS
from listings.reading.title_parts import BRACKETED_ENDING, SLASHED_ENDING


class Kind(Enum):
    WORD = auto()
    OPAQUE = auto()  # quoted, excluded, of one field, the beginning of a word
    OR = auto()
    COMMA = auto()


@dataclass(slots=True)
class Piece:
    """``is_new_run``: what stands before it ends every phrase, and an amount; ``is_apart``: the
    former alone. ``is_slashed``, ``is_bracketed``: such a sign parts it from the piece before."""

    kind: Kind
    start: int
    end: int
    text: str
    is_new_run: bool = False
    is_apart: bool = False
    is_slashed: bool = False
    is_bracketed: bool = False


_PIECE = re.compile(
    rf"""
      (?P<opaque>(?:(?<=\s)|^)-*(?:[^\W\d_]+:)?"[^"]*+(?:"|$)|"[^"]*+(?:"|$))
    | (?P<comma>[,;|])
    | (?P<word>[^\s",;|/()\[\]{{}}]+
        (?:(?:{BRACKETED_ENDING}|(?<=\w\w\w){SLASHED_ENDING})(?![\w/]))?)
    """,
    re.VERBOSE,
)
BRACKETS = frozenset("()[]{}")
MARKS = frozenset({"Pd", "Po", "So", "Sk", "Mn", "Cf"})
"""Categories of Unicode: dashes, points and bullets, pictures and what varies them."""

MEANT = frozenset("*:#%'")
"""Signs that a search or an amount is made of."""

_FIELD = re.compile(r"(?:title|company|skill):", re.IGNORECASE)
_OPERATORS = {"OR": Kind.OR, "AND": Kind.OPAQUE}


def pieces(q: str, most: int) -> list[Piece]:
    """The first ``most`` pieces of a search, in order. Linear in its length.

    Dashes, bullets and pictures between words are none: they end a phrase. Nor are commas in
    brackets: "(react, node)".
    """
    found: list[Piece] = []
    after_field = is_apart = False
    end = depth = 0
    for match in islice(_PIECE.finditer(q.translate(SIGNS)), most):
        if match["word"] and not after_field and _is_mark(match[0]) and not flag_of(match[0]):
            is_apart = True
            continue
        gap, end = q[end : match.start()], match.end()
        depth = max(0, depth + gap.count("(") - gap.count(")"))
        kind = _kind(match, after_field=after_field)
        if kind is Kind.COMMA and depth:
            continue
        breaks = not found or "\n" in q[found[-1].end : match.start()]
        signs = breaks, is_apart, "/" in gap, not BRACKETS.isdisjoint(gap)
        found.append(Piece(kind, match.start(), match.end(), match[0], *signs))
        after_field = bool(match["word"]) and _FIELD.fullmatch(match[0]) is not None
        is_apart = False
    return found


REGIONAL_A = ord("\N{REGIONAL INDICATOR SYMBOL LETTER A}")


def flag_of(text: str) -> str:
    """The country of a picture of its flag (ISO 3166-1), or ""."""
    places = [ord(letter) - REGIONAL_A for letter in text]
    is_flag = len(places) == 2 and all(0 <= place < 26 for place in places)
    return "".join(chr(ord("A") + place) for place in places) if is_flag else ""


def _is_mark(text: str) -> bool:
    """Whether a piece is dashes, bullets or pictures and nothing else, or a plus alone."""
    signs = (unicodedata.category(one) in MARKS and one not in MEANT for one in text)
    return text == "+" or (not text[0].isalnum() and all(signs))


def _kind(match: re.Match[str], *, after_field: bool) -> Kind:
    if match["comma"]:
        return Kind.COMMA
    text = match["word"]
    if text is None or after_field or text[0] == "-" or text[-1] == "*" or _FIELD.match(text):
        return Kind.OPAQUE
    return _OPERATORS.get(text, Kind.WORD)
