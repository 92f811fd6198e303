"""``docs/adding-a-source.md`` is what a contributor begins with: its example reads, and refuses."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from listings.importers.adapter import Adapter, BoardError, Json, PostingError

PAGE = Path(__file__).parents[3] / "docs/adding-a-source.md"
GOOD = {"id": 7, "title": "Cook", "url": "https://plain.example/7", "text": "<p>Soup</p>"}


@pytest.fixture
def adapter() -> Adapter:
    page = PAGE.read_text("utf-8")
    example: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], example)
    return cast("Adapter", example["ADAPTER"])


def test_it_reads_a_posting(adapter: Adapter) -> None:
    (found,) = adapter.postings(json.dumps([GOOD]).encode())
    assert (found.external_id, adapter.read(found.raw).title) == ("7", "Cook")


@pytest.mark.parametrize("answer", [b"", b"{}", b"7", b"null", b"<html>"])
def test_an_answer_without_postings_is_a_failed_board(adapter: Adapter, answer: bytes) -> None:
    with pytest.raises(BoardError):
        adapter.postings(answer)


@pytest.mark.parametrize(
    "raw",
    [None, 7, [], {}, GOOD | {"title": 5}, GOOD | {"url": "javascript:x"}, GOOD | {"title": ""}],
)
def test_a_posting_that_cannot_be_read_says_why(adapter: Adapter, raw: Json) -> None:
    with pytest.raises(PostingError):
        adapter.read(raw)


@pytest.mark.parametrize("raw", [None, 7, {}, {"id": None}, {"id": True}, {"id": " "}])
def test_a_posting_without_an_id_has_none(adapter: Adapter, raw: Json) -> None:
    (found,) = adapter.postings(json.dumps([raw]).encode())
    assert found.external_id == ""
