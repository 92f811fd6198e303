"""What is understood of ``q``, as values of filters and as conditions.

``Understood.values`` has, by parameter, what a ticked facet would have. It acts like one, except:

- a role, skill or company is met by postings that have it *or* its words in their title, with
  ``in=text`` anywhere: the union of ``Facet.condition`` (``Facet.documents``) and ``named``.
  Several skills must all be met, of the others one;
- ``title``, an occupation that is no role here, is met by ``title_literal`` alone;
- a level and pay are soft: postings that state another are left out, those that state none come
  after those that state it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache, reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from listings.reading.document_words import TITLE
from listings.reading.query import IN_TEXT, Tier
from listings.search.location import LocationMatch
from listings.search.understanding.parts import NOT, Part, Understanding
from listings.search.where.parts import WherePart
from listings.search.words import HEADING, TEXT, in_words, stem_languages, words_of

BY_TITLE = ("role", "skill", "company")
"""Filters that words of a title meet too."""

SOFT = ("level", "salary_min")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A role, skill or company as the table of phrases knows it."""

    pk: int
    slug: str
    name: str


@dataclass(frozen=True)
class Understood:
    """``taken`` are parameters that were given: what ``q`` says besides is left out."""

    found: Understanding = Understanding()  # noqa: RUF009 (frozen)
    taken: frozenset[str] = field(default=frozenset())

    @cached_property
    def values(self) -> dict[str, Any]:
        """Values by parameter, as ``ListingFilter.asked`` has them."""
        made: dict[str, Any] = {}
        for part in self.found.parts:
            self._add(made, part)
        return made

    def _add(self, made: dict[str, Any], part: Part) -> None:
        meaning = part.meaning
        facet = part.kind.removeprefix(NOT)
        if part.kind == "salary_min":
            made.setdefault("salary_min", Decimal(part.value))
        elif part.kind == "years_max":
            made.setdefault("years_max", Decimal(part.value))
        elif part.kind == "where":
            _append(made, "where", WherePart(part.value, is_anywhere=True))
        elif facet in {"city", "region"}:
            _append(made, part.kind, LocationMatch(part.value, part.label, meaning.keys))
        elif facet in BY_TITLE:
            _append(made, part.kind, NamedRow(int(meaning.keys[0]), part.value, part.label))
        elif part.kind != "title":
            _append(made, part.kind, part.value)
        for name, value in meaning.also:
            if name == "currency" and name not in self.taken:
                made.setdefault(name, value)
            elif name not in self.taken and name != "currency":
                _append(made, name, value)

    @property
    def soft(self) -> tuple[str, ...]:
        """Which of the filters postings may leave unsaid."""
        return tuple(name for name in SOFT if name in self.values)

    def title_literal(self, *, in_text: bool) -> str:
        """A ``tsquery`` that titles of all named occupations meet, or ""."""
        parts = self.found.of("title")
        return " & ".join(_named(one.meaning.titles, in_text) for one in parts)

    def by_title(self, name: str, *, in_text: bool) -> list[tuple[NamedRow, str]]:
        """The rows of a filter, each with the ``tsquery`` that its words meet instead."""
        parts = self.found.of(name)
        return [
            (row, _named((part.typed,), in_text))
            for row, part in zip(self.values[name], parts, strict=True)
        ]

    @property
    def is_by_title(self) -> frozenset[str]:
        return frozenset(name for name in BY_TITLE if name in self.values)

    @property
    def ranked(self) -> str:
        """The words by which what is found is ordered: what is left, and names as typed."""
        names = [part.typed for part in self.found.parts if part.kind in {*BY_TITLE, "title"}]
        return "\n".join(filter(None, [*names, self.found.rest]))


def joined[T](name: str, sets: Iterable[T]) -> T:
    """Sets of postings (conditions or bitmaps) of one filter: skills all, of others one."""
    both: Callable[[T, T], T] = and_ if name == "skill" else or_
    return reduce(both, sets)


def named(literal: str, *, in_text: bool) -> Q:
    """Postings with words of ``title_literal`` or ``by_title`` in their title, or anywhere."""
    return in_words(TEXT if in_text else HEADING, literal)


def in_titles(phrase: str) -> str:
    """A ``tsquery`` that titles with all words of a phrase meet."""
    return _named((phrase,), in_text=False)


def _append(made: dict[str, Any], name: str, value: object) -> None:
    values = made.setdefault(name, [])
    if value not in values or name in BY_TITLE:
        values.append(value)


def _named(phrases: tuple[str, ...], in_text: bool) -> str:
    tier = IN_TEXT if in_text else Tier(TITLE, is_exact=True)
    side_by_side = replace(tier, is_phrase=True)
    return _literal(tuple(dict.fromkeys(phrases)), side_by_side, stem_languages())


@lru_cache(maxsize=1_000)
def _literal(phrases: tuple[str, ...], tier: Tier, languages: tuple[str, ...]) -> str:
    """One of the phrases: its words as written or in the other number, of texts by their stems.

    ``languages`` are those of the process, of which ``words_of`` makes the words.
    """
    queries = (words_of(phrase) for phrase in phrases)
    literals = [query.tsquery(tier) for query in queries if not query.is_empty]
    return f"({' | '.join(f'({one})' for one in dict.fromkeys(literals))})"
