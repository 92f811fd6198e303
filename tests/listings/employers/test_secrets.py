"""Secrets in addresses and codes, as somebody who wants to misuse them would try them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jobboard.models import User
from listings.models import Confirmation, Listing, PostingDraft
from tests.listings.employers.test_access import DRAFT, RULES, World
from tests.listings.employers.typed import code_of, link_of, mails, send
from tests.listings.factories import make_employer

pytestmark = pytest.mark.django_db

OF_MAILS = ("posting-confirm-link", "posting-answer", "posting-filled")
OF_DRAFTS = tuple(name for name, rule in RULES.items() if rule == DRAFT)


def newest() -> Any:
    return list(mails())[-1]


def secret_addresses(world: World) -> list[str]:
    return [
        *(world.url(name) for name in OF_MAILS),
        *(world.url(name, kind) for name in OF_DRAFTS for kind in ("edit", "sent edit")),
    ]


@pytest.mark.slow
def test_no_secret_leaves_with_a_reader_who_follows_a_link() -> None:
    world = World()
    client = world.client("employer")
    for address in secret_addresses(world):
        response = client.get(address)
        assert response["Referrer-Policy"] in ("same-origin", "strict-origin-when-cross-origin")
        assert not re.search(r'<(?:img|script|iframe)[^>]+src="https?:', response.text)


@pytest.mark.slow
def test_none_is_kept_by_caches_between() -> None:
    world = World()
    client = world.client("employer")
    for address in secret_addresses(world):
        if (response := client.get(address)).status_code != 405:
            assert "no-store" in response["Cache-Control"], address


@pytest.mark.slow
def test_other_sites_press_none_of_the_buttons() -> None:
    world = World()
    before = world.state()
    for who in ("employer", "anonymous"):
        client = world.client(who)
        client.handler.enforce_csrf_checks = True
        for address in secret_addresses(world):
            assert client.post(address, world.typed()).status_code in (403, 404, 405), address
    assert world.state() == before


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_program_that_follows_links_in_mails_uses_none_up(client: Client, method: str) -> None:
    send(client)
    link = link_of(newest())
    before = list(Confirmation.objects.values())
    for _ in range(3):
        getattr(Client(), method)(link)
    assert list(Confirmation.objects.values()) == before
    assert not Listing.objects.exists()
    assert Client().post(link).status_code == 302


def test_a_code_of_one_draft_opens_no_other(client: Client) -> None:
    pages = [send(client, title=title)["Location"] for title in ("Keeper", "Boatman")]
    first, second = (code_of(mail) for mail in mails())
    for page, code in zip(pages, (second, first), strict=True):
        client.post(page, {"code": code})
    assert not Listing.objects.exists()


@pytest.mark.slow
def test_guesses_of_a_code_are_few_whatever_is_asked_for(client: Client) -> None:
    page, tried = send(client)["Location"], 0
    for _ in range(settings.LIMITS.codes_posting * 2):
        for _ in range(settings.LIMITS.code_tries * 2):
            client.post(page, {"code": "AAAA-AAAA"})
        tried += Confirmation.objects.get().attempts
        Confirmation.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        client.post(f"{page}again/")
        if Confirmation.objects.get().attempts:
            break
    assert tried <= settings.LIMITS.codes_posting * settings.LIMITS.code_tries
    assert not Listing.objects.exists()


def test_a_new_posting_answers_alike_for_addresses_that_are_known_and_not() -> None:
    make_employer("ada@umbra.example")
    User.objects.create_user("editor@umbra.example", is_staff=True)
    pages = []
    for name in ("ada", "editor", "nobody"):
        client = Client()
        response = send(client, email=f"{name}@umbra.example")
        page = client.get(response["Location"]).text
        page = re.sub(r"\d+\.[-\w]{43}|[Tt]oken\" value=\"\w+\"", "", page)
        pages.append((response.status_code, page.replace(name, "")))
    assert pages[0] == pages[1] == pages[2]


def test_a_draft_that_never_was_and_one_of_another_answer_alike() -> None:
    world = World()
    stranger = world.client("other employer")
    gone = world.drafts["copy"]
    address = gone.get_absolute_url()
    before = stranger.get(address)
    PostingDraft.objects.filter(pk=gone.pk).delete()
    after = stranger.get(address)
    assert (before.status_code, before.content) == (after.status_code, after.content)
