"""Addresses are cut before they are logged, and holes can be told of."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from gunicorn.config import Config

from jobboard import urls as site_urls
from jobboard.logs import MASK, Clean, JsonFormatter, WebLogger, cut_addresses, mask_secrets
from jobboard.models import SiteIdentity
from listings.employers.mails import ANSWER, FILLED
from listings.models import Confirmation
from roles.models import Guide, PreviewLink
from tests.board import Board


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("from ip=203.0.113.77: bad", "from ip=203.0.113.0/24: bad"),
        ("from ip=2001:db8:1:2::3: bad", "from ip=2001:db8:1::/48 bad"),
        ("[2001:db8:1:2::3]:443", "[2001:db8:1::/48]:443"),
        ("::ffff:203.0.113.77 asked", "203.0.113.0/24 asked"),
        ("Listening at: http://127.0.0.1:8000 (::1)", "Listening at: http://127.0.0.1:8000 (::1)"),
        ("at 11:16:03, Django 6.1.3, roles::market", "at 11:16:03, Django 6.1.3, roles::market"),
        ("999.1.1.1 is none", "999.1.1.1 is none"),
    ],
)
def test_a_log_knows_networks_only(text: str, logged: str) -> None:
    assert cut_addresses(text) == logged


def test_every_log_of_the_board_is_cut(caplog: Any) -> None:
    handlers: dict[str, Any] = settings.LOGGING["handlers"]  # type: ignore[assignment]
    for handler in handlers.values():
        assert "clean" in handler["filters"]
    record = logging.LogRecord("x", logging.INFO, "", 0, "by %s", ("203.0.113.77",), None)
    assert Clean().filter(record)
    assert record.getMessage() == "by 203.0.113.0/24"


def test_the_web_server_cuts_what_it_says_of_bad_requests(capfd: Any) -> None:
    WebLogger(Config()).warning("Invalid request from ip=203.0.113.77: nonsense")
    assert "203.0.113.0/24" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("/jobs/?offer=abc&page=2", "/jobs/?offer=***&page=2"),
        ("/accounts/sign-in/?next=/x/%3Ftoken%3Dabc", "/accounts/sign-in/?next=/x/%3Ftoken%3D***"),
        ("/jobs/1234-senior-data-engineer-platform-and-tools/", None),
        ("/media/0123456789abcdef0123456789abcdef.webp", None),
        ("/jobs/?q=senior+engineer&place=hamburg-de&sort=salary", None),
        ("django.core.exceptions.SuspiciousFileOperation", None),
    ],
)
def test_what_opens_something_is_masked_and_nothing_else(text: str, logged: str | None) -> None:
    assert mask_secrets(text) == (text if logged is None else logged)


@pytest.mark.django_db
class TestSecretsInAddresses:
    @pytest.fixture
    def secrets(self) -> dict[str, str]:
        """An address for each kind of secret that the board gives away."""
        board = Board()
        confirmation = Confirmation(draft=board.draft)
        preview = PreviewLink.objects.create(guide=Guide.objects.get())
        return {
            board.draft.key: f"/employers/post/{board.draft.key}/x/",
            confirmation.renew()[1]: "/employers/confirm/{}/x/",
            ANSWER.token(board.live): "/employers/answer/{}/x/",
            FILLED.token(board.live): "/employers/filled/{}/x/",
            preview.token: f"/guides/drafts/1/{preview.token}/x/",
            "a-short-one": "/x/?offer={}",
        }

    def test_none_is_in_the_log_of_what_was_not_found(
        self, client: Client, secrets: dict[str, str], logged: Callable[[], str]
    ) -> None:
        for secret, address in secrets.items():
            asked = address.format(secret)
            assert client.get(asked).status_code == 404, asked
            logging.getLogger("django.request").warning("Forbidden: %s", quote(asked, safe=""))
            assert secret not in logged()
            assert MASK in logged()

    def test_nor_in_that_of_what_broke(
        self, secrets: dict[str, str], logged: Callable[[], str]
    ) -> None:
        for secret, address in secrets.items():
            try:
                raise RuntimeError(address.format(secret))
            except RuntimeError:
                logging.getLogger("django.request").exception("Broken")
            assert "RuntimeError" in logged()
            assert secret not in logged()

    def test_nor_in_what_the_web_server_logs(
        self, secrets: dict[str, str], capfd: pytest.CaptureFixture[str]
    ) -> None:
        for secret, address in secrets.items():
            WebLogger(Config()).error("Error handling request GET %s", address.format(secret))
            assert secret not in capfd.readouterr().err


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """What the board's own handler writes, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Clean())
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    yield stream.getvalue
    logger.removeHandler(handler)


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize(
        ("address", "headers", "status"),
        [
            ("/nothing/here/", {}, 404),
            ("/jobs/", {"Host": "evil.example"}, 400),
            ("/jobs/", {"Host": "a b\\c"}, 400),
            ("/x/denied/", {}, 403),
            ("/x/suspicious/", {}, 400),
        ],
    )
    @pytest.mark.urls("tests.jobboard.test_privacy")
    def test_each_is_one_line_without_a_traceback(
        self,
        client: Client,
        logged: Callable[[], str],
        address: str,
        headers: dict[str, str],
        status: int,
    ) -> None:
        assert client.get(address, headers=headers).status_code == status
        lines = [json.loads(line) for line in logged().splitlines()]
        assert len(lines) == 1, lines
        assert lines[0]["level"] == "WARNING"
        assert "traceback" not in lines[0]

    def test_nothing_is_mailed(self) -> None:
        for logger in settings.LOGGING["loggers"].values():  # type: ignore[attr-defined]
            assert "mail_admins" not in logger.get("handlers", [])


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousFileOperation("../../etc/passwd")


urlpatterns = [
    path("x/denied/", denied),
    path("x/suspicious/", suspicious),
    *site_urls.urlpatterns,
]
handler400 = site_urls.handler400


@pytest.mark.django_db
class TestSecurityTxt:
    def lines(self, client: Client) -> dict[str, str]:
        response = client.get("/.well-known/security.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        return dict(line.split(": ", 1) for line in response.text.splitlines())

    def test_it_names_a_page_where_nobody_gave_an_address(self, client: Client) -> None:
        assert self.lines(client)["Contact"] == "http://127.0.0.1:8000/contact/"

    def test_it_names_the_board_s_own_contact(self, client: Client) -> None:
        SiteIdentity.objects.update_or_create(defaults={"contact": "safe@board.example"})
        assert self.lines(client)["Contact"] == "mailto:safe@board.example"

    def test_it_holds_for_less_than_a_year(self, client: Client) -> None:
        expires = datetime.fromisoformat(self.lines(client)["Expires"])
        now = datetime.now(UTC)
        assert now + timedelta(days=90) < expires < now + timedelta(days=365)

    def test_it_says_where_it_stands(self, client: Client) -> None:
        assert self.lines(client)["Canonical"].endswith("/.well-known/security.txt")
