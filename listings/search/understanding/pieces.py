"""What was typed, taken apart: words, operators, and what stands in quotes or behind a sign."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from listings.reading.query_syntax import FIELDS, SIGNS
from listings.reading.title_parts import BRACKETED_ENDING, SLASHED_ENDING


class Kind(Enum):
    WORD = auto()
    OPAQUE = auto()  # quoted, excluded, of one field, the beginning of a word
    OR = auto()
    COMMA = auto()


@dataclass(slots=True)
class Piece:
    """``is_new_run``: what stands before it ends every phrase, and an amount; ``is_apart``: the
    former alone. ``is_slashed``, ``is_bracketed``: such a sign parts it from the piece before.
    ``operator``: of a sign such as "level:", what it chooses by (``operators.py``). ``field``: of
    "title:(engineer OR developer)", what stands before the bracket."""

    kind: Kind
    start: int
    end: int
    text: str
    is_new_run: bool = False
    is_apart: bool = False
    is_slashed: bool = False
    is_bracketed: bool = False
    operator: str = ""
    field: str = ""

    @property
    def is_excluded(self) -> bool:
        """Whether a sign before it says that it is not wanted: "-php", "!php"."""
        return _is_excluded(self.text)


def _is_excluded(text: str) -> bool:
    return text[0] == "-" or (text[0] == "!" and text[1:2].isalnum())


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

_FIELD = re.compile(rf"(?:{'|'.join(FIELDS)}):", re.IGNORECASE)
_NEGATED = re.compile(r"\(+[^\W_]")  # behind a dash
FIELD = "field"
"""``Piece.operator`` of "title:" before a bracket, which then stands before each word in it."""

_OPERATORS = {"OR": Kind.OR, "AND": Kind.OPAQUE}


def pieces(q: str, most: int) -> list[Piece]:
    """The first ``most`` pieces of a search, in order. Linear in its length.

    Dashes, bullets and pictures between words are none: they end a phrase. Nor are commas in
    brackets: "(react, node)". A dash before a bracket is "not".
    """
    found: list[Piece] = []
    after_field = is_apart = False
    end = depth = inside = 0
    field = ""
    for match in islice(_PIECE.finditer(q.translate(SIGNS)), most):
        is_not = match[0] == "-" and _NEGATED.match(q, match.end()) is not None
        is_mark = match["word"] and not after_field and _is_mark(match[0])
        if is_mark and not is_not and not flag_of(match[0]):
            is_apart = True
            continue
        gap, end = q[end : match.start()], match.end()
        depth = max(0, depth + gap.count("(") - gap.count(")"))
        kind = Kind.WORD if is_not else _kind(match, after_field=after_field)
        if kind is Kind.COMMA and depth:
            continue
        if after_field and "(" in gap:
            inside, field, found[-1].operator = depth, found[-1].text, FIELD
        elif depth < inside:
            inside, field = 0, ""
        if field and kind is Kind.WORD:
            kind = Kind.OPAQUE
        breaks = not found or "\n" in q[found[-1].end : match.start()]
        signs = breaks, is_apart, "/" in gap, not BRACKETS.isdisjoint(gap)
        text = "not" if is_not else match[0]
        found.append(Piece(kind, match.start(), match.end(), text, *signs, field=field))
        after_field = bool(match["word"]) and _FIELD.fullmatch(match[0]) is not None
        is_apart = False
    _part_whole_searches(q, found)
    return found


def _part_whole_searches(q: str, found: list[Piece]) -> None:
    """An "or" between brackets that hold several words each parts searches, as a comma does.

    "(java AND spring) OR (python AND django)"; elsewhere it binds the words beside it.
    """
    if "(" not in q:
        return
    for at, piece in enumerate(found):
        if piece.kind is not Kind.OR or not 0 < at < len(found) - 1:
            continue
        before, after = q[found[at - 1].end : piece.start], q[piece.end : found[at + 1].start]
        if ")" in before and "(" in after and (_is_list(found, at, -1) or _is_list(found, at, 1)):
            piece.kind = Kind.COMMA


def _is_list(found: Sequence[Piece], at: int, step: int) -> bool:
    """Whether several words that no "or" joins stand in the bracket before or behind a piece."""
    edge = at if step < 0 else at + 1  # the piece that a bracket parts from the one before
    others = range(at + step, len(found) if step > 0 else -1, step)
    words = []
    for other in others:
        words.append(found[other])
        end = other if step < 0 else other + 1
        if end != edge and end < len(found) and found[end].is_bracketed:
            break
    several = [one for one in words if one.text != "AND"]
    return len(several) > 1 and all(one.kind is not Kind.OR for one in words)


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
    if text is None or after_field or _is_excluded(text) or text[-1] == "*" or _FIELD.match(text):
        return Kind.OPAQUE
    return _OPERATORS.get(text, Kind.WORD)
