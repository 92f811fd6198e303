"""Live figures: ``{{ share python data-scientist country=US else="Python is common" }}``.

After the name come words and options, with spaces between; what holds a space stands in
quotation marks. ``else`` is what stands there while the figure has no sample. The kinds of
figures are registered by the app that can compute them, in its ``ready()``; until then there
are none, and every figure is a problem.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from markdown_it.token import Token

from jobboard.markup.errors import FigureError, Problem, nearest
from jobboard.markup.parser import Document

_PART = re.compile(
    r'(?:(?P<key>[\w-]+)=)?(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>[^\s="“”]+))(?:\s+|\Z)'
)


class Show(Enum):
    """What a page does with figures: computes them, or shows how it reads without a sample."""

    LIVE = "live"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed figure in plain text: "71 %", "of 214 postings, 22 Nov 2026", its postings.

    ``href`` is a path of this site; markup in any part is shown as it is written.
    """

    text: str
    note: str = ""
    href: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.note})" if self.note else self.text


@dataclass(frozen=True, slots=True)
class Arguments:
    """What stands behind a figure's name, ``else`` taken out and the page's defaults put in."""

    words: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind[Request]:
    """One kind of figure.

    ``parse`` makes a request of arguments or raises ``FigureError``; ``render`` answers all
    requests of a page at once, in their order, ``None`` where there is no sample; ``suggest``
    names the words that ``parse`` knows, for messages and for the editor's button.
    """

    name: str
    parse: Callable[[Arguments], Request]
    render: Callable[[Sequence[Request]], Sequence[Figure | None]]
    suggest: Callable[[], Iterable[str]]
    options: frozenset[str]


class Registry:
    """The kinds of figures by name."""

    def __init__(self) -> None:
        self.kinds: dict[str, Kind[Any]] = {}

    def register[Request](
        self,
        name: str,
        parse: Callable[[Arguments], Request],
        render: Callable[[Sequence[Request]], Sequence[Figure | None]],
        suggest: Callable[[], Iterable[str]],
        *,
        options: Collection[str] = (),
    ) -> None:
        """Add a kind that takes these ``options``; a name already taken is replaced."""
        self.kinds[name] = Kind(name, parse, render, suggest, frozenset(options))


REGISTRY = Registry()
register = REGISTRY.register


@dataclass(slots=True)
class _Request:
    token: Token
    kind: Kind[Any]
    request: Any


def resolve(
    documents: Sequence[Document],
    *,
    show: Show = Show.LIVE,
    registry: Registry = REGISTRY,
    defaults: Mapping[str, str] | None = None,
) -> None:
    """Parse every figure and, unless ``show`` is ABSENT, compute it: one call for each kind.

    Leaves on each token what is shown (``Figure`` or ``None``) and its ``else``.
    """
    requests = [
        request
        for document in documents
        for token in _figures(document.tokens)
        if (request := _read(token, document.problems, registry, defaults or {}))
    ]
    if show is Show.LIVE:
        for kind in registry.kinds.values():
            _compute(kind, [request for request in requests if request.kind is kind])


def _compute(kind: Kind[Any], requests: list[_Request]) -> None:
    answers = kind.render([one.request for one in requests]) if requests else ()
    for one, answer in zip(requests, answers, strict=True):
        one.token.meta["shown"] = answer


def _figures(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "figure":
                yield child


def _read(
    token: Token, problems: list[Problem], registry: Registry, defaults: Mapping[str, str]
) -> _Request | None:
    token.meta |= {"shown": None, "else": ""}
    kind = None
    try:
        name, arguments, token.meta["else"] = _split(token.content)
        kind = _kind(name, arguments, registry)
        usual = {key: value for key, value in defaults.items() if key in kind.options}
        arguments = Arguments(arguments.words, usual | dict(arguments.options))
        return _Request(token, kind, kind.parse(arguments))
    except FigureError as error:
        known = error.known or (kind.suggest() if kind and error.word else ())
        alike = nearest(error.word, known)
        problems.append(Problem(token.meta["line"], error.message, alike))
        return None


def _kind(name: str, arguments: Arguments, registry: Registry) -> Kind[Any]:
    kind = registry.kinds.get(name)
    if kind is None:
        raise FigureError.unknown("figure", name, registry.kinds)
    for option in arguments.options:
        if option not in kind.options:
            raise FigureError.unknown(f"option of {name}", option, kind.options | {"else"})
    return kind


def _split(source: str) -> tuple[str, Arguments, str]:
    """Return name, arguments and the text of ``else``."""
    words: list[str] = []
    options: dict[str, str] = {}
    for key, value in _parts(source):
        if not key:
            words.append(value)
        elif key in options:
            raise FigureError(f"“{key}” is given twice.")
        else:
            options[key] = value
    if not words:
        raise FigureError("A figure begins with its name.")
    otherwise = options.pop("else", "")
    return words[0], Arguments(tuple(words[1:]), options), otherwise


def _parts(source: str) -> Iterator[tuple[str, str]]:
    """Yield (key, value), the key empty for a bare word."""
    position = 0
    while position < len(source):
        part = _PART.match(source, position)
        if part is None:
            rest = source[position:].split(maxsplit=1)[0]
            raise FigureError(f"A figure cannot be read from “{rest}” on.")
        yield part["key"] or "", part["quoted"] or part["curly"] or part["bare"] or ""
        position = part.end()
