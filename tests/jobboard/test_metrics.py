"""Numbers for Prometheus are for who has the token; each request has a number of its own."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from jobboard import metrics
from jobboard.environment import Metrics
from jobboard.http.request_ids import RequestIdMiddleware, current
from jobboard.logs import JsonFormatter
from tests.listings.factories import make_listing, make_source

pytestmark = pytest.mark.django_db

TOKEN = {"Authorization": "Bearer letmein"}


@pytest.fixture
def token(settings: Any) -> None:
    settings.METRICS = Metrics("letmein", "")


def test_without_a_token_there_is_no_such_page(client: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer "}, TOKEN):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("given", ["", "Bearer wrong", "letmein", "Bearer létmein"])
def test_nor_for_who_has_another(client: Client, given: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": given.encode().decode("latin-1")})
    assert answer.status_code == 404


@pytest.mark.usefixtures("token")
def test_it_tells_of_requests_queues_and_boards(client: Client) -> None:
    make_source()
    make_listing()
    answer = client.get("/metrics", headers=TOKEN)
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    for line in ("jobboard_boards 1.0", "jobboard_mails_waiting 0.0", "jobboard_requests_total"):
        assert line in text


@pytest.mark.usefixtures("token")
def test_requests_are_counted_by_view_and_status(client: Client) -> None:
    before = metrics.answered.labels("home", "200")._value.get()
    client.get("/")
    assert metrics.answered.labels("home", "200")._value.get() == before + 1


def test_each_answer_and_line_of_the_log_has_the_requests_number(client: Client) -> None:
    numbers = [client.get("/robots.txt")["X-Request-ID"] for _ in range(2)]
    assert len({*numbers, ""}) == 3
    said: list[dict[str, str]] = []
    record = logging.LogRecord("a", logging.INFO, "", 0, "Something.", (), None)

    def view(request: Any) -> Any:
        said.append(json.loads(JsonFormatter().format(record)))
        return client.get("/robots.txt")

    request: Any = client.get("/robots.txt").wsgi_request
    RequestIdMiddleware(view)(request)
    assert len(said[0]["request"]) == 32
    assert current() == ""
    assert "request" not in json.loads(JsonFormatter().format(record))


def test_a_number_is_taken_from_a_trusted_proxy_alone(client: Client, settings: Any) -> None:
    given = {"X-Request-ID": "from-the-proxy-1"}
    settings.TRUSTED_PROXIES = ()
    assert client.get("/robots.txt", headers=given)["X-Request-ID"] != "from-the-proxy-1"
