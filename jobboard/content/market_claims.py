"""Sentences about the market: what their figure contradicts, and what states it without a figure.

What a sentence says of a quantity is read from the usual English words: a list of what to look at,
never a verdict.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from jobboard.content.links import TextField
from jobboard.markup import KINDS, MarkupError, RenderedFigure
from jobboard.markup.figures import Answers, answers_to, read
from jobboard.markup.inline_text import OBJECT, starts_of_sentences, text_and_starts
from jobboard.markup.parser import FigureError, parse
from listings.insights.claims import Condition, amount, percentage


@dataclass(frozen=True, slots=True)
class ClaimSentence:
    """A sentence of a text, with what stands between the braces of its figures."""

    place: TextField
    text: str
    figures: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        """On one line, each figure in its braces."""
        text = self.text
        for figure in self.figures:
            text = text.replace(OBJECT, f"{{{{ {figure} }}}}", 1)
        return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    sentence: ClaimSentence
    why: str


QUANTITIES: tuple[tuple[re.Pattern[str], float, float], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), low, high)
    for words, low, high in (
        ("nearly all|almost all|nearly every|almost every|nearly always", 0.8, 1),
        ("most|mostly|majority|more often than not", 0.5, 1),
        ("about half|every second", 0.35, 0.65),
        ("few|hardly|seldom|rarely", 0, 0.35),
    )
)
"""Words, and from which to which share they are true."""

_MARKET = r"(?:postings?|openings?|vacancies|advertisements|employers|jobs|positions)"
_BARE = re.compile(
    rf"""
      \b(?:pays?|paid|earns?)\ (?:\w+\ )?(?:more|less|better|best|most|highest)\b(?!\ often)
    | \b(?:better|best|higher|lower)[- ]paid\b
    | \b(?:most|nearly\ all|almost\ all|nearly\ every|almost\ every|majority\ of)
      \ (?:\w+\ ){{0,2}}{_MARKET}\b
    | \b(?:asked|named|wanted|required|demanded|hired)\ (?:\w+\ ){{0,3}}
      (?:more|most|less)\ (?:often|frequently)\b
    | \b(?:asked\ for|named|wanted|required)\ (?:nearly\ |almost\ )?everywhere\b
    | \b(?:in|high|great|growing)\ demand\b | \bdemand\ (?:remains|stays|grows|for)\b
    | \b(?:degrees?|master['’]s|doctorates?)\ (?:\w+\ )?(?:is|are)\ (?:often\ )?
      (?:usual|common|frequent|the\ rule|required|asked\ for)
    | \b(?:mostly|largely|much\ is|usually)\ (?:remote|from\ home)\b
    | \b(?:more|fewer)\ {_MARKET}\ than\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


_QUOTED = re.compile(r"[\"“].*[\"”]")
"""What somebody says, for the text to answer."""


def claims_without_figures(texts: Iterable[tuple[TextField, str]]) -> Iterator[ClaimFinding]:
    """Sentences that state an order or a quantity of the market, without a figure."""
    for sentence in _sentences(texts):
        is_quoted = bool(_QUOTED.fullmatch(sentence.text.strip()))
        if not sentence.figures and not is_quoted and (found := _BARE.search(sentence.text)):
            yield ClaimFinding(sentence, f"says “{' '.join(found[0].split())}” without a figure")
        for figure in sentence.figures:
            _, otherwise = read(figure)
            if found := _BARE.search(otherwise) or _quantity_in(otherwise):
                yield ClaimFinding(sentence, f"“else” says “{found[0]}” without a figure")


def contradicted(
    texts: Iterable[tuple[TextField, str]], country: str = ""
) -> Iterator[ClaimFinding]:
    """Sentences that stand now although a figure in them says something else.

    ``country``: whose figures a page shows; empty: those of everywhere.
    """
    found = [sentence for sentence in _sentences(texts) if sentence.figures]
    asked = [figure for sentence in found for figure in sentence.figures]
    answers = answers_to(asked, defaults={"country": country} if country else {})
    for sentence in found:
        for figure in sentence.figures:
            if why := _contradiction(sentence, figure, answers):
                yield ClaimFinding(sentence, why)


def _sentences(texts: Iterable[tuple[TextField, str]]) -> Iterator[ClaimSentence]:
    for place, text in texts:
        try:
            tokens = parse(text).tokens
        except MarkupError:
            continue
        for token in tokens:
            children = token.children or []
            whole = text_and_starts(children)[0]
            figures = (child.content for child in children if child.type == "figure")
            starts = [*starts_of_sentences(whole), len(whole)]
            for start, end in pairwise(starts):
                part = whole[start:end]
                own = islice(figures, part.count(OBJECT))
                yield ClaimSentence(place, part, _readable(own))


def _readable(figures: Iterable[str]) -> tuple[str, ...]:
    def is_readable(figure: str) -> bool:
        try:
            return read(figure)[0].kind in KINDS
        except FigureError:
            return False

    return tuple(figure for figure in figures if is_readable(figure))


def _contradiction(sentence: ClaimSentence, figure: str, answers: Answers) -> str:
    shown = answers.get(figure)
    if shown is None or shown.against:
        return ""
    value = _value(shown)
    bound = KINDS[read(figure)[0].kind].bound
    condition = Condition.of(read(figure)[0], bound) if bound else None
    if value is None:
        return ""
    if condition and not condition.holds_for((value, value)):
        return f"stands, and {shown.text} is past its bound"
    word = _quantity_in(sentence.text.replace(OBJECT, " "))
    if word and shown.text.endswith("%") and not _fits(word, value):
        return f"says “{word[0]}” of {shown.text}"
    return ""


def _value(shown: RenderedFigure) -> float | None:
    if shown.text.endswith("%"):
        return percentage(shown.text.removeprefix("< "))
    return next((n for word in shown.text.split() if (n := amount(word)) is not None), None)


def _quantity_in(text: str) -> re.Match[str] | None:
    return next((found for words, _, _ in QUANTITIES if (found := words.search(text))), None)


def _fits(word: re.Match[str], value: float) -> bool:
    limits: Mapping[re.Pattern[str], tuple[float, float]] = {
        words: (low, high) for words, low, high in QUANTITIES
    }
    low, high = limits[word.re]
    return low <= value <= high
