"""Workers as processes: two at once, one killed while the server holds its message, a full stop."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from jobboard import mail
from jobboard.environment import BASE_DIR
from jobboard.mail.sending import MailSender
from jobboard.models import MailState, OutgoingMail, WorkerProcess
from tests.database import end_sessions
from tests.jobboard.mail.servers import Rude, Server, running, until_data, whole_message
from tests.processes import PATIENCE, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FACTS = {"reason": "filled", "title": "T", "company": "C", "manage_url": "https://a.example/1"}


def enqueue(number: int) -> OutgoingMail:
    return mail.enqueue("posting-closed", "ann@example.org", FACTS, key=f"closed:{number}")


def database_url() -> str:
    """The test's database, for another process."""
    place = connection.get_connection_params()
    user = quote(place["user"]) + (f":{quote(place['password'])}" if "password" in place else "")
    host, port, name = str(place["host"]), place["port"], place["dbname"]
    if host.startswith("/"):  # the folder of a Unix socket
        return f"postgres://{user}@:{port}/{host}/{name}"
    return f"postgres://{user}@{host}:{port}/{name}"


@contextmanager
def worker(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that sends to ``port``."""
    variables = {
        "DATABASE_URL": database_url(),
        "JOBBOARD_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "JOBBOARD_MAIL_FROM": "board@example.org",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=BASE_DIR,
        env={**os.environ, **variables},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def state(row: OutgoingMail) -> MailState:
    row.refresh_from_db()
    return row.state


def make_due(row: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=row.pk).update(next_attempt_at=timezone.now())


def test_a_worker_killed_while_the_server_holds_the_message_loses_nothing(settings: Any) -> None:
    row = enqueue(1)

    def talk(visitor: socket.socket) -> None:
        until_data(visitor)
        whole_message(visitor)
        rude.has_message = True
        rude.is_over.wait(PATIENCE)

    rude = Rude(talk)
    with worker(rude.port) as process:
        wait_for(lambda: rude.has_message)
        process.kill()
        process.wait()
    rude.stop()
    assert state(row) == MailState.WAITING
    assert row.attempts == 1

    with running() as server:
        smtp(settings, server.port)
        sender = MailSender(timezone.now)
        assert sender.send_due() == 0  # its next attempt is a minute away
        make_due(row)
        wait_for(lambda: sender.send_due() == 1)  # once the database has noticed the death
        make_due(row)
        assert sender.send_due() == 0
    assert server.ids == [row.message_id]


def smtp(settings: Any, port: int) -> None:
    backend = "jobboard.mail.smtp.Backend"
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    settings.MAILERS = {"transport": {"BACKEND": backend, "OPTIONS": options}}


def test_two_workers_send_each_mail_once_and_end_when_told() -> None:
    rows = [enqueue(number) for number in range(60)]
    with running() as server, worker(server.port) as first, worker(server.port) as second:
        wait_for(lambda: WorkerProcess.objects.count() == 2)
        more = [enqueue(number) for number in range(100, 160)]
        wait_for(lambda: not OutgoingMail.objects.open().exists())
        for process in (first, second):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(PATIENCE) for process in (first, second)] == [0, 0]
    assert sorted(server.ids) == sorted(row.message_id for row in rows + more)
    assert not WorkerProcess.objects.exists()


def test_a_worker_survives_that_its_connections_are_cut() -> None:
    with running() as server, worker(server.port) as process:
        wait_for(WorkerProcess.objects.exists)
        for number in range(3):
            end_sessions()
            row = enqueue(number)
            wait_for(lambda row=row: state(row) == MailState.SENT)  # type: ignore[misc]
        assert process.poll() is None
    assert isinstance(server, Server)
    assert len(server.ids) == 3
