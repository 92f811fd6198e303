"""What is wrong with a text: refusals, and problems that a page can live with."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class MarkupProblem:
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
    def problem(self) -> MarkupProblem:
        return MarkupProblem(self.line, self.reason)


class FigureError(ValueError):
    """A figure cannot be asked for like this; ``word`` is the one that is not ``known``, if any."""

    def __init__(
        self, message: str, *, word: str = "", known: Mapping[str, str] | Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.word = word
        self.known = known

    @classmethod
    def unknown(cls, what: str, word: str, known: Mapping[str, str] | Iterable[str]) -> Self:
        """``known`` holds the names that exist, with their labels if they have any."""
        return cls(f"There is no {what} “{word}”.", word=word, known=known)


def nearest(word: str, known: Mapping[str, str] | Iterable[str]) -> tuple[str, ...]:
    """Up to three ``known`` names that, or whose labels, look like ``word``; the likeliest first.

    The case of letters does not matter.
    """
    names = {name.casefold(): name for name in known}
    labels = known.items() if isinstance(known, Mapping) else ()
    names = {label.casefold(): name for name, label in labels} | names
    word = word.casefold()
    alike = [word] if word in names else difflib.get_close_matches(word, names, n=3)
    return tuple(dict.fromkeys(names[one] for one in alike))
