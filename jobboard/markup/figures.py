"""Live figures: ``{{ share python data-scientist country=US else="Python is common" }}``.

After the name come words and options, with spaces between; what holds a space stands in
quotation marks. ``else`` is what stands there while the figure has no sample. The kinds of
figures are registered by the app that can compute them (``figure_kinds``); until then there are
none, and every figure is a problem.

``above`` or ``below`` make the figure's sentence a claim: ``{{ share docker ml-engineer above=30%
else="Few name Docker." }}``. Where it does not hold, and where there is no sample, ``else`` stands
instead of the whole sentence.

Where a figure has no sample and no ``else``, its sentence is left out. A block that loses all its
sentences goes too, and a list that loses all its items takes along the sentence before it that
ends in a colon. An empty table cell shows a dash.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache

from markdown_it.token import Token

from jobboard.markup.figure_kinds import (
    CONDITIONS,
    REGISTRY,
    Arguments,
    Bound,
    FigureKind,
    Registry,
    Render,
    RenderedFigure,
    Word,
)
from jobboard.markup.inline_text import flow, text_of, text_token, without_sentences
from jobboard.markup.limits import FigureError, MarkupProblem, nearest
from jobboard.markup.parser import Document, parse

_PART = re.compile(
    r'(?:(?P<key>[\w-]+)=)?(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>[^\s="“”]+))(?:\s+|\Z)'
)

type Answers = Mapping[str, RenderedFigure | None]
"""What figures show, by what is written between their braces."""


class Show(Enum):
    """Whether a page computes figures, or shows how it reads without a sample."""

    LIVE = "live"
    ABSENT = "absent"


def compute(
    texts: Iterable[str],
    *,
    registry: Registry = REGISTRY,
    defaults: Mapping[str, str] | None = None,
) -> dict[str, RenderedFigure | None]:
    """Compute every figure of these texts, to be handed to ``render``."""
    sources = (source for text in texts for source in sources_in(text))
    return answers_to(sources, registry=registry, defaults=defaults)


@lru_cache(maxsize=512)
def sources_in(text: str) -> tuple[str, ...]:
    """Return what stands between the braces of each figure; MarkupError beyond the limits."""
    return tuple(sources_of([parse(text)])) if "{{" in text else ()


def sources_of(documents: Iterable[Document]) -> Iterator[str]:
    """What stands between the braces of each figure."""
    for document in documents:
        yield from (token.content for token in _figures(document.tokens))


def answers_to(
    sources: Iterable[str],
    *,
    registry: Registry = REGISTRY,
    defaults: Mapping[str, str] | None = None,
    has_conditions: bool = True,
) -> dict[str, RenderedFigure | None]:
    """Answer each figure once; what cannot be read is left out.

    Without conditions the answer is whether there is a sample, on whatever side of a bound.
    """
    asked: dict[Render, list[tuple[str, Arguments]]] = {}
    for source, arguments, kind in _readable(sources, registry):
        request = arguments if has_conditions else arguments.without_condition()
        asked.setdefault(kind.render, []).append((source, _with(defaults or {}, request, kind)))
    answers: dict[str, RenderedFigure | None] = {}
    for render, pairs in asked.items():
        figures = render([arguments for _, arguments in pairs])
        answers |= zip((source for source, _ in pairs), figures, strict=True)
    return answers


def claims_in(sources: Iterable[str], *, registry: Registry = REGISTRY) -> dict[str, Arguments]:
    """Return the figures that have a condition, by what is written between their braces."""
    readable = _readable(sources, registry)
    return {source: arguments for source, arguments, _ in readable if arguments.is_claim}


def _readable(
    sources: Iterable[str], registry: Registry
) -> Iterator[tuple[str, Arguments, FigureKind]]:
    for source in dict.fromkeys(sources):
        try:
            arguments, _ = _split(source)
            kind = _kind(arguments, registry)
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


def resolve(
    documents: Sequence[Document],
    answers: Answers,
    *,
    registry: Registry = REGISTRY,
    has_names_checked: bool = False,
) -> None:
    """Leave on each figure's token what is shown (``Figure`` or ``None``) and its ``else``.

    Names of roles and the like are looked up only for an editor (``has_names_checked``); on a
    page, one that does not exist has no sample.
    """
    known = _Known()
    for document in documents:
        for token in _figures(document.tokens):
            token.meta |= {"shown": answers.get(token.content), "else": "", "is_claim": False}
            try:
                arguments, token.meta["else"] = _split(token.content)
                token.meta["is_claim"] = arguments.is_claim
                kind = _kind(arguments, registry)
                if has_names_checked:
                    known.check(kind, arguments)
            except FigureError as error:
                alike = nearest(error.word, error.known)
                document.problems.append(MarkupProblem(token.meta["line"], error.message, alike))


class _Known:
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

    def _check(self, word: Word, value: str) -> None:
        if word.name not in self.names:
            self.names[word.name] = word.names()
        names = self.names[word.name]
        if not (_is_among(value, names) or _is_among(value, self._former(word))):
            raise FigureError.unknown(word.name, value, names)

    def _former(self, word: Word) -> Collection[str]:
        if word.name not in self.former:
            self.former[word.name] = word.former()
        return self.former[word.name]


def _figures(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "figure":
                yield child


def _kind(arguments: Arguments, registry: Registry) -> FigureKind:
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
    given = {name: value for name, value in arguments.options.items() if name in CONDITIONS}
    if len(given) > 1:
        raise FigureError("A figure is “above” or “below” a bound, not both.")
    for name, value in given.items():
        if bound.read(value) is None:
            example = f"{name}={bound.example}"
            raise FigureError(f"“{name}={value}” cannot be read: write it as in {example}.")


def _split(source: str) -> tuple[Arguments, str]:
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


def _is_among(value: str, names: Iterable[str]) -> bool:
    return value.casefold() in {name.casefold() for name in names}


_NO_FIGURE = "–"
_GO_WHEN_EMPTY = {
    "paragraph_close", "list_item_close", "bullet_list_close", "ordered_list_close",
    "blockquote_close",
}  # fmt: skip
_LISTS = {"bullet_list_close", "ordered_list_close"}
_IN_HEADING = "A figure cannot stand in a heading: its address would change with the figure."


def settle(document: Document) -> tuple[int, int]:
    """Put figures, their ``else`` or nothing in place; return how many are live and absent."""
    live = absent = 0
    has_cuts = False
    block = ""
    for token in document.tokens:
        figures = [child for child in token.children or () if child.type == "figure"]
        if figures and block == "heading_open":
            _forbid(token, figures, document.problems)
        elif figures:
            shown = sum(figure.meta["shown"] is not None for figure in figures)
            live, absent = live + shown, absent + len(figures) - shown
            has_cuts |= _settle_block(token, is_cell=block in {"td_open", "th_open"})
        block = token.type
    if has_cuts:
        document.tokens = _without_empty_blocks(document.tokens)
    return live, absent


def _forbid(heading: Token, figures: list[Token], problems: list[MarkupProblem]) -> None:
    heading.children = [child for child in heading.children or () if child.type != "figure"]
    problems += [MarkupProblem(figure.meta["line"], _IN_HEADING) for figure in figures]


def _settle_block(inline: Token, *, is_cell: bool) -> bool:
    """Change one block's tokens; tell whether a sentence was cut."""
    children = list(_settled(inline.children or ()))
    _, starts = flow(children)
    absent = [
        start for child, start in zip(children, starts, strict=False) if child.type == "figure"
    ]
    if absent:
        claims = [
            start for child, start in zip(children, starts, strict=False) if _has_wording(child)
        ]
        children = without_sentences(children, absent, claims)
        children = [_wording(child) if child.type == "figure" else child for child in children]
    if absent and is_cell and not children:
        children = [text_token(_NO_FIGURE)]
    inline.children = children
    return bool(absent)


