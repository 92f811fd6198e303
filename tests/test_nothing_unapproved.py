"""No text that an editor has not approved is reachable from any public address.

The addresses come from the URL conf, so a new page, feed or API is tried as soon as it exists.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests import every_address
from tests.board import HIDDEN, WORD, Board

pytestmark = pytest.mark.django_db

# Where a reader's own question may come back in the answer: only openings are looked for there.
QUESTIONS = (
    f"/jobs/?q={WORD}",
    "/jobs/?q=keeper",
    "/jobs/?role=lamp-keeper",
    "/jobs/?skill=rope-work",
    "/jobs/?place=hamburg-de",
    "/jobs/?company=umbra",
    "/jobs/?sort=salary",
    "/jobs/?page=2",
    "/companies/?q=umbra",
    "/employers/post/places/?q=ham",
    "/roles/lamp-keeper/?country=DE",
)


# What a form or a button could ask for; it makes no posting by itself.
TYPED = {"action": "send", "version": "1", "title": "Mine now", "answer": "filled"}


@pytest.fixture
def board() -> Board:
    return Board()


def addresses(board: Board) -> list[str]:
    """Every public address, with the secret of each draft in turn."""
    secrets = [{}, *({"key": draft.key} for draft in board.drafts)]
    found = [address for some in secrets for address in every_address.public(**some)]
    return list(dict.fromkeys((*found, *QUESTIONS)))


def answers(
    board: Board, client: Client, ask: Callable[..., Any] | None = None
) -> Iterator[tuple[str, str]]:
    """Every public answer, where it leads and what it says, headers too."""
    for address in addresses(board):
        response: Any = (ask or client.get)(address, follow=True)
        said = b"".join(response.streaming_content) if response.streaming else response.content
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        told = f"{response.redirect_chain} {headers} {said.decode()}"
        yield address, told.replace(address, "")  # a page may name the address that was asked for


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_what_waits_for_an_editor_is_on_no_public_page(board: Board, who: str) -> None:
    tried = 0
    for address, said in answers(board, board.client(who)):
        assert HIDDEN.casefold() not in said.casefold(), address
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_nor_does_a_post_to_any_address_tell_or_change_it(board: Board, who: str) -> None:
    client, before = board.client(who), board.state()

    def post(address: str, **how: Any) -> Any:
        return client.post(address, TYPED, **how)

    for address, said in answers(board, client, post):
        assert HIDDEN.casefold() not in said.casefold(), address
        if who == "stranger" and "sign-out" in address:
            client.force_login(board.stranger)
    assert board.state() == before


def test_it_is_counted_nowhere(board: Board) -> None:
    client = board.client("anonymous")
    for question, said in (
        ("", b"1 opening"),
        ("role=lamp-keeper&skill=rope-work", b"1 opening"),
        (f"q={WORD}", b"0 openings"),
    ):
        assert said in client.get(f"/jobs/?{question}").content


def test_its_own_address_answers_as_one_that_never_was(board: Board) -> None:
    client = board.client("anonymous")
    nobody = client.get("/jobs/999999-x/")
    for listing in board.hidden:
        for end in ("", "apply/", "report/"):
            answer = client.get(f"/jobs/{listing.pk}-x/{end}")
            assert answer.status_code == 404, (listing.status, end)
        assert client.get(f"/jobs/{listing.pk}-x/").content == nobody.content.replace(
            b"999999", str(listing.pk).encode()
        )


def test_the_walk_sees_what_is_public(board: Board) -> None:
    """The test above would pass on a board that shows nothing at all."""
    said = " ".join(text for _, text in answers(board, board.client("anonymous")))
    for word in ("Lamp keeper", "We keep lamps.", "Rope Work", "Harbour Pilot", "Fresnel lens"):
        assert word in said
