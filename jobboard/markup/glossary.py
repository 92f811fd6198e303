"""Terms of the glossary: where a text mentions them, and links put there between the tokens.

A term is linked at the first mention on the page that may carry a link: not in headings (of
tables neither), links, code or quotations. Emphasis that begins or ends inside a name prevents it.
No character of the text is ever changed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from markdown_it.token import Token

from jobboard.markup.inline_text import text_and_starts

_WORD = re.compile(r"\w+")
# A letter, a digit, or an invisible joiner; and what joins two of them to one word, as in
# "pre-training", "node.js", "R&D", "me@example.com". "C" is not in "C++" either.
_LETTER = r"[\w\u00ad\u200c\u200d\u2060]"
_BEFORE = rf"(?<!{_LETTER})(?<!{_LETTER}[-‐‑.&@'’+#])"
_AFTER = rf"(?!{_LETTER}|[-‐‑.&@]{_LETTER}|[+#])"
_ADDRESS = re.compile(r"://|@|www\.")
_ADDRESS_REACH = 200  # characters looked at on each side for the rest of a typed-out address


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term as a text may name it. Its case rule holds for the name and every alias.

    Plurals and spellings with a hyphen are linked only where ``aliases`` says so.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    is_case_sensitive: bool = False
    short: str = ""

    @property
    def href(self) -> str:
        return f"/glossary/{quote(self.slug)}/"


class TermMention(NamedTuple):
    """Where a text names a term; several terms of one name: the first one given."""

    start: int
    end: int
    term: GlossaryTerm


class _Names(NamedTuple):
    """All names that share their first word, and how many characters stand before that word."""

    pattern: re.Pattern[str]  # a group for each name, the longest first
    terms: tuple[GlossaryTerm, ...]  # of each group
    lead: int  # 1 in ".NET"
    are_single_words: bool


class Glossary:
    """The terms that one page links, each once: share it among the texts of the page.

    ``silent`` holds slugs that this page does not link. Their names still count as whole terms:
    with "deep learning" switched off, the "learning" in it is not linked instead.
    """

    def __init__(self, terms: Sequence[GlossaryTerm], *, silent: Collection[str] = ()) -> None:
        self._names = dict(_index(tuple(terms)))
        self._done = set(silent)

    def is_first(self, term: GlossaryTerm) -> bool:
        """Tell whether the page has not linked ``term`` yet."""
        return term.slug not in self._done

    def note(self, term: GlossaryTerm) -> None:
        """Remember that the page links ``term`` now."""
        self._done.add(term.slug)
        for key in _keys(term):
            if all(
                names.are_single_words and all(not self.is_first(one) for one in names.terms)
                for names in self._names.get(key, ())
            ):
                self._names[key] = []  # nothing left to link, and no longer name to keep whole

    def mentions(self, text: str) -> Iterator[TermMention]:
        """Yield mentions from left to right, the longest at each place, none inside another."""
        done = 0
        has_address = _ADDRESS.search(text) is not None
        for word in _WORD.finditer(text):
            for names in self._names.get(word[0].casefold(), ()):
                start = word.start() - names.lead
                found = names.pattern.match(text, start) if start >= done else None
                if found and not _is_marked(text, found.end()):
                    done = found.end()
                    if not has_address or not _is_in_address(text, start, done):
                        yield TermMention(start, done, names.terms[(found.lastindex or 1) - 1])
                    break


@lru_cache(maxsize=16)
def _index(terms: tuple[GlossaryTerm, ...]) -> dict[str, list[_Names]]:
    """Return every name and alias by its first word; what begins further left comes first."""
    sharing: dict[tuple[int, str], list[tuple[str, GlossaryTerm]]] = {}
    for term in terms:
        for written in (term.name.strip(), *map(str.strip, term.aliases)):
            if word := _WORD.search(written):
                key = (-word.start(), word[0].casefold())
                sharing.setdefault(key, []).append((written, term))
    index: dict[str, list[_Names]] = {}
    for (lead, first), named in sorted(sharing.items(), key=lambda item: item[0]):
        index.setdefault(first, []).append(_names(named, -lead))
    return index


def _names(named: list[tuple[str, GlossaryTerm]], lead: int) -> _Names:
    named = sorted(named, key=lambda one: -len(one[0]))
    either = "|".join(_group(written, term) for written, term in named)
    return _Names(
        pattern=re.compile(f"{_BEFORE}(?:{either}){_AFTER}"),
        terms=tuple(term for _, term in named),
        lead=lead,
        are_single_words=all(_WORD.fullmatch(written) for written, _ in named),
    )


def _group(written: str, term: GlossaryTerm) -> str:
    words = r"\s+".join(re.escape(word) for word in written.split())
    return f"({words})" if term.is_case_sensitive else f"((?i:{words}))"


def _keys(term: GlossaryTerm) -> set[str]:
    words = (_WORD.search(written) for written in (term.name, *term.aliases))
    return {word[0].casefold() for word in words if word}


def _is_marked(text: str, end: int) -> bool:
    """Tell whether an accent follows that belongs to the last letter."""
    return end < len(text) and text[end] > "\u02ff" and unicodedata.category(text[end])[0] == "M"


def _is_in_address(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _ADDRESS_REACH) : start]
    after = text[end : end + _ADDRESS_REACH]
    around = f"{before}x".split()[-1] + f"x{after}".split()[0]
    return _ADDRESS.search(around) is not None


_CLOSED = {"heading_open", "th_open", "blockquote_open"}
_CLOSED_ENDS = {"heading_close", "th_close", "blockquote_close"}
_RUNNING = {"text", "softbreak"}


def link_terms(tokens: Sequence[Token], glossary: Glossary) -> list[str]:
    """Link first mentions; return the slugs of the terms that were linked, in order."""
    linked: list[str] = []
    for children, inline in _paragraphs(tokens):
        text, starts = text_and_starts(children)
        chosen = list(_chosen(text, _runs(children, starts), glossary))
        if chosen:
            inline.children = _with_links(children, starts, chosen)
            linked += [mention.term.slug for mention in chosen]
    return linked


def _paragraphs(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], Token]]:
    closed = 0
    for token in tokens:
        closed += (token.type in _CLOSED) - (token.type in _CLOSED_ENDS)
        if token.type == "inline" and token.children and not closed:
            yield token.children, token


def _runs(children: Sequence[Token], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches of plain text, without tokens in between, that no link holds already."""
    runs: list[tuple[int, int]] = []
    links = 0
    is_running = False
    for child, start, end in zip(children, starts, starts[1:], strict=False):
        links += child.nesting if child.type.startswith("link_") else 0
        if child.type not in _RUNNING or links:
            is_running = False
        elif is_running:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
            is_running = True
    return runs


