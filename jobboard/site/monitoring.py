"""What monitoring asks: is the process up, can it serve, and ``/metrics`` for Prometheus.

Metrics are there only with ``JOBBOARD_METRICS_TOKEN``. Every web process counts into files of its
own, which gunicorn's settings name and clear (``deploy/gunicorn.conf.py``); whichever process is
asked adds them up.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from hmac import compare_digest
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from jobboard.http.conditional import keeping_of, pages
from jobboard.postgres.refusals import migrations_wait

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
        future.set_result(migrations_wait())
    except BaseException as error:  # noqa: BLE001 (raised again by who waits)
        future.set_exception(error)
    finally:
        connection.close()


class HealthMiddleware(MiddlewareMixin):
    """Answers both before anything else is asked: the host name, a session, https, a database.

    So a supervisor on this machine gets its answer by plain http and under any name.
    """

    VIEWS: Final = {"/healthz": healthz, "/readyz": readyz}

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        view = self.VIEWS.get(request.path_info)
        return view(request) if view else None


BUCKETS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

answered = Counter("jobboard_requests", "Requests answered.", ["view", "status"])
took = Histogram("jobboard_request_seconds", "Seconds until the answer.", ["view"], buckets=BUCKETS)
KEPT: Final = "kept page"
kept_pages = Counter("jobboard_kept_pages", "Pages that may be kept, asked for.", ["answer"])
kept_bytes = Gauge(
    "jobboard_kept_pages_bytes", "Bodies that are kept.", multiprocess_mode="livesum"
)

BOARD_STATE: Final = """
SELECT
    (SELECT count(*) FROM jobboard_outgoingmail WHERE sent_at IS NULL AND given_up_at IS NULL),
    (SELECT count(*) FROM jobboard_outgoingmail WHERE given_up_at IS NOT NULL),
    (SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = 'READY'),
    (SELECT count(*) FROM listings_source WHERE is_enabled AND NOT is_recorded),
    (SELECT count(*) FROM listings_source WHERE is_enabled AND NOT is_recorded
        AND coalesce(last_good_at < now() - interval '48 hours', true)),
    (SELECT count(*) FROM listings_listing WHERE status = 'pending')
"""
BOARD_AGES: Final = """
SELECT system, board, date_part('epoch', now() - last_good_at) FROM listings_source
WHERE is_enabled AND NOT is_recorded AND last_good_at IS NOT NULL ORDER BY system, board
"""
GAUGES: Final = {
    "mails_waiting": "Mails that are neither sent nor given up.",
    "mails_given_up": "Mails that could not be sent.",
    "tasks_waiting": "Tasks that wait for the worker.",
    "boards": "Boards of employers that are read.",
    "boards_silent": "Boards that did not answer for two days.",
    "postings_in_review": "Postings that wait for an editor.",
}


class MetricsMiddleware:
    """Counts each request by its view and status, with the seconds that it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS.token:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        if match := request.resolver_match:
            view = match.view_name or "other"
        else:  # a kept page is answered before anybody asks which view it is of
            view = KEPT if response.status_code in (200, 304) else "none"
        answered.labels(view, str(response.status_code)).inc()
        took.labels(view).observe(time.perf_counter() - began)
        if view == KEPT or keeping_of(request):
            kept_pages.labels("hit" if view == KEPT else "miss").inc()
            kept_bytes.set(pages.size)
        return response


class BoardState(Collector):
    """How the board stands, asked of the database with each scrape."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with connection.cursor() as cursor:
            cursor.execute(BOARD_STATE)
            numbers = cursor.fetchone()
        for (name, text), number in zip(GAUGES.items(), numbers, strict=True):
            yield GaugeMetricFamily(f"jobboard_{name}", text, value=number)
        yield self._boards()
        file = settings.INDEX_DIR / "base"
        if file.exists():
            age = time.time() - file.stat().st_mtime
            yield GaugeMetricFamily("jobboard_index_seconds", "Age of the index's file.", value=age)

    @staticmethod
    def _boards() -> GaugeMetricFamily:
        text = "Since each board was read well for the last time; one never read is not there."
        ages = GaugeMetricFamily("jobboard_board_seconds", text, labels=["system", "board"])
        with connection.cursor() as cursor:
            cursor.execute(BOARD_AGES)
            for system, board, seconds in cursor.fetchall():
                ages.add_metric([system, board], seconds)
        return ages


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every number; 404 without the token, as for an address that is not there."""
    given = request.headers.get("Authorization", "")
    token = f"Bearer {settings.METRICS.token}"
    if not settings.METRICS.token or not compare_digest(given.encode(), token.encode()):
        raise Http404
    registry = CollectorRegistry() if settings.METRICS.folder else REGISTRY
    if settings.METRICS.folder:
        MultiProcessCollector(registry, settings.METRICS.folder)
    state = CollectorRegistry()
    state.register(BoardState())
    body = generate_latest(registry) + generate_latest(state)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)
