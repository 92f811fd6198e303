"""Free text as a condition: the same words as in the stored documents."""

import time
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.fields import BooleanField

from listings.reading.query import IN_HEADING, IN_TEXT, Query
from listings.reading.query_syntax import parse

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


class _KeptLanguages:
    looked_at: float | None = None
    languages: tuple[str, ...] = ()


def forget() -> None:
    """Look again at the next search."""
    _KeptLanguages.looked_at = None


def stem_languages() -> tuple[str, ...]:
    """Languages whose stems documents hold; "" where some hold bare stems of an older version.

    They change rarely, so a process looks again every few seconds only. One query.
    """
    now = time.monotonic()
    looked_at = _KeptLanguages.looked_at
    if looked_at is None or now - looked_at > settings.SEARCH.languages_seconds:
        with connection.cursor() as cursor:
            cursor.execute(_LANGUAGES)
            _KeptLanguages.languages = tuple(language for (language,) in cursor.fetchall())
        _KeptLanguages.looked_at = now
    return _KeptLanguages.languages


class Matches(Func):
    """``vector @@ query``, both made in Python: no dictionary of the server's is asked."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class RawQuery(Func):
    """A tsquery literal."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()


def matches(vector: str | Combinable, literal: str) -> Matches:
    """Whether the vector meets the query."""
    column = F(vector) if isinstance(vector, str) else vector
    return Matches(column, RawQuery(Value(literal, output_field=TextField())))


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
