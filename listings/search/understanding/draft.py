"""A search while it is read: its pieces, and what has been understood of them so far."""

from dataclasses import dataclass

from listings.search.understanding.matching import FILLERS, FoundPhrase, Kind, Piece


@dataclass(slots=True)
class SearchDraft:
    """The pieces of a search, and what has been understood of them so far.

    ``staying`` are pieces of phrases that stay words, ``field`` those that titles must have, and
    ``excluded`` words that no posting may have.
    """

    q: str
    found: list[Piece]
    kept: list[FoundPhrase]
    staying: frozenset[int] = frozenset()
    field: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()

    def at(self, piece: int) -> FoundPhrase | None:
        return next((one for one in self.kept if one.first <= piece <= one.last), None)

    def has_word(self, piece: int) -> bool:
        """Whether there is such a piece, and it is no operator between others."""
        is_there = 0 <= piece < len(self.found)
        return is_there and self.found[piece].kind in (Kind.WORD, Kind.OPAQUE)

    def beside(self, piece: int, step: int) -> int:
        """Return the next piece before (−1) or behind (1) one that is no filler: "or in munich"."""
        at = piece + step
        while self.has_word(at) and is_filler(self.at(at)):
            at += step
        return at

    @property
    def claimed(self) -> frozenset[int]:
        """Pieces of which something is understood, and those that join two words."""
        joining = (at for at, piece in enumerate(self.found) if piece.kind is Kind.OR)
        return self.excluded.union(joining).union(
            at for one in self.kept for at in range(one.first, one.last + 1)
        )


def is_preposition(one: FoundPhrase | None) -> bool:
    return kind_of(one) == "preposition"


def is_filler(one: FoundPhrase | None) -> bool:
    return kind_of(one) in FILLERS


def kind_of(one: FoundPhrase | None) -> str:
    """The filter that a phrase is a value of, or ""."""
    return one.meaning.kind if one and one.meaning else ""
