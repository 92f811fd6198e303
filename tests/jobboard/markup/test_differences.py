"""The difference of two texts, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobboard.markup.differences import TextPiece, compare


def test_words_are_compared_whole() -> None:
    assert compare("We sort ships.", "We port ships.") == [
        TextPiece("same", "We "),
        TextPiece("removed", "sort"),
        TextPiece("added", "port"),
        TextPiece("same", " ships."),
    ]


@pytest.mark.slow
@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new


@pytest.mark.slow
def test_two_long_texts_with_nothing_in_common_do_not_hold_up_the_page() -> None:
    old, new = (" ".join(f"{a}{n}" for n in range(60_000)) for a in "ab")
    began = time.process_time()
    compare(old, new)
    assert time.process_time() - began < 10  # a page would wait for hours without a limit
