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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import lru_cache

from jobboard.markup.figure_kinds import (
    REGISTRY,
    Arguments,
    FigureKind,
    Registry,
    Render,
    RenderedFigure,
)
from jobboard.markup.figure_places import figure_tokens
from jobboard.markup.figure_reading import KnownNames, kind_of, read
from jobboard.markup.limits import FigureError, MarkupProblem, nearest
from jobboard.markup.parser import Document, parse

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
        yield from (token.content for token in figure_tokens(document.tokens))


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
        request = replace(arguments, holds_always=not has_conditions)
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
            arguments, _ = read(source)
            kind = kind_of(arguments, registry)
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
    known = KnownNames()
    for document in documents:
        for token in figure_tokens(document.tokens):
            token.meta |= {"shown": answers.get(token.content), "else": "", "is_claim": False}
            try:
                arguments, token.meta["else"] = read(token.content)
                token.meta["is_claim"] = arguments.is_claim
                kind = kind_of(arguments, registry)
                if has_names_checked:
                    known.check(kind, arguments)
            except FigureError as error:
                alike = nearest(error.word, error.known)
                document.problems.append(MarkupProblem(token.meta["line"], error.message, alike))
