"""A title taken apart: cleaned, divided where its writer divided it, and its key.

By the key postings of one vacancy are found to be the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from listings.reading.conditions import language_words
from listings.reading.data import content
from listings.reading.title_places import only_says_where
from listings.reading.words import fold, join_words, raw_tokens, tokens

LONGEST = 300
"""Characters of a title that are read; a posting keeps 250."""

KEPT_TITLES = 10_000
"""Titles whose key is remembered: several readers ask for that of one posting."""

MOST_SIDES = 8
"""Sides of an "and" that share words; in a longer list each side is read for itself."""

AND = "/"
"""Stands in a part for "/", "&", "+" and "and": what is left and right of it shares words."""


@dataclass(frozen=True, slots=True)
class TitleReading:
    """One way to read a part: positions of its words, some borrowed from across an "and"."""

    at: tuple[int, ...]
    borrowed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TitlePart:
    """Words between two dividers; ``start`` is the title's position of the first."""

    start: int
    words: tuple[str, ...]

    @cached_property
    def spoken(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if word != AND)

    def readings(self) -> Iterator[TitleReading]:
        """As it stands; and each side of an "and" with the words that it leaves unsaid.

        "ML / NLP engineer" is also "ML engineer"; "research engineer / scientist" is also
        "research scientist".
        """
        places = range(self.start, self.start + len(self.words))
        yield TitleReading(tuple(at for at in places if self.words[at - self.start] != AND))
        sides = self._sides()
        if len(sides) > MOST_SIDES:
            return
        for here, side in enumerate(sides):
            for there, other in enumerate(sides):
                if here != there and side and other:
                    yield from _completed(side, other, is_before=here < there)

    def _sides(self) -> list[list[int]]:
        sides: list[list[int]] = [[]]
        for offset, word in enumerate(self.words):
            if word == AND:
                sides.append([])
            else:
                sides[-1].append(self.start + offset)
        return sides


def _completed(
    side: Sequence[int], other: Sequence[int], *, is_before: bool
) -> Iterator[TitleReading]:
    tails = [other[cut:] for cut in range(1 if is_before else 0, len(other))]
    yield from (TitleReading((*side, *tail), frozenset(tail)) for tail in tails)
    if not is_before:
        heads = [other[:cut] for cut in range(1, len(other))]
        yield from (TitleReading((*head, *side), frozenset(head)) for head in heads)


TitleParts = tuple[TitlePart, ...]

_GENDERS = re.compile(
    r"""
    [(\[]?\s?(?<!\w)
    (?: [mfwdxhiv](?:\s?[/|*,]\s?(?:divers|[mfwdxiv])(?!\w)){2,3}   # m/f/d
      | m\s?/\s?[fwvh] | [fwvh]\s?/\s?m | h\s?/\s?f | f\s?/\s?h
      | (?<=[(\[])(?:mwd|wmd|dmw|dwm|mfd|fmd|mwx|mfx|fmx)(?=[)\]])
      | all\s+genders?(?:\s+welcome)? | alle\s+geschlechter | gn
      | homme\s?/\s?femme | femme\s?/\s?homme )
    (?!\w)\s?[)\]]?
    """,
    re.VERBOSE,
)
# Werkstudent:in, Entwickler*innen, Ingénieur(e), Développeur·euse, Programador(a), Analyst(in)
SLASHED_ENDING = r"/(?:as?|in(?:nen)?)(?!-)"
BRACKETED_ENDING = r"\((?:in|innen|e|ne|se|fe|euse|trice|[eè]re|a)\)"
GENDERED_ENDING = re.compile(
    rf"(?<=\w\w\w)(?:[:*_]in(?:nen)?|/-?in(?:nen)?|{SLASHED_ENDING}|{BRACKETED_ENDING}"
    r"|[·•.](?:e|ne|se|fe|ve|euse|t?rice|ere)|[/-](?:euse|t?rice))(?!\w)\)?"
)
# how much of a week, as Swiss titles say it: "(80-100%)"; a bracket with more in it stays
_PERCENT = r"(?<![\w.,])[1-9][0-9]{1,2}\s?(?:%?\s?[-–]\s?[1-9][0-9]{1,2}\s?)?%"
_SHARE = re.compile(rf"[(\[]\s?{_PERCENT}\s?[)\]]|{_PERCENT}")
_PICTURES = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]+")
_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")
_DIVIDER = re.compile(r"\s[-–—|:•·@>]++\s|(?<![-–—])[-–—]++\s|\s[-–—]++|[,;:|–—•·)\]}]|\s@\s?")
_AND = re.compile(r"(?:(?<!\s)\s++)?[/&+]\s*+|(?<!\s)\s++(?:and|und|et|y)\s++")
_SHORTENED = re.compile(r"(?<=\w\s)[a-z]++\.(?=\s\w)")
# "Backend- und Frontend-Entwickler": the word that both share stands behind the second.
_HANGING = re.compile(r"(?<=\w)[-–]\s(?:und|oder|en|of|and|or|&|/)\s")
_OR = re.compile(r"(?<!\s)\s++(?:or|oder|ou)\s++")
# "Manager I Team East" and "Data Analyst I Berlin": a capital I that is drawn as a line.
_LINE = re.compile(r"(?<=\w)\sI\s(?=[A-Z])")
_KEPT = re.compile(r"[a-z]\+\+|\b[a-z]&[a-z]\b")


