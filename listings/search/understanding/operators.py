"""Signs that people bring from other sites: ``level:senior``, ``location:"new york"``.

What stands behind such a sign is read as a value of its filter, be it a doubtful word elsewhere.
What is no value of it stays words, and the page says so: nothing is chosen by silently.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from listings.reading.query_syntax import FIELDS
from listings.search.understanding.draft import SearchDraft, kind_of, put
from listings.search.understanding.matching import FoundPhrase
from listings.search.understanding.parts import LEFT_OUT, NOT, SAYS_NOTHING, Meaning
from listings.search.understanding.phrases import content, folded
from listings.search.understanding.pieces import Kind, Piece
from listings.search.understanding.table import PLACES, PhraseEntry, PhraseTable

CHOOSES = {
    "place": {*PLACES, "where", "anywhere", "workplace"},
    "level": {"level", "level_of", "years", "years_max", "type"},
    "type": {"type", "level", "workplace"},
    "workplace": {"workplace", "anywhere", "where", "type"},
    "role": {"role", "title"},
    "skill": {"skill"},
    "company": {"company"},
    "language": {"speaks", "skill"},
    "industry": set(),
}
"""Kinds of values by what an operator chooses by."""

FIELDS_OF = {"role": "title:", "company": "company:"}
"""Where the words of others are looked for."""

FLAG, ELSEWHERE, SIGN = "flag", "elsewhere", "sign"
_OPERATOR = re.compile(r'(?P<not>-?)(?P<name>[^\W\d_]+):(?P<quote>"?)(?P<value>.*)', re.DOTALL)


@cache
def _names() -> dict[str, str]:
    """What each name before a colon chooses by; a name of the query language is none of these."""
    operators = content()["operators"]
    names = {name: kind for kind, listed in operators.items() for name in listed}
    return {name: kind for name, kind in names.items() if name not in FIELDS}


def signs_apart(found: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, with signs and what they say as pieces of their own."""
    for piece in found:
        yield from _split(piece) or (piece,)


def _split(piece: Piece) -> list[Piece]:
    """The sign and what it says, as pieces; [] where it is no such sign."""
    if ":" not in piece.text:
        return []
    match = _OPERATOR.fullmatch(piece.text)
    kind = _names().get(folded(match["name"])) if match else None
    if match is None or kind is None:
        return []
    if kind == FLAG:
        return _flag(piece, match)
    if kind == ELSEWHERE:
        return [_part(piece, 0, len(piece.text), ELSEWHERE)]
    sign = _part(piece, 0, match.start("value"), kind)
    sign.text = "not" if match["not"] else sign.text
    return [sign, *_values(piece, match)]


def _part(piece: Piece, start: int, end: int, operator: str = "") -> Piece:
    is_first = start == 0
    return Piece(
        *(Kind.WORD, piece.start + start, piece.start + end, piece.text[start:end]),
        is_new_run=piece.is_new_run and is_first,
        is_apart=piece.is_apart and is_first,
        is_slashed=piece.is_slashed and is_first,
        is_bracketed=piece.is_bracketed and is_first,
        operator=operator,
    )


def _values(piece: Piece, match: re.Match[str]) -> Iterator[Piece]:
    """The words behind the colon; a closing quotation mark is a sign of its own."""
    start = match.start("value")
    is_quoted = bool(match["quote"])
    for word in re.finditer(r'[^\s"]+' if is_quoted else r"\S+", match["value"]):
        yield _part(piece, start + word.start(), start + word.end())
    if is_quoted and match["value"].endswith('"'):
        yield _part(piece, len(piece.text) - 1, len(piece.text), SIGN)


def _flag(piece: Piece, match: re.Match[str]) -> list[Piece]:
    """ "remote:true" is "remote", "remote:no" what is not wanted; anything else is no sign."""
    value = folded(match["value"])
    words = content()["operator_words"]
    end = match.end("name")
    if value in words["yes"] or not value:
        name = _part(piece, match.start("name"), end)
        rest = _part(piece, end, len(piece.text), SIGN)
        return [name, rest]
    if value in words["no"]:
        name = _part(piece, match.start("name"), end, "")
        sign = _part(piece, end, len(piece.text), SIGN)
        name.text, sign.text = "not", match["name"]
        sign.operator = ""
        return [name, sign]
    return []


def signs(found: Sequence[Piece]) -> Iterator[FoundPhrase]:
    """Signs, which say nothing by themselves, and those that only other sites know."""
    reason = content()["operator_words"]["elsewhere"]
    for at, piece in enumerate(found):
        if piece.operator == ELSEWHERE:
            yield FoundPhrase.of(Meaning(LEFT_OUT, "", reason), at, at)
        elif piece.operator:
            yield FoundPhrase.of(SAYS_NOTHING, at, at)


def choose_by_operators(draft: SearchDraft, table: PhraseTable) -> None:
    """Make what stands behind a sign a value of its filter, or say that it is none."""
    for at, piece in enumerate(draft.found):
        kinds = CHOOSES.get(piece.operator)
        if kinds is None:
            continue
        first = at + 1
        value = draft.at(first)
        if value and kind_of(value).removeprefix(NOT) in kinds - draft.taken:
            continue
        meant = _meant(draft, table, piece.operator, first)
        if meant:
            put(draft, meant)
            draft.staying -= {*meant.span}
        elif field := FIELDS_OF.get(piece.operator):
            _look_there(draft, first, field)
        else:
            put(draft, FoundPhrase.of(Meaning(LEFT_OUT, "", _reason(piece.operator)), at, at))


def _look_there(draft: SearchDraft, first: int, field: str) -> None:
    """Look for words in a title, or a company's name, where they are no value by themselves."""
    last = first
    while draft.has_word(last + 1) and not draft.found[last].operator:
        last += 1
    if not draft.found[last].operator:
        last = first + 1  # no quotation mark: one word
    inside = range(first, min(last, len(draft.found)))
    draft.kept = [one for one in draft.kept if not {*one.span} & {*inside}]
    for at in inside:
        if draft.found[at].kind is Kind.WORD:
            draft.found[at].field, draft.found[at].kind = field, Kind.OPAQUE


def _meant(draft: SearchDraft, table: PhraseTable, operator: str, first: int) -> FoundPhrase | None:
    """The longest phrase at a piece that may be a value of an operator's filter."""
    kinds = CHOOSES[operator] - draft.taken
    for one in sorted(draft.candidates, key=lambda one: -one.words):
        if one.first == first:
            for meaning in (one.entry.meaning, *one.entry.offers):
                if meaning and meaning.kind in kinds:
                    return one._replace(entry=PhraseEntry(meaning))
    if operator == "language" and draft.has_word(first):
        entry = table.get(f"{folded(draft.found[first].text)} speaking")
        if entry and entry.meaning and entry.meaning.kind == "speaks":
            return FoundPhrase.of(entry.meaning, first, first)
    return None


def _reason(operator: str) -> str:
    words = content()["operator_words"]
    return str(words.get(f"unknown_{operator}", words["unknown"]))
