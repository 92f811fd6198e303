"""An address that was public once leads to its page for ever."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from roles.models import Author, Guide, OldSlug, Role, Term
from tests.listings.factories import make_listing, make_role
from tests.roles.factories import make_author, make_guide, make_term

pytestmark = pytest.mark.django_db


def rename(row: Any, *slugs: str) -> None:
    for slug in slugs:
        row.slug = slug
        row.save()


def led_to(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 301, url
    return response["Location"]


@pytest.mark.parametrize(
    ("make", "room"),
    [(make_role, "roles"), (make_term, "glossary"), (lambda name: make_author(), "authors")],
)
def test_an_old_address_leads_to_the_new_one_in_one_step(
    client: Client, make: Any, room: str
) -> None:
    row = make("Nurse")
    old = row.slug
    rename(row, "second", "third")
    assert led_to(client, f"/{room}/{old}/") == f"/{room}/third/"
    read = "?country=FR" if room == "roles" else ""
    assert led_to(client, f"/{room}/second/?country=FR&utm_source=a") == f"/{room}/third/{read}"
    assert client.get(f"/{room}/third/").status_code == 200


def test_a_guide_is_followed_while_it_is_out(client: Client) -> None:
    guide = make_guide(slug="first")
    rename(guide, "second")
    assert led_to(client, "/guides/first/") == "/guides/second/"
    Guide.objects.update(status="archived")
    assert client.get("/guides/first/").status_code == 404


def test_the_slug_of_a_draft_is_nobodys_once_it_changed() -> None:
    rename(make_guide(slug="first", status="draft", published_at=None), "second")
    assert not OldSlug.objects.exists()


def test_a_slug_is_kept_whatever_changes_it(client: Client) -> None:
    make_role("Nurse")
    Role.objects.update(slug="carer")
    assert led_to(client, "/roles/nurse/") == "/roles/carer/"


def test_a_page_that_takes_its_first_slug_back_answers_there(client: Client) -> None:
    rename(make_role("Nurse"), "carer", "nurse")
    assert client.get("/roles/nurse/").status_code == 200
    assert led_to(client, "/roles/carer/") == "/roles/nurse/"


def test_no_other_row_may_take_an_old_slug() -> None:
    nurse = make_role("Nurse")
    rename(nurse, "carer")
    with pytest.raises(ValidationError) as refused:
        Role(name="Other", slug="nurse").full_clean()
    assert "still redirects there" in refused.value.message_dict["slug"][0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(name="Other", slug="nurse")
    make_term("Nurse")  # another kind of page has other addresses


def test_an_old_slug_goes_with_its_page(client: Client) -> None:
    nurse = make_role("Nurse")
    rename(nurse, "carer")
    nurse.delete()
    assert client.get("/roles/nurse/").status_code == 404
    assert make_role("Nurse").slug == "nurse"


def test_pay_and_searches_know_a_role_by_its_old_slug(client: Client) -> None:
    nurse = make_role("Nurse")
    make_listing("Night nurse", roles=(nurse,))
    make_listing("Baker")
    rename(nurse, "carer")
    assert led_to(client, "/salaries/nurse/?level=senior") == "/salaries/carer/?level=senior"
    text = client.get("/jobs/?role=nurse&role=carer").content.decode()
    assert 'role="status">1 opening<' in text
    assert "is not known here" not in text


@pytest.mark.parametrize("room", ["roles", "guides", "glossary", "authors", "salaries"])
def test_a_slug_that_never_was_is_not_found(client: Client, room: str) -> None:
    assert client.get(f"/{room}/nothing/").status_code == 404


def test_an_old_slug_belongs_to_one_page() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OldSlug.objects.create(slug="x", role=make_role("Nurse"), author=make_author())
    assert not Author.objects.filter(old_slugs__slug="x").exists()
    assert not Term.objects.exists()
