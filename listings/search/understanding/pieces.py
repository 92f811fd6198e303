"""What was typed, taken apart: words, what is set off by an operator, and what stands between."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from listings.reading.query_syntax import SIGNS
from listings.reading.title_parts import GENDERED_ENDING
from listings.reading.words import fold, joined_at, raw_tokens


class Kind(Enum):
    WORD = auto()
    OPAQUE = auto()  # quoted, excluded, of one field, the beginning of a word
    OR = auto()
    COMMA = auto()


@dataclass(slots=True)
class Piece:
    """``is_new_run``: what stands before it ends every phrase."""

    kind: Kind
    start: int
    end: int
    text: str
    is_new_run: bool = False


_PIECE = re.compile(
    r"""
      (?P<opaque>(?:(?<=\s)|^)-*(?:[^\W\d_]+:)?"[^"]*+(?:"|$)|"[^"]*+(?:"|$))
    | (?P<comma>[,;|])
    | (?P<word>[^\s",;|/()\[\]{}]+)
    """,
    re.VERBOSE,
)
_FIELD = re.compile(r"(?:title|company|skill):", re.IGNORECASE)
_OPERATORS = {"OR": Kind.OR, "AND": Kind.OPAQUE}
# m/w/d, also in brackets and other orders
GENDERS = re.compile(
    r"[(\[]?(?<!\w)(?:[mwfdxhi](?:\s?[/|*]\s?[mwfdxi](?!\w)){1,3}"
    r"|all genders|alle geschlechter)(?!\w)[)\]]?",
    re.IGNORECASE,
)


def pieces(q: str, most: int) -> list[Piece]:
    """The first ``most`` pieces of a search, in order. Linear in its length."""
    found: list[Piece] = []
    after_field = False
    for match in islice(_PIECE.finditer(q.translate(SIGNS)), most):
        kind = _kind(match, after_field=after_field)
        breaks = not found or "\n" in q[found[-1].end : match.start()]
        found.append(Piece(kind, match.start(), match.end(), match[0], breaks))
        after_field = bool(match["word"]) and _FIELD.fullmatch(match[0]) is not None
    return found


def _kind(match: re.Match[str], *, after_field: bool) -> Kind:
    if match["comma"]:
        return Kind.COMMA
    text = match["word"]
    if text is None or after_field or text[0] == "-" or text[-1] == "*" or _FIELD.match(text):
        return Kind.OPAQUE
    return _OPERATORS.get(text, Kind.WORD)


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and the pieces that it is made of: "full stack" is one word of two.

    A phrase may begin where ``begins``, and end where ``ends``.
    """

    folded: str
    first: int
    last: int
    begins: bool = True
    ends: bool = True


def runs(found: Sequence[Piece], consumed: Sequence[bool]) -> Iterator[list[Word]]:
    """Words that stand beside each other, without those that are ``consumed`` already."""
    run: list[tuple[str, int]] = []
    for number, piece in enumerate(found):
        if piece.kind is Kind.COMMA:
            continue
        is_word = piece.kind is Kind.WORD and not consumed[number]
        if run and (piece.is_new_run or not is_word):
            yield _joined(run)
            run = []
        if is_word:
            text = piece.text if piece.text.isascii() and piece.text.isalnum() else _bare(piece)
            run.extend((word, number) for word in raw_tokens(fold(text)))
    if run:
        yield _joined(run)


def _bare(piece: Piece) -> str:
    return GENDERED_ENDING.sub("", piece.text)


def _joined(run: Sequence[tuple[str, int]]) -> list[Word]:
    starts = [*joined_at([word for word, _ in run])]
    ends = [*(at for _, at in starts[1:]), len(run)]
    return [
        Word(
            folded,
            run[at][1],
            run[end - 1][1],
            begins=at == 0 or run[at - 1][1] != run[at][1],
            ends=end == len(run) or run[end][1] != run[end - 1][1],
        )
        for (folded, at), end in zip(starts, ends, strict=True)
    ]
