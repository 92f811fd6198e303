"""How a phrase is written out: every alternative of ``(a|(b|c)) d``, or where its fault is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

MOST_VARIANTS = 300
"""Ways to read one phrase; the demo pack's longest has 200."""

LONGEST_PHRASE = 300
"""Characters of one phrase, as the columns hold."""

type Piece = tuple[int, str]
"""Text of a phrase and the column where it stands, counted from 1."""


class PhraseError(ValueError):
    """Why a phrase cannot be used; ``column`` is the place of the fault, counted from 1."""

    def __init__(self, column: int, what: str) -> None:
        self.column, self.what = column, what
        super().__init__(f"Column {column}: {what}.")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to read a phrase, made of pieces of it."""

    pieces: tuple[Piece, ...] = ()

    @property
    def raw(self) -> str:
        return "".join(text for _, text in self.pieces)

    @property
    def text(self) -> str:
        """Its words, one space between them."""
        return " ".join(self.raw.split())

    def column(self, offset: int) -> int:
        """Where in the phrase the character at ``offset`` of ``raw`` stands."""
        ends = accumulate(len(text) for _, text in self.pieces)
        for (column, text), end in zip(self.pieces, ends, strict=True):
            if offset < end:
                return column + offset - (end - len(text))
        return self.pieces[-1][0] if self.pieces else 1


@dataclass(slots=True)
class _Bracket:
    """An open bracket: alternatives that are over, and the one that is being read."""

    column: int
    over: list[Variant] = field(default_factory=list)
    now: list[Variant] = field(default_factory=lambda: [Variant()])

    def next(self) -> None:
        self.over += self.now
        self.now = [Variant()]

    def append(self, options: Sequence[Variant], column: int) -> None:
        if len(self.now) * len(options) + len(self.over) > MOST_VARIANTS:
            raise PhraseError(
                column, f"this bracket makes more than {MOST_VARIANTS} phrases; write several"
            )
        self.now = [Variant(one.pieces + two.pieces) for one in self.now for two in options]


@lru_cache(maxsize=4_096)
def variants(phrase: str) -> tuple[Variant, ...]:
    """Write out every alternative, nested ones too; raises PhraseError."""
    if len(phrase) > LONGEST_PHRASE:
        raise PhraseError(LONGEST_PHRASE + 1, f"a phrase has {LONGEST_PHRASE} characters at most")
    open_ones = [_Bracket(0)]
    for column, piece in _pieces(phrase):
        if piece == "(":
            open_ones.append(_Bracket(column))
        elif piece == "|":
            if len(open_ones) == 1:
                raise PhraseError(column, "this bar stands outside of brackets")
            open_ones[-1].next()
        elif piece == ")":
            if len(open_ones) == 1:
                raise PhraseError(column, "this bracket was never opened")
            closed = open_ones.pop()
            closed.next()
            open_ones[-1].append(closed.over, closed.column)
        else:
            open_ones[-1].append([Variant(((column, piece),))], column)
    if len(open_ones) > 1:
        raise PhraseError(open_ones[-1].column, "this bracket is never closed")
    return tuple(open_ones[0].now)


def _pieces(phrase: str) -> Iterator[Piece]:
    start = 0
    for at, character in enumerate(phrase):
        if character in "(|)":
            if start < at:
                yield start + 1, phrase[start:at]
            yield at + 1, character
            start = at + 1
    if start < len(phrase):
        yield start + 1, phrase[start:]


def expand(phrase: str) -> list[str]:
    """Every alternative of ``(a|b) c``; none of a phrase with a fault, which finds nothing."""
    try:
        return [variant.text for variant in variants(phrase)]
    except PhraseError:
        return []
