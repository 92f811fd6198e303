"""Free text as a condition: the same words as in the stored vectors."""

from django.contrib.postgres.search import SearchQueryField
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.fields import BooleanField

from listings.reading.query import Query, parse

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv")


def words_of(text: str) -> Query:
    """Parse what was typed, for the languages that postings are written in."""
    return parse(text, LANGUAGES)


class Matches(Func):
    """``vector @@ query``, both made in Python: no dictionary of the server's is asked."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class RawQuery(Func):
    """A tsquery literal."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()


def matches(vector: str | Combinable, query: Query, weights: str = "") -> Matches:
    """Whether the vector holds the query, in words of the given weights alone (all: "")."""
    column = F(vector) if isinstance(vector, str) else vector
    literal = Value(query.tsquery(weights), output_field=TextField())
    return Matches(column, RawQuery(literal))


def search_condition(query: Query) -> Q:
    """Postings whose words meet the query.

    Where a text of no words would meet it (``-senior``), the index would have to be read from end
    to end (12 ms for 5,000 postings); so we ask for the others, which it finds at once.
    """
    if query.only_excludes:
        return ~Q(pk__in=_found(query.opposite()))
    return Q(pk__in=_found(query.tsquery()))


def _found(literal: str) -> RawSQL:
    """Numbers of postings by the index (``listings_search`` is made by a migration)."""
    return RawSQL("SELECT found FROM listings_search(%s::tsquery) AS found", [literal])
