"""What is wrong with a text: refusals, and problems that a page can live with."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that an editor should mend; the page works without it. Lines count from 1."""

    line: int
    message: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        meant = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"Line {self.line}: {self.message}{meant}"


class MarkupError(ValueError):
    """The text is refused as a whole; ``reason`` is written for its author."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.reason = reason
        self.line = line

    @property
    def problem(self) -> Problem:
        return Problem(self.line, self.reason)


class FigureError(ValueError):
    """A figure cannot be asked for like this; ``word`` is the one that is not ``known``, if any."""

    def __init__(self, message: str, *, word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.known = known

    @classmethod
    def unknown(cls, what: str, word: str, known: Iterable[str] = ()) -> Self:
        """``unknown("role", "data-scientst")``; without ``known`` the kind's suggestions count."""
        return cls(f"There is no {what} “{word}”.", word=word, known=known)


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three ``known`` names that look like ``word``, the likeliest first."""
    return tuple(difflib.get_close_matches(word, list(known), n=3)) if word else ()
