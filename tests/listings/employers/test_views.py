"""``/employers/``: what it costs, how long it takes, what is checked."""

import pytest
from django.test import Client

from tests.listings.figures import statements
from tests.listings.moderation.test_queue import review

pytestmark = pytest.mark.django_db


def test_the_page_says_it_and_asks_few_queries(client: Client) -> None:
    review(5)
    assert statements(client, "/employers/") <= 4
    page = client.get("/employers/").content.decode()
    assert "5 hours" in page
    assert "median of the last answer" in page
    assert 'href="/employers/post/"' in page


def test_an_empty_form_asks_for_roles_alone(client: Client) -> None:
    assert statements(client, "/employers/post/") <= 2  # and who the board is


def test_every_page_leads_there(client: Client) -> None:
    assert 'href="/employers/">For employers</a>' in client.get("/jobs/").content.decode()
    assert "/employers/" in client.get("/sitemap-lists.xml").content.decode()
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /employers/post/" in robots


def test_it_takes_no_post(client: Client) -> None:
    assert client.post("/employers/").status_code == 405