def clean(title: str) -> str:
    """The title folded, one space between its words, without markers of gender and pictures."""
    spelt_out = _spell_out(title[:LONGEST])
    folded = " ".join(_PICTURES.sub(" ", fold(spelt_out)).split())
    joined = _SHARE.sub(" ", _HANGING.sub(" & ", folded))
    return GENDERED_ENDING.sub("", _GENDERS.sub(" ", joined)).strip()


def divide(title: str) -> TitleParts:
    """Parts of a title: first what stands outside brackets, then what stands in them."""
    folded = clean(title)
    bracketed = _BRACKETED.findall(folded)
    texts = [text for piece in (_BRACKETED.sub(" ", folded), *bracketed) for text in _pieces(piece)]
    parts: list[TitlePart] = []
    start = 0
    for text in texts:
        words = _words(text)
        if any(word != AND for word in words):
            parts.append(TitlePart(start, tuple(words)))
            start += len(words)
    return tuple(parts)


def in_order(title: str) -> TitleParts:
    """Parts in the order in which they stand, brackets too; "and" and "or" divide as well."""
    lined = _LINE.sub(" | ", title[:LONGEST])
    pieces = _pieces(re.sub(r"[()\[\]{}]", ",", clean(lined)))
    words = [spoken_words(text) for piece in pieces for text in _alternatives(piece)]
    starts = accumulate((len(before) for before in words[:-1]), initial=0)
    return tuple(
        TitlePart(start, tuple(part)) for start, part in zip(starts, words, strict=False) if part
    )


def _pieces(text: str) -> list[str]:
    return [piece for piece in _DIVIDER.split(text) if piece and piece.strip()]


def _sides_of(piece: str) -> list[str]:
    """Split at "/" and the like, except within ``c++`` and ``r&d``."""
    kept = {at for found in _KEPT.finditer(piece) for at in range(*found.span())}
    sides, begin = [], 0
    for found in _AND.finditer(piece):
        if kept.isdisjoint(range(*found.span())):
            sides.append(piece[begin : found.start()])
            begin = found.end()
    return [*sides, piece[begin:]]


def _alternatives(piece: str) -> list[str]:
    return [text for side in _sides_of(piece) for text in _OR.split(side)]


def _words(piece: str) -> list[str]:
    words: list[str] = []
    for side in _sides_of(piece):
        words.extend([AND, *spoken_words(side)])
    return words[1:]


def spoken_words(folded: str) -> list[str]:
    """Words of a folded title or phrase; those of other languages as their English one."""
    english = _english()
    return [english.get(word, word) for word in join_words(raw_tokens(folded))]


def _spell_out(title: str) -> str:
    """Shortened words written out, behind another word: "Manager intern. Markets"."""
    if "." not in title:
        return title
    written = _abbreviations()
    return _SHORTENED.sub(lambda found: written.get(found[0], found[0]), title)


@cache
def _abbreviations() -> dict[str, str]:
    pairs = [line.split() for line in title_words()["abbreviations"]]
    return {pair[0]: pair[1] for pair in pairs}


@cache
def _english() -> dict[str, str]:
    lines = (line.split() for line in title_words()["english"])
    return {word: english for english, *others in lines for word in others}


def title_words() -> dict[str, list[str]]:
    """Words of titles that say nothing about the work: lists by name, from a data file."""
    return content("title_words.toml")


_PARTS = re.compile(r"(\s[-–—|:•·@]++\s|(?<![-–—])[-–—]++\s|\s[-–—]++|[,;:|–—()\[\]{}])")
_BRACKETS = re.compile(r"[(][^()]*+[)]|\[[^\[\]]*+\]")


@lru_cache(maxsize=KEPT_TITLES)
def normalize_title(title: str) -> str:
    """The key by which postings of one vacancy are found to be the same.

    Case, accents, markers of gender and pictures are off, and so are parts that only say where or
    in which language: "(Remote, UK)", "- LATAM", "| Berlin", "- Czech speaking". A place after a
    comma outside of brackets stays: it may be the market that one sells to. Where a title says
    nothing else, nothing is left out.
    """
    pieces = _PARTS.split(_BRACKETS.sub(_kept_bracket, clean(title)))
    dividers = ["", *(divider.strip() for divider in pieces[1::2])]
    kept: list[str] = []
    is_where = False  # what stood before said where: "- Hybrid, London"
    for divider, piece in zip(dividers, pieces[::2], strict=True):
        may_be_place = is_where or divider not in {"", ",", ";", ")", "]"}
        is_where = only_says_where(piece, may_be_place=may_be_place, behind_place=is_where)
        if not (is_where or (divider and _only_says_language(piece))):
            kept += tokens(piece)
    return " ".join(kept or tokens(title[:LONGEST]))


def _kept_bracket(found: re.Match[str]) -> str:
    """Nothing for a bracket that only says where and in which language: "(Arabic, Egypt)"."""
    inside = found[0][1:-1]
    parts = [inside] if only_says_where(inside, may_be_place=True) else inside.split(",")
    is_off = all(
        only_says_where(part, may_be_place=True) or _only_says_language(part) for part in parts
    )
    return " " if is_off and tokens(inside) else found[0]


def _only_says_language(piece: str) -> bool:
    """Whether a part names languages that the work is done in, and nothing else."""
    rest = [word for word in tokens(piece) if word not in title_words()["beside_language"]]
    return bool(rest) and all(word in _languages() for word in rest)


@cache
def _languages() -> frozenset[str]:
    scripts = content("languages.toml").values()
    names = [*language_words(), *(name for script in scripts for name in script.values())]
    return frozenset(word for name in names for word in tokens(name))
