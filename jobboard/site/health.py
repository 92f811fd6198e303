"""Whether the process is up, and whether it can serve."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"
ANSWER_SECONDS: Final = 1.5  # a supervisor asks often, and must not wait for a hung database


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok\n", content_type=PLAIN)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and every migration is applied; else 503 says which of the two."""
    try:
        waiting = _question.answer(ANSWER_SECONDS)
    except (DatabaseError, TooLate):
        return HttpResponse("database does not answer\n", status=503, content_type=PLAIN)
    if waiting:
        return HttpResponse("migrations wait\n", status=503, content_type=PLAIN)
    return HttpResponse("ready\n", content_type=PLAIN)


class Question:
    """Asks the database in a thread of its own, one at a time: who comes meanwhile waits too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Future[bool] | None = None

    def answer(self, seconds: float) -> bool:
        """Tell whether migrations wait; raise DatabaseError, or TimeoutError when it takes long."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=_ask, args=(self._asked,), daemon=True).start()
            asked = self._asked
        return asked.result(seconds)


_question: Final = Question()


def _ask(future: Future[bool]) -> None:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        future.set_result(bool(waiting))
    except BaseException as error:  # noqa: BLE001 (raised again by who waits)
        future.set_exception(error)
    finally:
        connection.close()


class HealthMiddleware:
    """Answers both before anything else is asked: the host name, a session, https, a database.

    So a supervisor on this machine gets its answer by plain http and under any name.
    """

    VIEWS: Final = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = self.VIEWS.get(request.path_info)
        return view(request) if view else self.get_response(request)
