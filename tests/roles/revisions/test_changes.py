"""What differs between two moments of a text."""

import pytest

from roles.revisions.changes import difference, moved


def test_paragraphs_far_from_a_change_are_left_out() -> None:
    old = "\n\n".join(f"Paragraph {word}." for word in "abcdefgh")
    pieces = difference(old, old.replace("Paragraph d.", "Paragraph new."))
    assert [p.paragraphs for p in pieces if p.kind == "skipped"] == [2, 3]
    shown = "".join(p.text for p in pieces)
    assert "Paragraph c" in shown
    assert "Paragraph a" not in shown


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [("abc", "abc", ""), ("abc", "cab", "c"), ("abc", "xacb", "b"), ("", "a", ""), ("ab", "", "")],
)
def test_as_few_as_possible_count_as_moved(old: str, new: str, found: str) -> None:
    assert len(moved(old, new)) == len(found)
