"""What speaks to one person is kept by no cache; what is the same for everybody may be.

What each kind of person gets by looking: ``test_every_page.py``.
"""

from typing import Any

import pytest
from django.utils.cache import has_vary_header

from jobboard.http.middleware import PERSONAL, PUBLIC, is_personal
from tests import every_address
from tests.board import Board

pytestmark = pytest.mark.django_db


def is_kept_by_nobody(response: Any) -> bool:
    control: str = response.get("Cache-Control", "")
    return "no-store" in control and "private" in control


def kept_as_it_may_be(address: str, response: Any) -> bool:
    depends = has_vary_header(response, "Cookie") or response.cookies
    return is_kept_by_nobody(response) or not (is_personal(address) or depends)


@pytest.mark.first(1)
@pytest.mark.parametrize("who", ["owner", "admin"])
def test_answers_to_what_a_person_sends_are_kept_by_nobody(who: str) -> None:
    board = Board()
    client = board.client(who)
    found = every_address.one_of_each_view(key=board.draft.key)
    for address in sorted(found, key=lambda one: "sign-out" in one):  # which comes last
        response = client.post(address)
        assert kept_as_it_may_be(address, response), (address, response.status_code)


@pytest.mark.slow
def test_each_beginning_of_a_personal_address_is_one() -> None:
    """An address that moves takes its rule with it."""
    Board()
    walked = [*every_address.public(), *every_address.of_admin()]
    for beginning in PERSONAL:
        assert any(address.startswith(beginning) for address in walked), beginning
    assert set(walked) >= PUBLIC


def test_the_pages_for_everybody_may_be_kept() -> None:
    board = Board()
    client = board.client("anonymous")
    for address in ("/", "/jobs/", "/companies/", "/roles/", "/guides/", "/salaries/", *PUBLIC):
        assert not is_kept_by_nobody(client.get(address)), address


def test_what_was_seen_signed_in_is_not_left_to_a_shared_computer() -> None:
    board = Board()
    client = board.client("owner")
    for address in ("/accounts/second-factor/", "/employers/postings/", "/employers/account/"):
        assert is_kept_by_nobody(client.get(address)), address
