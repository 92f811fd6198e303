"""Which phrases of the table stand in what was typed, and which of them count."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from listings.reading.title_parts import GENDERED_ENDING
from listings.reading.words import fold, joined_at, raw_tokens
from listings.search.understanding.parts import Meaning
from listings.search.understanding.phrases import BEFORE_FIELD, folded, words_of
from listings.search.understanding.pieces import Kind, Piece
from listings.search.understanding.table import PLACES, PhraseEntry, PhraseTable

OCCUPATIONS = frozenset({"role", "title"})
TERMS = OCCUPATIONS | {"workplace", "level", "type"}  # that "non-" may stand before


def apart(found: Iterable[Piece], table: PhraseTable) -> Iterator[Piece]:
    """The pieces, with joined words in parts: "Python-Entwickler", "non-remote", "python+sql"."""
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
        is_negated = folded(before) in words_of("fillers", "no")
        kinds = TERMS if is_negated else OCCUPATIONS
        return [before, last] if _means(table.entry_of(folded(last)), kinds) else []
    if numbered := _numbered(piece.text, table):
        return numbered
    names = piece.text.split("+")
    are_skills = len(names) > 1 and all(_is_skill(table.entry_of(folded(one))) for one in names)
    return names if are_skills else []


LONG_NAME = 4
"""Letters of a skill that may be a word, which a version makes sure."""

_NUMBERED = re.compile(r"(\D{2,30})([0-9]{1,2}(?:\.[0-9]{1,2}){0,2})")


def _numbered(text: str, table: PhraseTable) -> list[str]:
    """A job with its grade, or a skill with its version, in one word: "SDE2", "vue3"."""
    match = _NUMBERED.fullmatch(text)
    if match is None or table.entry_of(folded(text)):
        return []
    entry = table.entry_of(folded(match[1]))
    is_skill = len(match[1]) >= LONG_NAME and _is_skill(entry)
    return [*match.groups()] if is_skill or _means(entry, OCCUPATIONS | {"skill"}) else []


def _is_skill(entry: PhraseEntry | None) -> bool:
    meanings = (entry.meaning, *entry.offers) if entry else ()
    return any(meaning and meaning.kind == "skill" for meaning in meanings)


def _means(entry: PhraseEntry | None, kinds: Set[str]) -> bool:
    return bool(entry and entry.meaning and entry.meaning.kind in kinds)


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A folded word and the pieces that it is made of: "full stack" is one word of two.

    A phrase may begin where ``begins``, and end where ``ends``.
    """

    folded: str
    first: int
    last: int
    begins: bool = True
    ends: bool = True


def runs(found: Sequence[Piece], consumed: Set[int]) -> Iterator[list[TypedWord]]:
    """Words that stand beside each other, without those that are ``consumed`` already."""
    run: list[tuple[str, int]] = []
    for number, piece in enumerate(found):
        if piece.kind is Kind.COMMA:
            continue
        is_word = piece.kind is Kind.WORD and number not in consumed
        if run and (piece.is_new_run or piece.is_apart or not is_word):
            yield _joined(run)
            run = []
        if is_word:
            text = fold(piece.text)
            if not (text.isascii() and text.isalnum()):
                text = GENDERED_ENDING.sub("", text)
            run.extend((word, number) for word in raw_tokens(text))
    if run:
        yield _joined(run)


def _joined(run: Sequence[tuple[str, int]]) -> list[TypedWord]:
    starts = [*joined_at([word for word, _ in run])]
    ends = [*(at for _, at in starts[1:]), len(run)]
    return [
        TypedWord(
            folded,
            run[at][1],
            run[end - 1][1],
            begins=at == 0 or run[at - 1][1] != run[at][1],
            ends=end == len(run) or run[end][1] != run[end - 1][1],
        )
        for (folded, at), end in zip(starts, ends, strict=True)
    ]


