"""Pages of roles, guides and terms answer 304 to a visitor who has them as they are now.

What a page is made of is asked of the database by the versions of its rows: PostgreSQL writes a
row anew at every change, whatever program changes it, and knows each by table, place and
transaction. Which rows are live is part of the question, so that time alone changes the answer.
One statement reads no text and renders nothing.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, wraps
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Expression, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from jobboard.site import dates, identity
from listings.insights.freshness import rows_about
from roles.models import Guide, PreviewLink, Role, Term

type View = Callable[..., HttpResponse]
type About = Callable[[str], QuerySet[Role] | QuerySet[Term]]


def unless_unchanged(about: About) -> Callable[[View], View]:
    """Answer 304 where nothing of the page has changed; one query.

    ``about`` returns what the market is asked for: the roles, or the term, of a page by its slug.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs: str) -> HttpResponse:
            etag = _etag(about(next(iter(kwargs.values()))))
            response = get_conditional_response(request, etag=etag)
            if response is None:
                response = view(request, **kwargs)
            if response.status_code in (200, 304):
                response.headers["ETag"] = etag
                response.headers.setdefault("Cache-Control", "no-cache")
            return response

        return wrapped

    return decorate


def _etag(about: QuerySet[Role] | QuerySet[Term]) -> str:
    rows = fingerprint([*_content(), Guide.objects.live(), *rows_about(about)])
    # the day: ages such as "3 days ago"
    parts = (rows, dates.today(), identity.current().version, _program())
    return quote_etag(sha256(repr(parts).encode()).hexdigest()[:24])


def _content() -> list[QuerySet[Any]]:
    """All that editors write: a thousand small rows. A change of one renews every page."""
    models = apps.get_app_config("roles").get_models(include_auto_created=True)
    unseen = {PreviewLink}
    managers = [model._default_manager for model in models if model not in unseen]  # noqa: SLF001
    return [manager.order_by() for manager in managers]


class RowVersion(Expression):
    """A number that is another after each change of the row."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        row = connection.ops.quote_name(compiler.query.get_initial_alias())
        parts = f"{row}.tableoid, {row}.ctid, {row}.xmin"
        return f"hashtextextended(concat_ws(' ', {parts}), 0)", ()


def fingerprint(rows: Sequence[QuerySet[Any]]) -> str:
    """Return a text that changes when rows come, go or change. One statement."""
    counted: list[str] = []
    parameters: list[Any] = []
    for query in rows:
        with suppress(EmptyResultSet):
            rows_alone = query if query.query.is_sliced else query.order_by()
            sql, values = rows_alone.values_list(RowVersion()).query.sql_with_params()
            counted.append(f"(SELECT concat(count(*), ' ', sum(v)) FROM ({sql}) AS r (v))")  # noqa: S608
            parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counted)}", parameters)
        return repr(cursor.fetchone())


@cache
def _program() -> float:
    """When what draws the pages was last changed; looked up once a process."""
    rooms = ("jobboard", "roles", "listings", "templates", "static")
    files = (path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.*"))
    return max(path.stat().st_mtime for path in files if path.suffix != ".pyc")
