"""What no editor has approved is counted nowhere, and its address answers as if it never was.

That none of its text is on any page: ``test_every_page.py``.
"""

import pytest

from tests.board import WORD, Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    return Board()


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
