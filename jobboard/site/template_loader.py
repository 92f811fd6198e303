"""Templates are written for people, one element a line, and sent without that indentation.

White space next to a block element never shows, so it goes; elsewhere a line break is one space.
What stands in ``pre``, ``textarea``, ``script`` and ``style`` stays as it is. Done once, when a
template is loaded.
"""

import re
from typing import Any

from django.template import Context, Node, NodeList, Origin, Template
from django.template.base import FilterExpression, TextNode
from django.template.defaulttags import URLNode
from django.template.loaders import cached, filesystem
from django.templatetags.static import StaticNode

from jobboard.site.template_speed import FinishedNodeList, quicken

BLOCKS = frozenset(
    [
        *("html", "head", "body", "header", "main", "footer", "nav", "section", "article", "aside"),
        *("div", "p", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "fieldset"),
        *("legend", "details", "summary", "table", "thead", "tbody", "tr", "td", "th", "figure"),
        *("hr", "meta", "link", "title", "search", "select", "option"),
    ]
)
_AS_IT_IS = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
_PIECE = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
    r"|<[a-zA-Z/!](?:\{%.*?%\}|\{\{.*?\}\}|\"[^\"]*\"|'[^']*'|[^<>\"'{]|\{(?![%{]))*>"
    r"|[^<{]+|[<{]",
    re.DOTALL,
)
_BREAK = re.compile(r"[ \t]*\n\s*")
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")


class Loader(filesystem.Loader):
    """Loads the project's own templates without their indentation."""

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return without_indentation(source) if str(origin.name).endswith(".html") else source


class KeptLoader(cached.Loader):
    """Keeps templates; in the project's own, addresses that never change are filled in."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template: Any = super().get_template(template_name, skip)
        is_ours = isinstance(template.origin.loader, Loader)
        if is_ours and not getattr(template, "is_filled_in", False):
            fill_in(template.nodelist)
            template.nodelist = FinishedNodeList(template.nodelist)
            template.is_filled_in = True
        return template


def fill_in(nodes: NodeList) -> None:
    """Put addresses that are the same on every page in the place of the tags that look them up."""
    for at, node in enumerate(nodes):
        for name in node.child_nodelists:
            if (inner := getattr(node, name, None)) is not None:
                fill_in(inner)
        for _, inner in getattr(node, "conditions_nodelists", ()):
            fill_in(inner)
        if _is_constant(node):
            text = TextNode(node.render(Context()))
            text.token, text.origin = node.token, node.origin
            nodes[at] = text
        else:
            nodes[at] = quicken(node)


def _is_constant(node: Node) -> bool:
    if isinstance(node, StaticNode):
        return node.varname is None and _is_written(node.path)
    return (
        isinstance(node, URLNode)
        and node.asvar is None
        and not node.kwargs
        and all(map(_is_written, (node.view_name, *node.args)))
    )


def _is_written(value: FilterExpression) -> bool:
    """Tell whether a value stands in the template itself."""
    return isinstance(value.var, str) and not value.filters


def without_indentation(source: str) -> str:
    """Return a template that renders the same page in fewer characters."""
    parts = _AS_IT_IS.split(source)
    # of every three parts: text, an element that stays, and its name
    kept = [parts[at + 1] if at + 1 < len(parts) else "" for at in range(0, len(parts), 3)]
    texts = [_joined(_PIECE.findall(text)) for text in parts[::3]]
    return "".join(text + element for text, element in zip(texts, kept, strict=True))


def _joined(pieces: list[str]) -> str:
    done = []
    for at, piece in enumerate(pieces):
        if "\n" not in piece:
            done.append(piece)
        elif piece.strip() or _is_beside_a_block(pieces, at):
            done.append(_of_text(pieces, at))
        else:
            done.append(" ")
    return "".join(done)


def _of_text(pieces: list[str], at: int) -> str:
    """One piece on one line, without the white space that touches a block element."""
    text = _BREAK.sub(" ", pieces[at])
    if at and _is_block(pieces[at - 1]):
        text = text.lstrip()
    return text.rstrip() if at + 1 < len(pieces) and _is_block(pieces[at + 1]) else text


def _is_beside_a_block(pieces: list[str], at: int) -> bool:
    return any(_is_block(piece) for piece in (*pieces[at - 1 : at], *pieces[at + 1 : at + 2]))


def _is_block(piece: str) -> bool:
    name = _NAME.match(piece)
    return name is not None and name[1].lower() in BLOCKS
