"""The version of a page of roles, guides or terms: another after each change of what it shows.

What a page is made of is asked of the database by the versions of its rows: PostgreSQL writes a
row anew at every change, whatever program changes it, and knows each by table, place and
transaction. Which rows are live is part of the question, so that time alone changes the answer.
One statement reads no text and renders nothing.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Expression, QuerySet
from django.http import HttpRequest
from django.utils.http import quote_etag

from jobboard.http.conditional import Version
from jobboard.site import dates, identity
from listings.insights.freshness import rows_about
from roles.models import Guide, PreviewLink, Role, Term

type Sql = tuple[str, tuple[Any, ...]]
type About = Callable[[str], QuerySet[Role] | QuerySet[Term]]


def versioned(about: About) -> Callable[..., Version]:
    """Return what tells the version of a page; one query.

    ``about`` returns what the market is asked for: the roles, or the term, of a page by its slug.
    """

    def version_of(request: HttpRequest, **kwargs: str) -> Version:
        return Version(_etag(about(next(iter(kwargs.values())))))

    return version_of


def _etag(about: QuerySet[Role] | QuerySet[Term]) -> str:
    market = _counted([Guide.objects.live(), *rows_about(about)])
    rows = _asked([_content(), *market])
    # the day: ages such as "3 days ago"
    parts = (rows, dates.today(), identity.current().version, _program())
    return quote_etag(sha256(repr(parts).encode()).hexdigest()[:24])


@cache
def _content() -> Sql:
    """All that editors write: a thousand small rows. A change of one renews every page."""
    models = apps.get_app_config("roles").get_models(include_auto_created=True)
    unseen = {PreviewLink}
    managers = [model._default_manager for model in models if model not in unseen]  # noqa: SLF001 (Django's name)
    written = _counted([manager.order_by() for manager in managers])
    return ", ".join(text for text, _ in written), tuple(v for _, values in written for v in values)


class RowVersion(Expression):
    """A number that is another after each change of the row."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        row = connection.ops.quote_name(compiler.query.get_initial_alias())
        parts = f"{row}.tableoid, {row}.ctid, {row}.xmin"
        return f"hashtextextended(concat_ws(' ', {parts}), 0)", ()


def fingerprint(rows: Sequence[QuerySet[Any]]) -> str:
    """Return a text that changes when rows come, go or change. One statement."""
    return _asked(_counted(rows))


def _counted(rows: Sequence[QuerySet[Any]]) -> list[Sql]:
    """A piece of SQL for each of these that can have rows, and its parameters."""
    counted: list[Sql] = []
    for query in rows:
        with suppress(EmptyResultSet):
            rows_alone = query if query.query.is_sliced else query.order_by()
            sql, values = rows_alone.values_list(RowVersion()).query.sql_with_params()
            text = f"(SELECT concat(count(*), ' ', sum(v)) FROM ({sql}) AS r (v))"  # noqa: S608 (Django's SQL)
            counted.append((text, tuple(values)))
    return counted


def _asked(counted: Sequence[Sql]) -> str:
    with connection.cursor() as cursor:
        parameters = [value for _, values in counted for value in values]
        cursor.execute(f"SELECT {', '.join(text for text, _ in counted)}", parameters)
        return repr(cursor.fetchone())


@cache
def _program() -> float:
    """When what draws the pages was last changed; looked up once a process."""
    rooms = ("jobboard", "roles", "listings", "templates", "static")
    files = (path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.*"))
    return max(path.stat().st_mtime for path in files if path.suffix != ".pyc")