def _chosen(text: str, runs: list[tuple[int, int]], glossary: Glossary) -> Iterator[TermMention]:
    for mention in glossary.mentions(text):
        if glossary.is_first(mention.term) and any(
            start <= mention.start and mention.end <= end for start, end in runs
        ):
            glossary.note(mention.term)
            yield mention


def _with_links(
    children: Sequence[Token], starts: Sequence[int], chosen: Sequence[TermMention]
) -> list[Token]:
    """Cut the text tokens where a mention begins or ends, and put the link's ends there."""
    marks = [mark for mention in chosen for mark in _ends(mention)]
    kept: list[Token] = []
    for child, start, end in zip(children, starts, starts[1:], strict=False):
        done = start
        while marks and marks[0][0] < end:
            at, mark = marks.pop(0)
            if at > done:
                kept.append(child.copy(content=child.content[done - start : at - start]))
            kept.append(mark)
            done = at
        if done < end and done > start:
            kept.append(child.copy(content=child.content[done - start :]))
        else:
            kept.append(child)
        if marks and marks[0][0] == end and marks[0][1].nesting < 0:
            kept.append(marks.pop(0)[1])
    return kept


def _ends(mention: TermMention) -> tuple[tuple[int, Token], tuple[int, Token]]:
    attributes: dict[str, str | int | float] = {"class": "term", "href": mention.term.href}
    return (
        (mention.start, Token("link_open", "a", 1, attrs=attributes)),
        (mention.end, Token("link_close", "a", -1)),
    )
