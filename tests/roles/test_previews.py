"""A guide before it is out, for whoever was sent its secret link."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roles.models import Guide, PreviewLink
from tests.listings.figures import statements
from tests.roles.factories import make_guide, make_profiled_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db: None) -> Guide:
    roles = [make_profiled_role(name, skills="Calm.") for name in ("Nurse", "Midwife")]
    return make_guide(*roles, title="Not yet", status="draft", published_at=None)


@pytest.fixture
def link(draft: Guide) -> PreviewLink:
    return PreviewLink.objects.create(guide=draft)


@pytest.mark.parametrize("status", ["draft", "in_review", "scheduled", "archived"])
def test_it_shows_what_is_not_out_without_signing_in(
    client: Client, link: PreviewLink, status: str
) -> None:
    soon = timezone.now() + timedelta(days=1)
    Guide.objects.update(status=status, published_at=soon)
    response = client.get(link.get_absolute_url())
    assert response.status_code == 200
    assert "Not yet" in response.text
    assert "readers do not see this page yet" in response.text


def test_nobody_keeps_it_finds_it_or_learns_of_it(client: Client, link: PreviewLink) -> None:
    response = client.get(link.get_absolute_url())
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in response.text
    assert "application/ld+json" not in response.text
    assert link.token not in response.text
    assert "drafts" not in client.get("/sitemap-guides.xml").text


def test_once_it_is_out_the_link_goes_to_its_page(client: Client, link: PreviewLink) -> None:
    Guide.objects.update(status="published", published_at=timezone.now())
    response = client.get(link.get_absolute_url())
    assert (response.status_code, response["Location"]) == (302, "/guides/not-yet/")
    assert "no-store" in response["Cache-Control"]


def test_a_link_ends_after_two_weeks(client: Client, link: PreviewLink) -> None:
    left = link.expires_at - timezone.now()
    assert timedelta(days=13, hours=23) < left < timedelta(days=14)
    PreviewLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not PreviewLink.objects.valid().exists()
    assert_helps(client, link.get_absolute_url())


def test_a_new_link_ends_the_old_one(client: Client, link: PreviewLink) -> None:
    old = link.get_absolute_url()
    link.renew()
    assert_helps(client, old)
    assert client.get(link.get_absolute_url()).status_code == 200


def test_a_link_opens_its_own_guide_only(client: Client, link: PreviewLink) -> None:
    other = make_guide(title="Other", status="draft", published_at=None)
    PreviewLink.objects.create(guide=other)
    assert_helps(client, f"/guides/drafts/{other.pk}/{link.token}/")
    assert_helps(client, f"/guides/drafts/{link.guide_id}/{link.token[:-1]}x/")
    assert_helps(client, "/guides/drafts/999999999999999999999999/x/")
    assert_helps(client, f"/guides/drafts/{link.guide_id}/{'x' * 2000}/")


def test_the_table_alone_opens_nothing(client: Client, link: PreviewLink) -> None:
    assert_helps(client, f"/guides/drafts/{link.guide_id}/{link.key}/")


def assert_helps(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert "Ask whoever sent it for a new one" in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_looked_at(client: Client, link: PreviewLink, method: str) -> None:
    assert getattr(client, method)(link.get_absolute_url()).status_code == 405


def test_it_costs_what_the_guide_costs(client: Client, link: PreviewLink) -> None:
    client.get(link.get_absolute_url())
    assert statements(client, link.get_absolute_url()) <= 12
