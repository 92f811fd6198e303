"""Parts of pages that are kept, and a dry run, of which nothing is."""

import pytest

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts, dry_run, kept_part
from jobboard.models import SitePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_pages")]


def test_a_dry_run_writes_nothing_and_keeps_nothing() -> None:
    @kept_part(ChangeKind.CONTENT)
    def title() -> str:
        return SitePage.objects.get(slug="about").title or "none"

    def tried() -> str:
        with dry_run():
            SitePage.objects.filter(slug="about").update(title="Tried")
            return title()

    assert tried() == "Tried"
    assert title() == "none"
    assert tried() == "Tried"  # although it is kept now
    assert title() == "none"


def test_an_error_ends_a_dry_run() -> None:
    parts: KeptParts[str, int] = KeptParts(1)
    with pytest.raises(RuntimeError), dry_run():
        raise RuntimeError
    assert parts.get("", lambda: 1, ChangeKind.CONTENT) == 1
    assert parts.get("", lambda: 2, ChangeKind.CONTENT) == 1


def test_what_a_function_finds_is_kept() -> None:
    asked = []

    @kept_part(ChangeKind.CONTENT)
    def number() -> int:
        asked.append(1)
        return len(asked)

    assert [number(), number()] == [1, 1]


def test_as_many_answers_of_a_function_are_kept_as_it_says() -> None:
    asked = []

    @kept_part(ChangeKind.CONTENT, most=2)
    def letters(word: str, *, is_large: bool = False) -> str:
        asked.append(word)
        return word.upper() if is_large else word

    assert [letters("a"), letters("b"), letters("a")] == ["a", "b", "a"]
    assert letters("a", is_large=True) == "A"  # another answer: the one of "b" goes
    assert asked == ["a", "b", "a"]
    assert [letters("a"), letters("b")] == ["a", "b"]
    assert asked == ["a", "b", "a", "b"]
