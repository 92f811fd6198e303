"""Who works in the admin may do there what their group may, and nothing more, at any address.

The addresses come from the URL conf: a new page or button of the admin is tried as soon as it
exists, by somebody without any right and by somebody who may only look.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from jobboard.models import Allowance, ShippedText, User
from roles.models import Role
from roles.revisions.keeping import keep, revision
from tests import every_address
from tests.board import Board
from tests.listings.factories import make_source

pytestmark = pytest.mark.django_db

REFUSED = (403, 404, 405)
# what everybody in the admin may open: first page, password, what Markdown and figures say
OF_EVERYBODY = re.compile(
    r"/admin/(editor/(check|figure)/|login/|password_change/(done/)?|jsi18n/|figures\.json"
    r"|\w+/\w+/unsaved/)?"
)
# whoever may look at words may try a title by them: nothing is kept
LISTS = re.compile(r"/admin/\w+/(\w+/(try/)?)?|/admin/\w+/\w+/\d+/history/(\d+/)?")
# one button is enough to reach what stands behind each guard
PRESSED = {
    "decision": "approve",
    "seen_at": "",
    "accept": "1",
    "dismiss": "1",
    "post": "yes",
    "action": "delete_selected",
    "_selected_action": "1",
    "title": "Mine now",
    "name": "Mine",
}


@pytest.fixture
def board() -> Board:
    """A board with something behind each address of the admin."""
    found = Board()
    make_source()
    with revision("A revision"):
        keep(found.role)
    ShippedText.objects.create(
        kind="role", slug=found.role.slug, version="x", offered="new", offered_at=timezone.now()
    )
    return found


def somebody(*permissions: Permission) -> Client:
    """Who may enter the admin, and there what these permissions say."""
    user = User.objects.create_user("somebody@desk.example", is_staff=True)
    user.user_permissions.set(permissions)
    client = Client()
    client.force_login(user)
    return client


def may_look() -> Client:
    return somebody(*Permission.objects.filter(codename__startswith="view_"))


def addresses(board: Board) -> Iterator[str]:
    """Every address but the one that ends all this, and each revision of a role by its number."""
    from reversion.models import Revision  # noqa: PLC0415 (models first)

    yield from (one for one in every_address.of_admin() if one != "/admin/logout/")
    for number in Revision.objects.values_list("pk", flat=True):
        here = f"/admin/roles/role/{board.role.pk}/history/{number}/"
        yield from (here, f"{here}back/")


def is_refused(response: Any, address: str) -> bool:
    """Also by leading to the first page. A row's short address leads to its form, no more."""
    if response.status_code == 302:
        return response["Location"] in ("/admin/", f"{address}change/")
    return response.status_code in REFUSED


def state() -> dict[str, list[Any]]:
    """All that is kept, but for counters."""
    labels = ("auth", "jobboard", "roles", "listings")
    models = [one for label in labels for one in apps.get_app_config(label).get_models()]
    return {
        one._meta.label: list(one._default_manager.order_by("pk").values())
        for one in models
        if one is not Allowance
    }


@pytest.mark.first(1)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_right_nothing_opens_but_what_is_everybodys(board: Board, method: str) -> None:
    client = somebody()
    before, tried = state(), 0
    for address in addresses(board):
        response = getattr(client, method)(address, PRESSED if method == "post" else {})
        is_open = bool(OF_EVERYBODY.fullmatch(address))
        assert is_open or is_refused(response, address), (address, response.status_code)
        tried += 1
    assert tried > 250
    assert state() == before


def test_who_is_refused_is_told_who_they_are_and_led_back(board: Board) -> None:
    page = somebody().get("/admin/jobboard/user/")
    assert page.status_code == 403
    assert "You are signed in as somebody@desk.example" in page.text
    assert 'href="/admin/">Back to the admin' in page.text


def test_a_form_that_stood_open_too_long_is_not_called_forbidden(board: Board) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("root@desk.example", "x"))
    page = client.post("/admin/listings/company/add/", {})
    assert page.status_code == 403
    assert "This form has stood open for too long." in page.text


@pytest.mark.slow
def test_who_may_only_look_presses_no_button(board: Board) -> None:
    client = may_look()
    before = state()
    for address in addresses(board):
        response = client.post(address, PRESSED)
        is_open = bool(OF_EVERYBODY.fullmatch(address) or LISTS.fullmatch(address))
        assert is_open or is_refused(response, address), (address, response.status_code)
    assert state() == before


@pytest.mark.slow
def test_who_may_only_look_does_look(board: Board) -> None:
    """The tests above would pass on an admin that refuses everybody everything."""
    client = may_look()
    opened = [one for one in addresses(board) if client.get(one).status_code == 200]
    assert len(opened) > 60
    assert f"/admin/roles/role/{Role.objects.get(pk=board.role.pk).pk}/change/" in opened
