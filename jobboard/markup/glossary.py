"""Terms of the glossary, and where a text mentions them."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

_WORD = re.compile(r"\w+")
# What joins two letters to one word: "pre-training", "node.js", "R&D", "me@example.com".
_JOINING = frozenset("-‐‑.&@")
_JOINING_BEFORE = _JOINING | frozenset("'’+#")
_JOINING_AFTER = frozenset("+#")  # even at the end: "C" is not in "C++"
_INVISIBLE_JOINERS = frozenset("_\u00ad\u200c\u200d\u2060")
_ADDRESS_REACH = 200  # characters looked at on each side for the rest of a typed-out address


@dataclass(frozen=True, slots=True)
class Term:
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


class Mention(NamedTuple):
    """Where a text names a term; several terms of one name: the first one given."""

    start: int
    end: int
    term: Term


class _Name(NamedTuple):
    pattern: re.Pattern[str]
    lead: int  # characters before the first word: 1 in ".NET"
    length: int
    term: Term


class Glossary:
    """The terms that one page links, each once: share it among the texts of the page.

    ``silent`` holds slugs that this page does not link. Their names still count as whole terms:
    with "deep learning" switched off, the "learning" in it is not linked instead.
    """

    def __init__(self, terms: Sequence[Term], *, silent: Collection[str] = ()) -> None:
        self._names = _names(tuple(terms))
        self._done = set(silent)

    def is_first(self, term: Term) -> bool:
        """Tell whether the page has not linked ``term`` yet."""
        return term.slug not in self._done

    def note(self, term: Term) -> None:
        """Remember that the page links ``term`` now."""
        self._done.add(term.slug)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield mentions from left to right, the longest at each place, none inside another."""
        done = 0
        for word in _WORD.finditer(text):
            for name in self._names.get(word[0].casefold(), ()):
                start = word.start() - name.lead
                found = name.pattern.match(text, start) if start >= done else None
                if found and _is_whole(text, start, found.end()):
                    done = found.end()
                    yield Mention(start, done, name.term)
                    break


@lru_cache(maxsize=16)
def _names(terms: tuple[Term, ...]) -> dict[str, list[_Name]]:
    """Return every name and alias by its first word, the longest first."""
    index: dict[str, list[_Name]] = {}
    for term in terms:
        for written in (term.name, *term.aliases):
            if word := _WORD.search(written.strip()):
                name = _Name(_pattern(written, term), word.start(), len(written), term)
                index.setdefault(word[0].casefold(), []).append(name)
    for names in index.values():
        names.sort(key=lambda name: -name.length)
    return index


def _pattern(written: str, term: Term) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in written.split())
    return re.compile(words, 0 if term.is_case_sensitive else re.IGNORECASE)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` is not a part of a longer word or of an address."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and (
        _is_letter(before[-1])
        or (len(before) == 2 and before[1] in _JOINING_BEFORE and _is_letter(before[0]))
    ):
        return False
    if after and (
        _is_letter(after[0])
        or after[0] in _JOINING_AFTER
        or (len(after) == 2 and after[0] in _JOINING and _is_letter(after[1]))
    ):
        return False
    return not _is_in_address(text, start, end)


def _is_letter(character: str) -> bool:
    """Letters, digits, and the marks and joiners that belong to a letter."""
    return (
        character.isalnum()
        or character in _INVISIBLE_JOINERS
        or unicodedata.category(character)[0] == "M"
    )


def _is_in_address(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _ADDRESS_REACH) : start]
    after = text[end : end + _ADDRESS_REACH]
    around = f"{before}x".split()[-1] + f"x{after}".split()[0]
    return "://" in around or "@" in around or around.startswith("www.")
