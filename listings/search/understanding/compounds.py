"""Words that are typed as one and read as several: "Python-Entwickler", "python+sql"."""

from collections.abc import Iterator, Sequence

from listings.search.understanding.matching import Kind, Piece
from listings.search.understanding.phrases import folded
from listings.search.understanding.table import PhraseEntry, PhraseTable


def apart(found: Sequence[Piece], table: PhraseTable) -> Iterator[Piece]:
    """The pieces, with "Python-Entwickler" (it ends in an occupation) and "python+sql" in parts."""
    for piece in found:
        parts = _parts_of(piece, table) if piece.kind is Kind.WORD else []
        start = piece.start
        for part in parts:
            at = piece.text.index(part, start - piece.start) + piece.start
            is_first = at == piece.start
            yield Piece(
                *(Kind.WORD, at, at + len(part), part, piece.is_new_run and is_first),
                is_apart=piece.is_apart and is_first,
                is_slashed=piece.is_slashed and is_first,
            )
            start = at + len(part)
        if not parts:
            yield piece


def _parts_of(piece: Piece, table: PhraseTable) -> list[str]:
    """The words that a piece is made of, where a sign joins known ones; else none."""
    before, _, last = piece.text.rpartition("-")
    if before and not table.entry_of(folded(piece.text)):
        return [before, last] if _is_occupation(table.entry_of(folded(last))) else []
    names = piece.text.split("+")
    are_skills = len(names) > 1 and all(_is_skill(table.entry_of(folded(one))) for one in names)
    return names if are_skills else []


def _is_skill(entry: PhraseEntry | None) -> bool:
    meanings = (entry.meaning, *entry.offers) if entry else ()
    return any(meaning and meaning.kind == "skill" for meaning in meanings)


def _is_occupation(entry: PhraseEntry | None) -> bool:
    return bool(entry and entry.meaning and entry.meaning.kind in ("role", "title"))
