"""Whose address a request has, and what is said where the proxy is unknown or missing."""

import ipaddress
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from jobboard.environment import PublicAddress
from jobboard.http import proxies
from jobboard.http.middleware import client_address
from tests.board import Board

TRUSTED = (ipaddress.ip_network("10.0.0.0/8"),)
PUBLIC = PublicAddress("https://jobs.example.org", "jobs.example.org", True, False)


@pytest.fixture(autouse=True)
def _told_nothing() -> Iterator[None]:
    proxies.forget()
    yield
    proxies.forget()


class TestAddress:
    @pytest.mark.parametrize(
        ("hops", "client"),
        [
            (["6.6.6.6", "203.0.113.9", "10.0.0.7", "10.0.0.1"], "203.0.113.9"),
            (["nonsense", "10.0.0.1"], "10.0.0.1"),
            (["1.2.3.4", "bad", "10.0.0.1"], "10.0.0.1"),
            (["203.0.113.9:4711", "10.0.0.1"], "203.0.113.9"),
            (["[2001:db8::9]:4711", "10.0.0.1"], "2001:db8::9"),
            (["2001:db8::9", "::ffff:10.0.0.1"], "2001:db8::9"),
            (["", "10.0.0.1"], "10.0.0.1"),
        ],
    )
    def test_it_is_the_rightmost_that_is_no_proxy(self, hops: list[str], client: str) -> None:
        assert client_address(hops, TRUSTED) == client

    @pytest.mark.django_db
    def test_a_stranger_cannot_say_that_it_came_by_https(self, client: Client) -> None:
        request = RequestFactory().get("/jobs/", headers={"X-Forwarded-Proto": "https"})
        response = client.get("/jobs/", headers={"X-Forwarded-Proto": "https"})
        assert request.is_secure()
        assert not response.wsgi_request.is_secure()

    @pytest.mark.django_db
    def test_nor_whose_address_it_has(self, client: Client, settings: Settings) -> None:
        response = client.get("/jobs/", headers={"X-Forwarded-For": "6.6.6.6"})
        assert response.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"
        settings.TRUSTED_PROXIES = (ipaddress.ip_network("127.0.0.0/8"),)
        response = client.get("/jobs/", headers={"X-Forwarded-For": "6.6.6.6"})
        assert response.wsgi_request.META["REMOTE_ADDR"] == "6.6.6.6"


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.name == "jobboard.http.proxies"]


@pytest.mark.django_db
class TestFaults:
    @pytest.mark.parametrize(
        "header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded"]
    )
    def test_a_forwarded_header_from_an_unknown_peer_is_told(
        self, client: Client, caplog: pytest.LogCaptureFixture, header: str
    ) -> None:
        client.get("/jobs/", headers={header: "203.0.113.9"}, REMOTE_ADDR="10.1.2.3")
        assert len(warnings(caplog)) == 1
        assert "10.1.2.0/24" in warnings(caplog)[0]
        assert "JOBBOARD_TRUSTED_PROXIES" in warnings(caplog)[0]

    def test_it_is_logged_once_an_hour_by_all_processes_together(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(3):
            client.get("/jobs/", headers={"X-Forwarded-For": "203.0.113.9"})
        proxies.forget()  # as another process
        client.get("/jobs/", headers={"X-Forwarded-For": "203.0.113.9"})
        assert len(warnings(caplog)) == 1

    def test_administrators_see_it_on_their_first_page(self, client: Client) -> None:
        client.get("/jobs/", headers={"X-Forwarded-For": "203.0.113.9"}, REMOTE_ADDR="10.1.2.3")
        admin = Board().client("admin")
        page = admin.get(reverse("admin:index")).content.decode()
        assert "Requests from 10.1.2.0/24 carry a forwarded address" in page

    def test_a_known_proxy_is_nothing_to_tell(
        self, client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.TRUSTED_PROXIES = TRUSTED
        settings.PUBLIC = PUBLIC
        client.get("/jobs/", headers={"X-Forwarded-For": "203.0.113.9"}, REMOTE_ADDR="10.1.2.3")
        assert warnings(caplog) == []
        assert proxies.sentences() == []

    def test_a_public_board_without_a_proxy_is_told(
        self, client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.PUBLIC = PUBLIC
        client.get("/jobs/", REMOTE_ADDR="203.0.113.9")
        assert "without a proxy" in warnings(caplog)[0]
        assert "203.0.113.0/24" in proxies.sentences()[0]

    def test_a_local_board_needs_none(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        client.get("/jobs/", REMOTE_ADDR="192.168.0.7")
        assert warnings(caplog) == []

    def test_a_supervisor_on_this_machine_is_no_visitor(
        self, client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.PUBLIC = PUBLIC
        client.get("/jobs/", REMOTE_ADDR="127.0.0.1")
        assert warnings(caplog) == []
