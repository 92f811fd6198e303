"""What stands between a figure's braces, read: its name, words and options, and what is wrong."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from jobboard.markup.figure_kinds import (
    CONDITIONS,
    Arguments,
    Bound,
    FigureKind,
    FigureWord,
    Registry,
)
from jobboard.markup.limits import FigureError

_PART = re.compile(
    r'(?:(?P<key>[\w-]+)=)?(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>[^\s="“”]+))(?:\s+|\Z)'
)


def kind_of(arguments: Arguments, registry: Registry) -> FigureKind:
    name = arguments.kind
    kind = registry.kinds.get(name)
    if kind is None:
        raise FigureError.unknown("figure", name, list(registry.kinds))
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
