"""Live figures: ``{{ share python data-scientist country=US else="Python is common" }}``.

After the name come words and options, with spaces between; what holds a space stands in
quotation marks. ``else`` is what stands there while the figure has no sample. The kinds of
figures are registered by the app that can compute them (``figure_kinds``); until then there are
none, and every figure is a problem.

``above`` or ``below`` make the figure's sentence a claim: ``{{ share docker ml-engineer above=30%
else="Few name Docker." }}``. Where it does not hold, and where there is no sample, ``else`` stands
instead of the whole sentence. ``above=data-analyst`` compares with the same figure of another
role, and both stand in the text.

Where a figure has no sample and no ``else``, its sentence is left out. A block that loses all its
sentences goes too, and a list that loses all its items takes along the sentence before it that
ends in a colon. An empty table cell shows a dash.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import lru_cache

from jobboard.markup.figure_kinds import (
    CONDITIONS,
    KINDS,
    Arguments,
    Bound,
    FigureKind,
    FigureWord,
    Render,
    RenderedFigure,
)
from jobboard.markup.inline_text import figure_tokens
from jobboard.markup.parser import Document, FigureError, MarkupProblem, nearest, parse

_PART = re.compile(
    r'(?:(?P<key>[\w-]+)=)?(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>[^\s="“”]+))(?:\s+|\Z)'
)


def kind_of(arguments: Arguments) -> FigureKind:
    name = arguments.kind
    kind = KINDS.get(name)
    if kind is None:
        raise FigureError.unknown("figure", name, list(KINDS))
    if len(arguments.words) != len(kind.words):
        raise FigureError(f"“{name}” needs {kind.needs}, as in {kind.pattern}")
    options = {option.name for option in kind.options} | (CONDITIONS if kind.bound else set())
    for option in arguments.options:
        if option not in options:
            raise FigureError.unknown(f"option of {name}", option, options | {"else"})
    if kind.bound:
        _check_condition(arguments, kind.bound)
    return kind


def _check_condition(arguments: Arguments, bound: Bound) -> None:
    given = _conditions(arguments)
    if len(given) > 1:
        raise FigureError("A figure is “above” or “below” a bound, not both.")
    for name, value in given.items():
        if bound.is_rival(value):
            _check_rival(arguments, bound)
        elif bound.read(value) is None:
            raise FigureError(_unreadable(name, value, bound))


def _check_rival(arguments: Arguments, bound: Bound) -> None:
    for option in sorted(bound.apart & arguments.options.keys()):
        raise FigureError(f"{arguments.kind} is not compared by {option}: leave “{option}” out.")


def _conditions(arguments: Arguments) -> dict[str, str]:
    return {name: value for name, value in arguments.options.items() if name in CONDITIONS}


def _unreadable(name: str, value: str, bound: Bound) -> str:
    rival = f", or name another {bound.rival.name}" if bound.rival else ""
    return f"“{name}={value}” cannot be read: write it as in {name}={bound.example}{rival}."


def read(source: str) -> tuple[Arguments, str]:
    """Return the arguments and the text of ``else``."""
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
    return Arguments(words[0], tuple(words[1:]), options), otherwise


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


class KnownNames:
    """The names that exist, read once for each word, whatever the number of figures."""

    def __init__(self) -> None:
        self.names: dict[str, Mapping[str, str]] = {}
        self.former: dict[str, Collection[str]] = {}

    def check(self, kind: FigureKind, arguments: Arguments) -> None:
        """Raise ``FigureError`` for a word or an option's value that does not exist."""
        for word, value in zip(kind.words, arguments.words, strict=True):
            self._check(word, value)
        for option in kind.options:
            if option.name in arguments.options:
                self._check(option, arguments.options[option.name])
        if kind.bound:
            self._check_rivals(kind.bound, arguments)

    def _check_rivals(self, bound: Bound, arguments: Arguments) -> None:
        for name, value in _conditions(arguments).items():
            if bound.rival and bound.is_rival(value) and not self._exists(bound.rival, value):
                message = _unreadable(name, value, bound)
                raise FigureError(message, word=value, known=self._names(bound.rival))

    def _check(self, word: FigureWord, value: str) -> None:
        if not self._exists(word, value):
            raise FigureError.unknown(word.name, value, self._names(word))

    def _exists(self, word: FigureWord, value: str) -> bool:
        return _is_among(value, self._names(word)) or _is_among(value, self._former(word))

    def _names(self, word: FigureWord) -> Mapping[str, str]:
        if word.name not in self.names:
            self.names[word.name] = word.names()
        return self.names[word.name]

    def _former(self, word: FigureWord) -> Collection[str]:
        if word.name not in self.former:
            self.former[word.name] = word.former()
        return self.former[word.name]


