"""A database that hangs, is busy or full: each wait ends, and the answer is a 503 that helps."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client, RequestFactory
from pytest_django import Settings

from jobboard.models import SiteIdentity
from jobboard.postgres import timeouts
from jobboard.postgres.backend import base
from jobboard.postgres.backend.base import DatabaseWrapper
from jobboard.postgres.data_folder import USER
from jobboard.postgres.timeouts import CircuitBreaker, Endpoint, Timeouts, Workload, is_answering
from jobboard.site import errors, identity
from jobboard.site.errors import Unavailability, reason_unavailable

wrapper = cast("DatabaseWrapper", connection)


@pytest.fixture(autouse=True)
def _short_limits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timeouts, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(timeouts, "LOOK_SECONDS", 0.2)
    settings.DATABASE_TIMEOUTS = {kind: Timeouts(statement=60, lock=30) for kind in Workload}
    settings.DATABASE_TIMEOUTS[Workload.PAGE] = Timeouts(statement=1, lock=1)
    yield
    base.BREAKER.reset()


@pytest.fixture
def visitor() -> Client:
    """Gets the page instead of the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def other() -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection to the same database."""
    parameters = wrapper.get_connection_params()
    for name in ("context", "cursor_factory"):
        parameters.pop(name)
    with base.Connection.connect(**parameters) as made:
        yield made
        made.rollback()


class HungServer:
    """A way to the real server that lets ``let_through`` answers pass, and then none."""

    def __init__(self, to: str) -> None:
        self.to = to
        self.is_hung = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.links: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.to)
            self.links += [near, far]
            for one, two in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, two), daemon=True).start()

    def _pass(self, one: socket.socket, two: socket.socket) -> None:
        try:
            while data := one.recv(65_536):
                if not self.is_hung.is_set():
                    two.sendall(data)
        except OSError:
            return

    def close(self) -> None:
        for link in (self.listener, *self.links):
            with suppress(OSError):  # else its thread goes on reading
                link.shutdown(socket.SHUT_RDWR)
            link.close()


@pytest.fixture
def hung(settings: Settings, db: None) -> Iterator[HungServer]:
    place = base.embedded()
    server = HungServer(f"{place.host}/.s.PGSQL.{place.port}")
    settings.EMBEDDED_POSTGRES = False
    settings.DATABASE_TIMEOUTS[Workload.WORK] = Timeouts(statement=1, lock=1)
    yield server
    server.close()


@contextmanager
def through(server: HungServer) -> Iterator[DatabaseWrapper]:
    """A connection to the test's database that leads through ``server``."""
    place = {"HOST": "127.0.0.1", "PORT": server.port, "USER": USER}
    made = DatabaseWrapper({**connection.settings_dict, **place})
    yield made
    made.close()


def ask(made: DatabaseWrapper, sql: str = "SELECT 1") -> None:
    with made.cursor() as cursor:
        cursor.execute(sql)


class TestTimeouts:
    @pytest.mark.slow
    def test_a_server_that_takes_connections_and_says_nothing_is_given_up(
        self, hung: HungServer
    ) -> None:
        hung.is_hung.set()
        with through(hung) as made, pytest.raises(OperationalError, match="timeout expired"):
            ask(made)

    @pytest.mark.slow
    def test_one_that_falls_silent_amid_a_statement_is_given_up(self, hung: HungServer) -> None:
        with through(hung) as made:
            ask(made)
            hung.is_hung.set()
            with pytest.raises(OperationalError, match="does not answer"):
                ask(made)
            assert not made.is_usable()

    @pytest.mark.slow
    def test_then_nobody_else_waits_for_it_in_the_next_moments(self, hung: HungServer) -> None:
        with through(hung) as made:
            ask(made)
            hung.is_hung.set()
            with pytest.raises(OperationalError):
                ask(made)
        with through(hung) as made, pytest.raises(OperationalError, match="a moment ago"):
            ask(made)

    def test_a_server_that_answers_is_told_from_one_that_does_not(self, hung: HungServer) -> None:
        assert is_answering(Endpoint("127.0.0.1", hung.port))
        hung.is_hung.set()
        assert not is_answering(Endpoint("127.0.0.1", hung.port), 0.2)
        hung.close()
        assert not is_answering(Endpoint("127.0.0.1", hung.port), 0.2)

    def test_the_embedded_server_answers_too(self, db: None) -> None:
        place = base.embedded()
        assert is_answering(Endpoint(place.host, place.port))

    @pytest.mark.slow
    @pytest.mark.django_db(transaction=True)
    def test_a_long_statement_is_ended_by_the_server(self) -> None:
        with (
            wrapper.limited_to(Workload.PAGE),
            pytest.raises(OperationalError) as ended,
        ):
            ask(wrapper, "SELECT pg_sleep(60)")
        assert reason_unavailable(ended.value) is Unavailability.BUSY
        ask(wrapper)

    @pytest.mark.slow
    @pytest.mark.django_db(transaction=True)
    def test_so_is_a_wait_for_a_lock(self, other: psycopg.Connection[Any]) -> None:
        other.execute("LOCK TABLE jobboard_siteidentity")
        with wrapper.limited_to(Workload.PAGE), pytest.raises(OperationalError) as ended:
            SiteIdentity.objects.first()
        assert reason_unavailable(ended.value) is Unavailability.BUSY

    @pytest.mark.django_db(transaction=True)
    def test_a_block_of_other_work_has_its_own_limits(self, settings: Settings) -> None:
        settings.DATABASE_TIMEOUTS[Workload.MIGRATION] = Timeouts(statement=77, lock=7)
        with wrapper.limited_to(Workload.MIGRATION):
            assert shown("statement_timeout") == "77s"
            assert shown("lock_timeout") == "7s"
        assert shown("statement_timeout") == "1min"

    @pytest.mark.django_db
    def test_new_connections_have_the_limits_of_their_process(
        self, other: psycopg.Connection[Any]
    ) -> None:
        for name, limit in (("statement_timeout", "1min"), ("lock_timeout", "30s")):
            assert other.execute(f"SHOW {name}".encode()).fetchone() == (limit,)


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


