"""What is understood of ``q``, as values of filters and as conditions; the rest as free text.

``Understood.values`` has, by parameter, what a ticked facet would have. It acts like one, except:

- a role, skill or company is met by postings that have it *or* its words in their title, with
  ``in=text`` anywhere: the union of ``Facet.condition`` (``Facet.documents``) and ``named``.
  Several skills must all be met but where "or" joins them, of the others one;
- ``title``, an occupation that is no role here, is met by ``title_literal`` alone;
- a level and pay are soft: postings that state another are left out, those that state none come
  after those that state it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache, reduce
from operator import and_, or_
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField

from listings.reading.document_words import TITLE
from listings.reading.query import IN_HEADING, IN_TEXT, Query, Tier
from listings.reading.query_syntax import parse
from listings.search.location import LocationMatch
from listings.search.renewed import Renewed
from listings.search.understanding.parts import NOT, Part, Understanding, alternatives
from listings.search.understanding.table import LISTED
from listings.search.where import part_of
from listings.search.where_part import WherePart

HEADING, TEXT = "heading", "text"
"""Columns of ``SearchDocument``: without the text of the posting, and with it."""


def words_of(text: str) -> Query:
    """Parse what was typed, for the languages whose stems documents hold."""
    return parse(text, stem_languages()) if text else Query()


# One step through an index for each language, however many documents there are.
_LANGUAGES = """
WITH RECURSIVE found (version, language) AS (
    (SELECT version, language FROM listings_searchdocument ORDER BY 1, 2 LIMIT 1)
    UNION ALL
    SELECT following.version, following.language FROM found, LATERAL (
        SELECT version, language FROM listings_searchdocument AS one
        WHERE (one.version, one.language) > (found.version, found.language)
        ORDER BY 1, 2 LIMIT 1
    ) AS following
)
SELECT DISTINCT language FROM found ORDER BY language
"""


def _languages_now(_: object) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES)
        return tuple(language for (language,) in cursor.fetchall())


kept_languages = Renewed(_languages_now, lambda: settings.SEARCH.languages_seconds)


def stem_languages() -> tuple[str, ...]:
    """Languages whose stems documents hold; "" where some hold bare stems of an older version.

    They change rarely, so a process looks again every few seconds only. One query.
    """
    return kept_languages.get()


class Matches(Func):
    """``vector @@ query``, both made in Python: no dictionary of the server's is asked."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class RawQuery(Func):
    """A tsquery literal."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()


def matches(vector: str, literal: str) -> Matches:
    """Whether the vector of that name meets the query."""
    return Matches(F(vector), RawQuery(Value(literal, output_field=TextField())))


def search_condition(query: Query, *, in_text: bool = False) -> Q:
    """Postings whose title, roles, skills and company meet the query; ``in_text``: or their text.

    Where a text of no words would meet it (``-senior``), the index would have to be read from end
    to end (12 ms for 5,000 postings); so we ask for the others, which it finds at once.
    """
    column, tier = (TEXT, IN_TEXT) if in_text else (HEADING, IN_HEADING)
    if query.only_excludes:
        return ~in_words(column, query.opposite(tier))
    return in_words(column, query.tsquery(tier))


# Functions made by migrations: PostgreSQL would rather unpack each text than use the index.
_FOUND: Final[Mapping[str, str]] = {
    HEADING: "SELECT found FROM listings_search_heading(%s::tsquery) AS found",
    TEXT: "SELECT found FROM listings_search(%s::tsquery) AS found",
}


def in_words(column: str, literal: str) -> Q:
    """Postings whose words meet a query, by the index."""
    return Q(pk__in=RawSQL(_FOUND[column], [literal]))  # noqa: S611 (texts of this file)


BY_TITLE = ("role", "skill", "company")
"""Filters that words of a title meet too."""

ALL_OF = "skill"
"""The filter of which all values must be met, but for those that a search joins by "or"."""

SOFT = ("level", "salary_min")

SINGLE: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("salary_min", "years_max"), Decimal),
    **dict.fromkeys(LISTED, str),
}
"""Filters of one value, which the first part that says it decides; and how it is read."""


class NamedRow(NamedTuple):
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
        if read := SINGLE.get(part.kind):
            made.setdefault(part.kind, read(part.value))
        elif part.kind == "where":
            _append(made, "where", part_of(meaning))
            return
        elif facet in {"city", "region"}:
            _append(made, part.kind, LocationMatch(part.value, part.label, meaning.keys))
        elif facet in BY_TITLE:
            _append(made, part.kind, NamedRow(int(meaning.keys[0]), part.value, part.label))
        elif facet != "title":
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
        """A ``tsquery`` that titles of all named occupations meet, of those joined by "or" one."""
        groups = alternatives(self.found.of("title"))
        return " & ".join(_named(_titles(group), in_text) for group in groups)

    @property
    def other_titles(self) -> str:
        """A ``tsquery`` that titles of the occupations meet that are not wanted, or ""."""
        return said_in_titles(self.found.of(f"{NOT}title"))

    def by_title(self, name: str, *, in_text: bool) -> list[list[tuple[NamedRow, str]]]:
        """The rows of a filter, each with the ``tsquery`` that its words meet instead.

        One of each list must be met: of skills those joined by "or", else all.
        """
        parts = self.found.of(name)
        groups = alternatives(parts) if name == ALL_OF else [parts]
        rows = iter(self.values[name])
        return [
            [(next(rows), _named((part.typed,), in_text)) for part in group] for group in groups
        ]

    @property
    def is_by_title(self) -> frozenset[str]:
        return frozenset(name for name in BY_TITLE if name in self.values)

    @property
    def ranked(self) -> str:
        """The words by which what is found is ordered: what is left, and names as typed."""
        named = [part for part in self.found.parts if part.kind in {*BY_TITLE, "title"}]
        names = [_ranked(group) for group in alternatives(named)]
        return "\n".join(filter(None, [*names, self.found.rest]))


def _ranked(group: Sequence[Part]) -> str:
    """A name as it was typed, or one of the titles that come first; of several names any."""
    if len(group) == 1:
        (part,) = group
        return " OR ".join(f'"{title}"' for title in part.meaning.first) or part.typed
    names = dict.fromkeys(name for part in group for name in (part.typed, part.label))
    return " OR ".join(f'"{name}"' for name in names)


def joined[T](name: str, groups: Iterable[Iterable[T]], ticked: Sequence[T]) -> T:
    """Sets of postings (conditions or bitmaps) of one filter, one of each group.

    What is ticked beside them must be met too of skills; of others it is one more choice.
    """
    either = [reduce(or_, group) for group in groups]
    return reduce(and_ if name == ALL_OF else or_, [*either, *ticked])


def named(literal: str, *, in_text: bool) -> Q:
    """Postings with words of ``title_literal`` or ``by_title`` in their title, or anywhere."""
    return in_words(TEXT if in_text else HEADING, literal)


def in_titles(phrase: str) -> str:
    """A ``tsquery`` that titles with all words of a phrase meet."""
    return _named((phrase,), in_text=False)


def said_in_titles(parts: Iterable[Part | WherePart]) -> str:
    """A ``tsquery`` of occupations, or areas ("West Coast"), that titles name, or ""."""
    titles = _titles(parts)
    return _named(titles, in_text=False) if titles else ""


def _titles(parts: Iterable[Part | WherePart]) -> tuple[str, ...]:
    return tuple(title for part in parts if part.meaning for title in part.meaning.titles)


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
