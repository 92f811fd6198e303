"""Numbers for Prometheus are for who has the token; each request has a number of its own."""

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jobboard.environment import Metrics
from jobboard.http.conditional import pages
from jobboard.logs import JsonFormatter, RequestIdMiddleware, request_id
from jobboard.site import monitoring
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
def test_it_tells_how_long_ago_each_board_was_read_well(client: Client) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    make_source("tides", last_good_at=hour_ago)
    make_source("never", last_good_at=None)
    make_source("paused", last_good_at=hour_ago, is_enabled=False)
    text = client.get("/metrics", headers=TOKEN).content.decode()
    [age] = re.findall(r"^jobboard_board_seconds\{(.*)\} (.*)$", text, re.MULTILINE)
    assert 'board="tides"' in age[0]
    assert 3_600 <= float(age[1]) < 3_700


@pytest.mark.usefixtures("token", "kept_pages")
def test_it_tells_how_often_a_kept_page_served_and_how_large_all_are(client: Client) -> None:
    pages.clear()

    def counted() -> tuple[float, float]:
        hits, misses = (monitoring.kept_pages.labels(one)._value.get() for one in ("hit", "miss"))
        return hits, misses

    hits, misses = counted()
    for _ in range(3):
        client.get("/about/")
    assert counted() == (hits + 2, misses + 1)
    assert monitoring.kept_bytes._value.get() == pages.size > 0
    pages.clear()


@pytest.mark.usefixtures("token")
def test_requests_are_counted_by_view_and_status(client: Client) -> None:
    before = monitoring.answered.labels("home", "200")._value.get()
    client.get("/")
    assert monitoring.answered.labels("home", "200")._value.get() == before + 1


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
    assert request_id() == ""
    assert "request" not in json.loads(JsonFormatter().format(record))


def test_a_number_is_taken_from_a_trusted_proxy_alone(client: Client, settings: Any) -> None:
    given = {"X-Request-ID": "from-the-proxy-1"}
    settings.TRUSTED_PROXIES = ()
    assert client.get("/robots.txt", headers=given)["X-Request-ID"] != "from-the-proxy-1"
