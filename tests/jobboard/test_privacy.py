"""Addresses are cut before they are logged, and holes can be told of."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config

from jobboard.logs import CutAddresses, WebLogger, cut_addresses
from jobboard.models import SiteIdentity


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
        assert "cut_addresses" in handler["filters"]
    record = logging.LogRecord("x", logging.INFO, "", 0, "by %s", ("203.0.113.77",), None)
    assert CutAddresses().filter(record)
    assert record.getMessage() == "by 203.0.113.0/24"


def test_the_web_server_cuts_what_it_says_of_bad_requests(capfd: Any) -> None:
    WebLogger(Config()).warning("Invalid request from ip=203.0.113.77: nonsense")
    assert "203.0.113.0/24" in capfd.readouterr().err


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
