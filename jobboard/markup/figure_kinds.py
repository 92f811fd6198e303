"""The kinds of figures: name, words and options of each, and the function that computes it.

Apps that have the numbers register here in their ``ready()``. ``described`` is the same list for
the editor: explanations, examples, and the names that may be chosen.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OTHERWISE = (
    'else="…" is what stands in the text while too few postings are known; without it the '
    "figure's sentence is left out."
)
CONDITIONS = frozenset({"above", "below"})
_SLUG = re.compile(r"(?=.*[a-z])[\w-]+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RenderedFigure:
    """A computed figure in plain text: "71%", "of 214 postings, 22 Nov 2026".

    ``href`` leads to the postings behind it, ``details`` to how it was made; both are paths of
    this site. ``against`` is what it is compared with. Markup in any part is shown as it is
    written.
    """

    text: str
    note: str = ""
    href: str = ""
    details: str = ""
    against: "RenderedFigure | None" = None

    def __str__(self) -> str:
        told = f"{self.text} ({self.note})" if self.note else self.text
        return f"{told} against {self.against}" if self.against else told

    def without_links(self) -> "RenderedFigure":
        against = self.against.without_links() if self.against else None
        return RenderedFigure(self.text, self.note, against=against)


@dataclass(frozen=True, slots=True)
class Arguments:
    """A figure's name and what stands behind it, ``else`` taken out.

    ``usual`` names the options that the page put in, because the author gave none;
    ``holds_always``: it is shown on whatever side of its bound.
    """

    kind: str
    words: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    usual: frozenset[str] = frozenset()
    holds_always: bool = False

    @property
    def is_claim(self) -> bool:
        """Whether the sentence stands only under a condition."""
        return not CONDITIONS.isdisjoint(self.options)


type Render = Callable[[Sequence[Arguments]], Sequence[RenderedFigure | None]]


@dataclass(frozen=True, slots=True)
class FigureWord:
    """A word or an option of a figure, such as "role".

    ``names`` returns the values that exist, each with its label; it is called only for editors.
    ``former`` returns earlier values, which are understood and no longer offered.
    Case does not matter.
    """

    name: str
    names: Callable[[], Mapping[str, str]]
    former: Callable[[], Collection[str]] = tuple


@dataclass(frozen=True, slots=True)
class Bound:
    """How a condition's bound is written, such as ``30%``; ``read`` gives None for what is none.

    ``rival``: what may be named instead, to compare with its same figure; not beside the options
    ``apart``.
    """

    example: str
    read: Callable[[str], float | None]
    rival: FigureWord | None = None
    apart: frozenset[str] = frozenset()

    def is_rival(self, value: str) -> bool:
        """Whether it names what the figure is compared with."""
        return self.rival is not None and self.read(value) is None and bool(_SLUG.fullmatch(value))

    @property
    def described(self) -> dict[str, str]:
        return {"example": self.example, "rival": self.rival.name if self.rival else ""}


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One kind of figure.

    ``render`` answers all figures of a page at once, in their order, ``None`` where there is no
    sample or its condition does not hold; kinds that share it are answered in one call. ``help``
    is one line for the editor. A kind with a ``bound`` takes ``above`` and ``below``.
    """

    name: str
    render: Render
    words: tuple[FigureWord, ...] = ()
    options: tuple[FigureWord, ...] = ()
    help: str = ""
    bound: Bound | None = None

    @property
    def all_words(self) -> tuple[FigureWord, ...]:
        """Words, options, and what the figure may be compared with."""
        rival = self.bound.rival if self.bound else None
        return (*self.words, *self.options, *([rival] if rival else []))

    @property
    def needs(self) -> str:
        """``a skill and a role``."""
        return " and ".join(f"a {word.name}" for word in self.words) or "no word"

    @property
    def pattern(self) -> str:
        """``{{ share SKILL ROLE }}``."""
        return self.written([word.name.upper() for word in self.words])

    def written(self, words: Iterable[str]) -> str:
        """A whole figure as it stands in a text."""
        return f"{{{{ {' '.join((self.name, *words))} }}}}"


KINDS: dict[str, FigureKind] = {}
"""The kinds of figures by name."""


def register(*kinds: FigureKind) -> None:
    """Add kinds; a kind of the same name is replaced."""
    KINDS.update({kind.name: kind for kind in kinds})


def described() -> dict[str, Any]:
    """Return all that an editor needs to write a figure, ready for JSON.

    ``kinds``: name, help, pattern, an example with names that exist, by name the words and options
    that it takes, and how a bound is written; ``names``: for each word, pairs of what is written
    and how people call it; ``else``: what that means.
    """
    words = {word.name: word for kind in KINDS.values() for word in kind.all_words}
    names = {name: list(word.names().items()) for name, word in words.items()}
    return {
        "kinds": [_described(kind, names) for kind in KINDS.values()],
        "names": names,
        "else": OTHERWISE,
    }


def _described(kind: FigureKind, names: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Any]:
    words = [word.name for word in kind.words]
    firsts = [names[word][0][0] if names[word] else word.upper() for word in words]
    return {
        "name": kind.name,
        "help": kind.help,
        "pattern": kind.pattern,
        "example": kind.written(firsts),
        "words": words,
        "options": [option.name for option in kind.options],
        "bound": kind.bound.described if kind.bound else None,
    }
