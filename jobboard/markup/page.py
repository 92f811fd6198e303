"""From Markdown to a page's HTML: parse, figures, glossary links, headings, clean.

Links and pictures may lead to the web, a mailbox or this site; pictures only to its media.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from markdown_it.token import Token

from jobboard.markup.figures import Answers, Show, answers_to, resolve, sources_of
from jobboard.markup.glossary import Glossary, GlossaryTerm, link_terms
from jobboard.markup.headings import Anchors, Heading, name_headings, own_fragment
from jobboard.markup.html import to_html
from jobboard.markup.inline_text import (
    place_figures,
    text_and_starts,
    text_of,
    text_token,
    with_lines,
)
from jobboard.markup.parser import Document, MarkupError, MarkupProblem, parse, without_unseen

WORDS_A_MINUTE = 238  # silent reading of English non-fiction; M. Brysbaert, 2019
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as a page shows it. ``text`` is its plain text, a line for each block."""

    html: SafeString
    text: str
    contents: tuple[Heading, ...]
    words: int
    linked_terms: tuple[str, ...]
    problems: tuple[MarkupProblem, ...]
    live_figures: int
    absent_figures: int


def render(
    text: str,
    *,
    terms: Sequence[GlossaryTerm] | Glossary = (),
    anchors: Anchors | None = None,
    figures: Show | Answers = Show.LIVE,
    defaults: Mapping[str, str] | None = None,
    first_level: int = 2,
) -> Rendered:
    """Render one text. Raises ``MarkupError`` for a text beyond ``limits``.

    For texts of one page hand the same ``Glossary`` and ``Anchors`` to each call, in the order in
    which they are read, and as ``figures`` what ``compute`` answered of all of them. ``defaults``
    are options, such as the page's country, for figures that take them and name none.
    """
    document = _parsed(text)
    if figures is Show.LIVE:
        figures = answers_to(sources_of(document), defaults=defaults)
    resolve(document, {} if isinstance(figures, Show) else figures)
    glossary = terms if isinstance(terms, Glossary) else Glossary(terms)
    return _rendered(document, glossary, anchors or Anchors(), first_level)


def check(text: str) -> tuple[MarkupProblem, ...]:
    """Return all that an editor should mend, by line; no figure is computed."""
    try:
        document = _parsed(text)
        resolve(document, {}, has_names_checked=True)
        return _rendered(document, Glossary(()), Anchors(), 2).problems
    except MarkupError as error:
        return (error.problem,)


def plain(text: str) -> str:
    """Return the words alone, a line for each block, as they stand without live figures."""
    document = _parsed(text)
    resolve(document, {})
    place_figures(document)
    return _plain(document.tokens)


def count_words(text: str) -> int:
    """Count the words of a plain text; "state-of-the-art" and "don't" are one each."""
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Return whole minutes, at least one, at the usual speed of silent reading."""
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def _parsed(text: str) -> Document:
    document = parse(text)
    check_addresses(document)
    return document


def _rendered(
    document: Document, glossary: Glossary, anchors: Anchors, first_level: int
) -> Rendered:
    live, absent = place_figures(document)
    linked = link_terms(document.tokens, glossary)
    tokens, contents = name_headings(document.tokens, anchors, first_level)
    text = _plain(tokens)
    return Rendered(
        html=to_html(tokens),
        text=text,
        contents=contents,
        words=count_words(text),
        linked_terms=tuple(linked),
        problems=tuple(sorted(document.problems, key=lambda problem: problem.line)),
        live_figures=live,
        absent_figures=absent,
    )


def _plain(tokens: Sequence[Token]) -> str:
    lines = (
        text_of(token.children) if token.type == "inline" else token.content.strip()
        for token in tokens
    )
    return without_unseen("\n".join(line for line in lines if line))


def validate_markup(text: str) -> None:
    """Raise ``ValidationError`` with a message for each problem, each with its line."""
    problems = check(text)
    if problems:
        raise ValidationError([str(problem) for problem in problems], code="markup")


SCHEMES = {"http", "https", "mailto"}
_MEDIA = re.compile(r"/media/(?:[\w-]+/)*[\w-][\w.-]*", re.ASCII)


def check_addresses(document: Document) -> None:
    """Replace links and pictures that are not allowed by their text, and note why."""
    for token in document.tokens:
        if token.type == "inline" and token.children:
            _check_images(token, document.problems)
            _check_links(token, document.problems)


def _check_images(inline: Token, problems: list[MarkupProblem]) -> None:
    children = []
    for line, child in with_lines(inline):
        why = _fault_of_image(child) if child.type == "image" else ""
        if why:
            problems.append(MarkupProblem(line, why))
        children.append(text_token(_alt(child)) if why else child)
    inline.children = children


def _fault_of_image(image: Token) -> str:
    if any(child.type == "figure" for child in image.children or ()):
        return "A figure cannot stand in a picture's description."
    if not _alt(image):
        return "This picture has no description: write it between ![ and ]."
    if not _MEDIA.fullmatch(str(image.attrs["src"])):
        return "A picture must be one that was uploaded here: its address begins with /media/."
    return ""


def _alt(image: Token) -> str:
    return text_of(image.children)


def _check_links(inline: Token, problems: list[MarkupProblem]) -> None:
    """Keep links that are allowed; links hold no links, so one is open at a time."""
    kept: list[Token] = []
    opened = -1  # where in ``kept`` the open link stands; -1: none, or one taken away
    for line, child in with_lines(inline):
        why = ""
        if child.type == "link_open":
            why = _fault_of_link(str(child.attrs["href"]))
            opened = -1 if why else len(kept)
            child.attrs = _attributes(str(child.attrs["href"]))
        elif child.type == "link_close" and opened >= 0 and not _has_text(kept[opened:]):
            why = "This link has no text."
            del kept[opened:]
            opened = -1
        if why:
            problems.append(MarkupProblem(line, why))
        if opened >= 0 or not child.type.startswith("link_"):
            kept.append(child)
    inline.children = kept


def _has_text(children: Sequence[Token]) -> bool:
    """Tell whether there is something to read, or a picture whose description is read out."""
    return bool(text_and_starts(children)[0].strip())


def _fault_of_link(href: str) -> str:
    try:
        address = urlsplit(href)
    except ValueError:
        return "This link's address is not valid."
    if address.scheme and address.scheme not in SCHEMES:
        return f"A link may not begin with “{address.scheme}:”."
    if address.scheme in {"http", "https"} and not address.hostname:
        return "This link's address has no host name."
    if not address.scheme and (address.netloc or href.startswith("//")):
        return "This link begins with //: write https:// in front of the host name."
    return "" if href else "This link has no address."


def _attributes(href: str) -> dict[str, str | int | float]:
    if href.startswith("#"):
        return {"href": own_fragment(href)}
    if href.startswith(("http:", "https:")):
        return {"href": href, "rel": "noopener"}
    return {"href": href}