class TestCircuitBreaker:
    def test_after_the_pause_one_tries_and_the_others_are_refused_meanwhile(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        breaker = CircuitBreaker()
        breaker.check(5)
        breaker.trip()
        with pytest.raises(psycopg.OperationalError):
            breaker.check(5)
        breaker._until -= 10  # the pause is over
        breaker.check(5)
        with pytest.raises(psycopg.OperationalError):
            breaker.check(5)
        breaker.reset()
        breaker.check(5)


@pytest.mark.django_db(transaction=True)
class TestPage:
    @pytest.mark.slow
    def test_a_page_whose_table_is_locked_says_when_to_come_back(
        self, visitor: Client, other: psycopg.Connection[Any]
    ) -> None:
        other.execute("LOCK TABLE listings_listing")
        with wrapper.limited_to(Workload.PAGE):
            response = visitor.get("/jobs/")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "no-store" in response["Cache-Control"]
        assert b"cannot answer right now" in response.content
        assert b"What you just sent" not in response.content

    @pytest.mark.slow
    def test_so_it_is_where_a_middleware_needs_the_table(
        self, visitor: Client, other: psycopg.Connection[Any]
    ) -> None:
        session = SessionStore()
        session.create()
        visitor.cookies["sessionid"] = session.session_key or ""
        other.execute("LOCK TABLE django_session")
        with wrapper.limited_to(Workload.PAGE):
            response = visitor.get("/employers/postings/")
        assert response.status_code == 503
        assert response["Retry-After"]

    @pytest.mark.slow
    def test_who_has_sent_something_is_told_what_became_of_it(
        self, visitor: Client, other: psycopg.Connection[Any]
    ) -> None:
        other.execute("LOCK TABLE listings_postingdraft, jobboard_allowance")
        with wrapper.limited_to(Workload.PAGE):
            response = visitor.post("/employers/post/", {"title": "Lamp keeper", "action": "save"})
        assert response.status_code == 503
        assert b"What you just sent is probably not saved" in response.content

    @pytest.mark.slow
    def test_it_is_one_line_in_the_log(
        self, visitor: Client, other: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        other.execute("LOCK TABLE listings_listing")
        with wrapper.limited_to(Workload.PAGE):
            visitor.get("/jobs/")
        told = [record for record in caplog.records if "/jobs/" in record.getMessage()]
        assert [record.name for record in told] == ["jobboard.site.errors"]
        assert not told[0].exc_info

    @pytest.mark.slow
    def test_readiness_does_not_wait_for_a_database_that_hangs(
        self, visitor: Client, other: psycopg.Connection[Any], settings: Settings
    ) -> None:
        settings.DATABASE_TIMEOUTS = {kind: Timeouts(statement=5, lock=5) for kind in Workload}
        other.execute("LOCK TABLE django_migrations")
        response = visitor.get("/readyz")
        assert (response.status_code, response.content) == (503, b"database does not answer\n")
        other.rollback()
        assert wait_until(lambda: visitor.get("/readyz").status_code == 200)


def wait_until(holds: Callable[[], bool]) -> bool:
    return any(holds() for _ in range(20))


@pytest.mark.django_db
class TestWhy:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("53100", Unavailability.FULL),  # disk_full
            ("25006", Unavailability.READ_ONLY),  # read_only_sql_transaction
            ("57014", Unavailability.BUSY),  # query_canceled
            ("55P03", Unavailability.BUSY),  # lock_not_available
            ("40P01", Unavailability.BUSY),  # deadlock_detected
            ("40001", Unavailability.BUSY),  # serialization_failure
            ("57P01", Unavailability.SILENT),  # admin_shutdown
            ("57P03", Unavailability.SILENT),  # cannot_connect_now
            ("53300", Unavailability.SILENT),  # too_many_connections
            ("23505", None),  # unique_violation
            ("42P01", None),  # undefined_table
            ("22001", None),  # string_data_right_truncation
        ],
    )
    def test_each_error_of_the_database_has_its_answer(
        self, code: str, expected: Unavailability | None
    ) -> None:
        with pytest.raises(DatabaseError) as raised, transaction.atomic():
            ask(wrapper, f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")
        assert reason_unavailable(raised.value) is expected

    def test_a_disk_that_is_full_is_told(self) -> None:
        with (
            pytest.raises(OSError, match="No space left") as raised,
            Path("/dev/full").open("w") as full,
        ):
            full.write("x" * 100_000)
        assert reason_unavailable(raised.value) is Unavailability.FULL
        response = errors.answer(RequestFactory().post("/employers/post/"), raised.value)
        assert response
        assert response.status_code == 503
        assert b"out of room" in response.content
        assert int(response["Retry-After"]) > 60

    def test_another_error_of_the_system_stays_an_error(self) -> None:
        with pytest.raises(OSError, match="No such file") as raised:
            Path("/nothing/here").stat()
        assert reason_unavailable(raised.value) is None

    def test_the_page_is_made_without_the_database(
        self, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        identity.forget()
        with django_assert_num_queries(0):
            errors.answer(RequestFactory().get("/jobs/"), OperationalError("gone"))
