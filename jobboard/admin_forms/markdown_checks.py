"""What is wrong with a text while it is being written, and how long it takes to read."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from jobboard.markup import Problem, check, count_words, plain, reading_minutes
from jobboard.markup.errors import MarkupError
from jobboard.site import pages


@dataclass(frozen=True, slots=True)
class Checked:
    """``words`` counts what a reader reads; ``minutes`` is at least one, for an empty text too."""

    problems: tuple[Problem, ...]
    words: int
    minutes: int

    def as_json(self) -> dict[str, Any]:
        problems = [{"line": one.line, "message": str(one)} for one in self.problems]
        return {**asdict(self), "problems": problems}


def check_article(text: str) -> Checked:
    """Check a text of guides, roles and terms."""
    return _checked(check(text), text)


def check_page(text: str) -> Checked:
    """Check a text of the site's own pages, where ``{{ … }}`` names a fact of the board."""
    return _checked(pages.problems(text), pages.fill(text))


CHECKS: dict[str, Callable[[str], Checked]] = {"article": check_article, "page": check_page}


def _checked(problems: tuple[Problem, ...], text: str) -> Checked:
    try:
        words = count_words(plain(text))
    except MarkupError:
        words = 0
    return Checked(problems, words, reading_minutes(words))
