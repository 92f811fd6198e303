"""What is left of a search as words, once all that is understood has been taken out."""

from collections.abc import Iterable, Set

from listings.reading.title_parts import GENDERED_ENDING
from listings.search.understanding.draft import SearchDraft, is_filler, is_preposition
from listings.search.understanding.parts import Span
from listings.search.understanding.pieces import Kind, Piece

TITLE, WITHOUT = "title:", "-"


def rest_of(draft: SearchDraft) -> str:
    """What is left, as it was typed; a line break where words were taken out."""
    gone = draft.covered
    kept = [
        at
        for at, piece in enumerate(draft.found)
        if at not in gone
        and not _joins_nothing(piece, at, gone)
        and (piece.kind in (Kind.WORD, Kind.OPAQUE) or _joins(draft, at, gone))
    ]
    texts: list[str] = []
    for number, at in enumerate(kept):
        if number:
            texts.append(_between(draft, kept[number - 1], at))
        texts.append(_written(draft, at))
    return "".join(texts)


def _written(draft: SearchDraft, at: int) -> str:
    """A piece as the search of words reads it: with a sign that stood before a bracket."""
    piece = draft.found[at]
    if piece.kind is Kind.COMMA:
        return ","
    text = GENDERED_ENDING.sub("", draft.typed(at, at))
    sign = WITHOUT if at in draft.excluded else TITLE if at in draft.field else piece.field
    return f"{sign}{text}" if piece.kind is not Kind.OR else text


def words_alone(draft: SearchDraft) -> Iterable[Span]:
    """Words that are left and that no "or" and no comma joins to others."""
    gone = draft.covered
    left = [
        (at, piece)
        for at, piece in enumerate(draft.found)
        if at not in gone and not _joins_nothing(piece, at, gone)
    ]
    if all(piece.kind in (Kind.WORD, Kind.OPAQUE) for _, piece in left):
        for at, piece in left:
            if at not in draft.excluded and not piece.is_excluded:
                yield Span(piece.start, piece.end)


def _joins(draft: SearchDraft, at: int, gone: Set[int]) -> bool:
    """Whether both sides of an operator are left; of several one stays, a comma first.

    A word that goes for nothing is no side: in "ml in OR remote" they are "ml" and "remote".
    """
    before, after = at - 1, at + 1
    while before >= 0 and not _is_side(draft, before, gone):
        before -= 1
    while after < len(draft.found) and not _is_side(draft, after, gone):
        after += 1
    signs = [one for one in range(before + 1, after) if not draft.has_word(one)]
    stays = next((one for one in signs if draft.found[one].kind is Kind.COMMA), signs[0])
    is_between = before >= 0 and after < len(draft.found)
    return at == stays and is_between and (gone | draft.excluded).isdisjoint({before, after})


def _joins_nothing(piece: Piece, at: int, gone: Set[int]) -> bool:
    """Whether it is an "AND" beside what is understood: "python AND remote"."""
    return piece.text == "AND" and not gone.isdisjoint({at - 1, at + 1})


def _is_side(draft: SearchDraft, at: int, gone: Set[int]) -> bool:
    one = draft.at(at)
    is_silent = is_preposition(one) or is_filler(one) or at in draft.aside
    return draft.has_word(at) and not (at in gone and is_silent)


def _between(draft: SearchDraft, before: int, after: int) -> str:
    between = draft.q[draft.found[before].end : draft.found[after].start]
    if draft.field.intersection((before, after)):
        between = between.replace("/", " ")
    return between if after == before + 1 and not between.strip().strip("/").strip() else "\n"
