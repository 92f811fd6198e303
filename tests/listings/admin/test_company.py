"""Companies in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Company, Listing
from tests.admin_pages import as_typed
from tests.listings.searched import found

pytestmark = pytest.mark.django_db

LIST = "admin:listings_company_changelist"


def run(client: Client, action: str, company: Company, **more: Any) -> str:
    values = {"action": action, "_selected_action": [company.pk], **more}
    response = client.post(reverse(LIST), values, follow=True)
    company.refresh_from_db()
    return " ".join(str(message) for message in response.context["messages"])


def test_blocking_takes_all_postings_off_the_site_at_once(
    moderator: Client, listing: Listing
) -> None:
    company = listing.company
    assert run(moderator, "block", company, reason="Scam") == "1 company blocked."
    assert company.blocked_reason == "Scam"
    assert not Listing.objects.live().exists()
    assert not Listing.objects.public().exists()
    run(moderator, "unblock", company)
    assert company.blocked_reason == ""
    assert Listing.objects.live().get() == listing


def test_nobody_is_blocked_without_a_reason(moderator: Client, company: Company) -> None:
    assert "give a reason" in run(moderator, "block", company)
    assert company.blocked_at is None


def test_an_edit_is_marked_and_the_slug_stays(moderator: Client, listing: Listing) -> None:
    company = listing.company
    url = reverse("admin:listings_company_change", args=[company.pk])
    values = as_typed(moderator, url, name="Tarnwerk", slug="elsewhere")
    assert moderator.post(url, values).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.slug) == ("Tarnwerk", "tarn-co")
    assert company.edited_fields == ["name"]
    assert found("heading", "tarnwerk").get() == listing


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"country": "Germany"}, "at most 2"),
        ({"country": "d1"}, "code of two letters"),
        ({"website": "javascript:x"}, "valid URL"),
        ({"name": ""}, "required"),
    ],
)
def test_bad_input_is_refused_with_a_message(
    moderator: Client, company: Company, changes: dict[str, str], words: str
) -> None:
    url = reverse("admin:listings_company_change", args=[company.pk])
    response = moderator.post(url, as_typed(moderator, url, **changes))
    assert response.status_code == 200
    assert words in str(response.context["errors"])


def test_a_company_with_postings_cannot_be_deleted(moderator: Client, listing: Listing) -> None:
    url = reverse("admin:listings_company_delete", args=[listing.company_id])
    assert moderator.post(url, {"post": "yes"}).status_code == 200
    assert Company.objects.exists()


def test_a_new_company_gets_the_slug_of_its_name(moderator: Client, db: None) -> None:
    url = reverse("admin:listings_company_add")
    values = as_typed(moderator, url, name="Neu", slug="neu")
    assert moderator.post(url, values).status_code == 302
    assert Company.objects.get().slug == "neu"
    assert moderator.post(url, values).status_code == 200