def _is_among(value: str, names: Iterable[str]) -> bool:
    return value.casefold() in {name.casefold() for name in names}


type Answers = Mapping[str, RenderedFigure | None]
"""What figures show, by what is written between their braces."""


class Show(Enum):
    """Whether a page computes figures, or shows how it reads without a sample."""

    LIVE = "live"
    ABSENT = "absent"


def compute(
    texts: Iterable[str],
    *,
    defaults: Mapping[str, str] | None = None,
) -> dict[str, RenderedFigure | None]:
    """Compute every figure of these texts, to be handed to ``render``."""
    sources = (source for text in texts for source in sources_in(text))
    return answers_to(sources, defaults=defaults)


@lru_cache(maxsize=512)
def sources_in(text: str) -> tuple[str, ...]:
    """Return what stands between the braces of each figure; MarkupError beyond the limits."""
    return tuple(sources_of(parse(text))) if "{{" in text else ()


def sources_of(document: Document) -> Iterator[str]:
    """What stands between the braces of each figure."""
    return (token.content for token in figure_tokens(document.tokens))


def answers_to(
    sources: Iterable[str],
    *,
    defaults: Mapping[str, str] | None = None,
    has_conditions: bool = True,
) -> dict[str, RenderedFigure | None]:
    """Answer each figure once; what cannot be read is left out.

    Without conditions the answer is whether there is a sample, on whatever side of a bound.
    """
    asked: dict[Render, list[tuple[str, Arguments]]] = {}
    for source, arguments, kind in _readable(sources):
        request = replace(arguments, holds_always=not has_conditions)
        asked.setdefault(kind.render, []).append((source, _with(defaults or {}, request, kind)))
    answers: dict[str, RenderedFigure | None] = {}
    for render, pairs in asked.items():
        figures = render([arguments for _, arguments in pairs])
        answers |= zip((source for source, _ in pairs), figures, strict=True)
    return answers


def claims_in(sources: Iterable[str]) -> dict[str, Arguments]:
    """Return the figures that have a condition, by what is written between their braces."""
    readable = _readable(sources)
    return {source: arguments for source, arguments, _ in readable if arguments.is_claim}


def _readable(sources: Iterable[str]) -> Iterator[tuple[str, Arguments, FigureKind]]:
    for source in dict.fromkeys(sources):
        try:
            arguments, _ = read(source)
            kind = kind_of(arguments)
        except FigureError:
            continue
        yield source, arguments, kind


def _with(defaults: Mapping[str, str], arguments: Arguments, kind: FigureKind) -> Arguments:
    """Put the page's defaults in for options that the author left out."""
    usual = {
        option.name: defaults[option.name]
        for option in kind.options
        if option.name in defaults and option.name not in arguments.options
    }
    return replace(arguments, options={**arguments.options, **usual}, usual=frozenset(usual))


def resolve(document: Document, answers: Answers, *, has_names_checked: bool = False) -> None:
    """Leave on each figure's token what is shown (``Figure`` or ``None``) and its ``else``.

    Names of roles and the like are looked up only for an editor (``has_names_checked``); on a
    page, one that does not exist has no sample.
    """
    known = KnownNames()
    for token in figure_tokens(document.tokens):
        token.meta |= {"shown": answers.get(token.content), "else": "", "is_claim": False}
        try:
            arguments, token.meta["else"] = read(token.content)
            token.meta["is_claim"] = arguments.is_claim
            kind = kind_of(arguments)
            if has_names_checked:
                known.check(kind, arguments)
        except FigureError as error:
            alike = nearest(error.word, error.known)
            document.problems.append(MarkupProblem(token.meta["line"], error.message, alike))