class FoundPhrase(NamedTuple):
    """An entry of the table at the pieces from ``first`` to ``last``."""

    entry: PhraseEntry
    first: int
    last: int
    words: int

    @classmethod
    def of(cls, meaning: Meaning | None, first: int, last: int) -> "FoundPhrase":
        return cls(PhraseEntry(meaning), first, last, last - first + 1)

    @property
    def meaning(self) -> Meaning | None:
        return self.entry.meaning

    @property
    def span(self) -> range:
        """The pieces that it is made of."""
        return range(self.first, self.last + 1)


def phrases_in(
    run: Sequence[TypedWord], found: Sequence[Piece], table: PhraseTable
) -> Iterator[FoundPhrase]:
    """Every phrase of a run, overlapping or not. Linear: a phrase has a few words at most."""
    for start, word in enumerate(run):
        if not word.begins:
            continue
        longest = min(table.longest(word.folded), len(run) - start)
        phrase, words = "", []
        for count in range(1, longest + 1):
            last = run[start + count - 1]
            words.append(last.folded)
            if not last.ends:
                continue
            phrase = " ".join(words)
            entry = table.entry_of(phrase)
            if entry and _may_span(entry, found[word.first : last.last + 1]):
                yield _first_alone(FoundPhrase(entry, word.first, last.last, count), word.folded)


def _first_alone(one: FoundPhrase, first: str) -> FoundPhrase:
    """A word that means a type only before a field leaves the field: "stage marketing". Of words
    that stay ("at stripe") the one before a name goes as anywhere else."""
    if one.meaning and one.meaning.kind == "stay" and first in words_of("fillers", "before_names"):
        return one._replace(first=min(one.first + 1, one.last))
    if one.meaning is None or one.meaning.kind != BEFORE_FIELD:
        return one
    return FoundPhrase.of(one.meaning._replace(kind="type"), one.first, one.first)


def _may_span(entry: PhraseEntry, pieces: Sequence[Piece]) -> bool:
    """A comma stands inside names of places alone, a slash in no level: "senior/staff"."""
    kind = entry.meaning.kind if entry.meaning else ""
    if kind in ("level", "level_of") and any(piece.is_slashed for piece in pieces[1:]):
        return False
    return kind in (*PLACES, "where") or all(piece.kind is Kind.WORD for piece in pieces)


def chosen(
    candidates: Sequence[FoundPhrase], taken: Set[str]
) -> tuple[list[FoundPhrase], frozenset[int]]:
    """The phrases that count, in the order of the search, and the pieces that stay words.

    Kinds in ``taken`` are given already: their words stay words.
    """
    best = _longest_first([one for one in candidates if one.meaning is not None])
    kept = [one for one in best if one.meaning and _counts(one.meaning, taken)]
    staying = (one for one in best if one not in kept)
    return kept, frozenset(at for one in staying for at in one.span)


def _longest_first(candidates: Sequence[FoundPhrase]) -> list[FoundPhrase]:
    """Phrases that share no piece; long ones outweigh several short ones, else more are better.

    "java spring boot" is Java and Spring Boot, not Java Spring and a boot.
    """
    ending: dict[int, list[FoundPhrase]] = {}
    for one in candidates:
        ending.setdefault(one.last, []).append(one)
    weights, taken = [0], list[FoundPhrase | None]()
    for at in range(max(ending, default=-1) + 1):
        weight, best = weights[at], None
        for one in ending.get(at, ()):
            if weights[one.first] + one.words**3 > weight:
                weight, best = weights[one.first] + one.words**3, one
        weights.append(weight)
        taken.append(best)
    return _read_back(taken)


def _read_back(taken: Sequence[FoundPhrase | None]) -> list[FoundPhrase]:
    found, at = [], len(taken) - 1
    while at >= 0:
        one = taken[at]
        if one is not None:
            found.append(one)
        at = one.first - 1 if one is not None else at - 1
    return found[::-1]


GIVING_WAY = frozenset({"sort", "posted", "has_salary"})
"""Kinds whose words go where the parameter is given: no posting has "newest" in its title."""


def _counts(meaning: Meaning, taken: Set[str]) -> bool:
    parameter = {"level_of": "level", "title": "role"}.get(meaning.kind, meaning.kind)
    return meaning.kind != "stay" and (parameter not in taken or parameter in GIVING_WAY)
