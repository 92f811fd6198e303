"""What holds on every page: error pages, headers, proxies, health."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from pytest_django import Settings

from jobboard import urls as site_urls

FORM = "application/x-www-form-urlencoded"


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *site_urls.urlpatterns]
handler400 = site_urls.handler400


@pytest.mark.django_db
class TestPages:
    def test_an_unknown_address_gets_a_page_that_helps(self, client: Client) -> None:
        response = client.get("/nothing/here/")
        assert response.status_code == 404
        assert b'href="/jobs/"' in response.content

    def test_a_page_names_its_address_as_an_address(self, client: Client) -> None:
        page = client.get("/nothing/%00%20%C3%A4/").content
        assert b"\x00" not in page
        assert b'/nothing/%00%20%C3%A4/"><meta property="og:site_name"' in page

    @override_settings(ROOT_URLCONF="tests.jobboard.site.test_site")
    def test_a_broken_page_says_sorry_and_links_to_the_list(self, client: Client) -> None:
        client.raise_request_exception = False
        response = client.get("/broken/")
        assert response.status_code == 500
        assert b'href="/jobs/"' in response.content

    def test_a_form_that_is_too_large_is_told_how_much_fits(self, client: Client) -> None:
        response = client.post("/employers/post/", f"a={'x' * 3_000_000}", content_type=FORM)
        assert response.status_code == 413
        assert b"at most 2.6 MB" in response.content

    def test_every_page_has_a_strict_policy_and_sets_no_cookie(self, client: Client) -> None:
        response = client.get("/jobs/")
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert not response.cookies

    def test_a_host_that_is_not_ours_is_refused_with_a_page(self, client: Client) -> None:
        response = client.get("/jobs/", headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert b"We could not read that request" in response.content

    def test_robots_keeps_crawlers_from_what_changes_counters(self, client: Client) -> None:
        text = client.get("/robots.txt").content.decode()
        assert "Disallow: /jobs/*/apply/" in text
        assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text

    @pytest.mark.parametrize("host", ["board.example", "127.0.0.1:8000"])
    def test_health_and_readiness_are_told_to_whoever_asks_from_this_machine(
        self, client: Client, settings: Settings, host: str
    ) -> None:
        settings.SECURE_SSL_REDIRECT = True
        settings.ALLOWED_HOSTS = ["board.example"]
        assert client.get("/healthz", headers={"Host": host}).content == b"ok\n"
        assert client.get("/readyz", headers={"Host": host}).content == b"ready\n"
        assert client.get("/jobs/", headers={"Host": "board.example"}).status_code == 301