def _has_wording(token: Token) -> bool:
    """Whether another sentence stands where this claim's would."""
    return token.type == "figure" and bool(token.meta["is_claim"] and token.meta["else"])


def _wording(figure: Token) -> Token:
    return text_token(figure.meta["else"])


def _settled(children: Sequence[Token]) -> Iterator[Token]:
    is_in_link = False
    for token in children:
        is_in_link = token.type == "link_open" or (is_in_link and token.type != "link_close")
        if token.type != "figure":
            yield token
        elif token.meta["shown"] is not None:
            shown = token.meta["shown"]
            plain = replace(shown, href="", details="") if is_in_link else shown
            yield token.copy(type="figure_shown", meta={"shown": plain})
        else:
            is_word = token.meta["else"] and not token.meta["is_claim"]
            yield _wording(token) if is_word else token


def _without_empty_blocks(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline" and not token.children:
            continue
        if token.type in _GO_WHEN_EMPTY and kept[-1].nesting > 0:
            kept.pop()
            if token.type in _LISTS:
                _drop_introduction(kept)
            continue
        kept.append(token)
    return kept


def _drop_introduction(kept: list[Token]) -> None:
    """Cut "These figures are known:" from the paragraph before a list that is gone."""
    if len(kept) < 3 or kept[-1].type != "paragraph_close":
        return
    inline = kept[-2]
    if text_of(inline.children).endswith(":"):
        children = inline.children or []
        inline.children = without_sentences(children, [len(flow(children)[0].rstrip()) - 1])
        if not inline.children:
            del kept[-3:]
