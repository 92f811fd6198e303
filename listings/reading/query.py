"""Search vectors and queries as the literals that PostgreSQL casts to tsvector and tsquery.

Both are made of the same stems, so that what is typed and what is stored can only agree.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from listings.reading.words import fold, join_words, joined_at, raw_tokens, stem_words, stems

LAST_POSITION = 16_383
POSITIONS_A_LEXEME = 256
VECTOR_BYTES = 900_000
"""PostgreSQL refuses a tsvector of 1 MB; see "Limitations" of its chapter on text search."""

GAP = 8
"""Positions between two parts, so that no phrase spans the title and the company."""

QUERY_CHARACTERS = 4_000
QUERY_WORDS = 64
"""What is typed beyond these is ignored."""


def heading_vector(title: str, company: str, skills: Iterable[str], language: str = "en") -> str:
    """Title (A), company and skills (B): what ranking looks at."""
    return _vector(_heading(title, company, skills), language)


def text_vector(
    title: str, company: str, skills: Iterable[str], text: str, language: str = "en"
) -> str:
    """Everything: title (A), company and skills (B), text (D). It decides what matches."""
    return _vector([*_heading(title, company, skills), (text, "")], language)


def _heading(title: str, company: str, skills: Iterable[str]) -> list[tuple[str, str]]:
    return [(title, "A"), (company, "B"), *((skill, "B") for skill in skills)]


def _vector(parts: Iterable[tuple[str, str]], language: str) -> str:
    """``'lexeme':1A,9B 'other':2`` from texts and their weights ("" is D)."""
    positions: dict[str, list[str]] = {}
    at, room = 1, VECTOR_BYTES
    for text, weight in parts:
        for stem in stems(text, language):
            room -= 3 if stem in positions else len(stem.encode()) + 8
            if room < 0:
                break
            places = positions.setdefault(stem, [])
            if len(places) < POSITIONS_A_LEXEME and (at <= LAST_POSITION or not places):
                places.append(f"{min(at, LAST_POSITION)}{weight}")
            at += 1
        at += GAP
    return " ".join(f"'{_quoted(stem)}':{','.join(at)}" for stem, at in positions.items())


def _quoted(lexeme: str) -> str:
    return lexeme.replace("\\", "\\\\").replace("'", "''")


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """Neighbouring words; each is given by its stems in the board's languages."""

    words: tuple[tuple[str, ...], ...]
    is_negative: bool = False

    def tsquery(self, weights: str) -> str:
        """Without weights where the term excludes: what is unwanted is unwanted anywhere."""
        suffix = f":{weights}" if weights and not self.is_negative else ""
        phrase = " <-> ".join(_either(_lexemes(word, suffix)) for word in self.words)
        if self.is_negative:
            return f"!({phrase})"
        return f"({phrase})" if len(self.words) > 1 else phrase

    def opposite(self) -> "QueryTerm":
        return replace(self, is_negative=not self.is_negative)


def _lexemes(word: Iterable[str], suffix: str) -> list[str]:
    return [f"'{_quoted(stem)}'{suffix}" for stem in word]


def _either(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: all groups must hold, and of each group one term."""

    groups: tuple[tuple[QueryTerm, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that was typed is a word."""
        return not self.groups

    def tsquery(self, weights: str = "") -> str:
        """Literal for ``::tsquery``; wanted words restricted to ``weights`` ("A", "AB", "" = all).

        Of a query that only excludes, no part can be restricted.
        """
        return " & ".join(
            _either([term.tsquery(weights) for term in group]) for group in self.groups
        )

    @property
    def only_excludes(self) -> bool:
        """Whether a text of no words at all would meet it: ``-senior``, ``analyst OR -senior``."""
        return all(any(term.is_negative for term in group) for group in self.groups)

    def opposite(self) -> str:
        """Literal for ``::tsquery`` that exactly the other texts meet."""
        return _either(
            [" & ".join(t.opposite().tsquery("") for t in group) for group in self.groups]
        )


def parse(q: str, languages: Sequence[str] = ("en",)) -> Query:
    """Read what a visitor typed; anything is allowed, nothing raises.

    ``data engineer`` both words, ``"data engineer"`` phrase, ``a OR b`` either (it binds tighter
    than the space), ``-senior`` and ``-"new grad"`` exclude. ``languages`` are ISO 639-1 codes.
    """
    groups: list[list[QueryTerm]] = []
    either, room = False, QUERY_WORDS
    for piece in _pieces(q[:QUERY_CHARACTERS]):
        if piece is None:
            either = True
            continue
        room -= len(piece.words)
        if room < 0:
            break
        term = QueryTerm(_in_languages(piece.words, languages), piece.is_negative)
        if either and groups:
            groups[-1].append(term)
        else:
            groups.append([term])
        either = False
    return Query(tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups)))


def _in_languages(words: Sequence[str], languages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    versions = [stem_words(words, language) for language in languages] or [list(words)]
    return tuple(tuple(dict.fromkeys(stems)) for stems in zip(*versions, strict=True))


@dataclass(frozen=True, slots=True)
class _Piece:
    words: tuple[str, ...]
    is_negative: bool = False


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_CHUNK = re.compile(r'(?P<sign>(?<!\S)-+)?"(?P<phrase>[^"]*)"|(?P<plain>[^\s"/,;|]+)')


def _pieces(q: str) -> Iterator[_Piece | None]:
    """Terms before stemming; None stands for OR."""
    run: list[str] = []
    for found in _CHUNK.finditer(q.translate(_QUOTES)):
        plain = found["plain"]
        if plain and plain not in {"OR", "AND"} and not plain.startswith("-"):
            run.append(plain)
            continue
        yield from _plain_pieces(run)
        run = []
        if plain == "OR":
            yield None
        elif plain != "AND":
            words = tuple(join_words(raw_tokens(fold(plain or found["phrase"]))))
            if words:
                yield _Piece(words, bool(found["sign"]) or bool(plain))
    yield from _plain_pieces(run)


def _plain_pieces(run: Sequence[str]) -> Iterator[_Piece]:
    """A piece for each chunk of words that were typed without a space between them.

    Joined across chunks first: ``full stack`` is one word of the vocabulary.
    """
    split = [(word, chunk) for chunk, text in enumerate(run) for word in raw_tokens(fold(text))]
    chunks: dict[int, list[str]] = {}
    for word, at in joined_at([word for word, _ in split]):
        chunks.setdefault(split[at][1], []).append(word)
    yield from (_Piece(tuple(words)) for words in chunks.values())
