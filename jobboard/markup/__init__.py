"""Markdown to safe HTML: anchors, contents, glossary links and live figures.

No model and no query here; figures are computed by the apps that register them.
"""

from jobboard.markup.figure_kinds import (
    KINDS,
    Arguments,
    Bound,
    FigureKind,
    FigureWord,
    RenderedFigure,
    described,
    register,
)
from jobboard.markup.figures import Answers, Show, compute
from jobboard.markup.glossary import Glossary, GlossaryTerm
from jobboard.markup.headings import Anchors, Heading
from jobboard.markup.html import breadcrumbs, json_ld
from jobboard.markup.page import (
    Rendered,
    check,
    count_words,
    plain,
    reading_minutes,
    render,
    validate_markup,
)
from jobboard.markup.parser import MarkupError, MarkupProblem
