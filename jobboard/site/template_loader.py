"""Templates are written for people, one element a line, and sent without that indentation.

White space next to a block element never shows, so it goes; elsewhere a line break is one space.
What stands in ``pre``, ``textarea``, ``script`` and ``style`` stays as it is.

A page looks up a thousand values, and Django asks of each one whether it may be called, translated,
localised or made safe. Here the usual answers come first: a text, a number, an attribute. Whatever
else there is goes Django's own way, so a template means the same with or without this.

All of it is done once, when a template is loaded.
"""

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from types import MethodType
from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList, Origin, Template
from django.template.base import (
    VARIABLE_ATTRIBUTE_SEPARATOR,
    FilterExpression,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import URLNode
from django.template.loaders import cached, filesystem
from django.template.smartif import TokenBase
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString

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


_MISSING: Any = object()
_NOT_PLAIN: Any = object()
_METHODS = frozenset({MethodType, partial})


class QuickVariable(Variable):
    """A name and attributes; what is out of the ordinary is left to Django."""

    __slots__ = ("name", "rest")

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.name, *self.rest = written.split(VARIABLE_ATTRIBUTE_SEPARATOR)

    def resolve(self, context: Any) -> Any:
        name = self.name
        for values in reversed(context.dicts):
            if name in values:
                current = values[name]
                break
        else:
            if hasattr(context, name):
                return super().resolve(context)
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, context))
        if callable(current):
            current = _called(current)
        for bit in self.rest:
            if current is _NOT_PLAIN:
                break
            current = _of(current, bit)
            if current is _MISSING:
                raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (bit, context))
        return super().resolve(context) if current is _NOT_PLAIN else current


def _of(current: Any, bit: str) -> Any:
    """A value of a dict, or an attribute; a method is called."""
    if type(current) is dict:
        if bit in current:
            found = current[bit]
        else:
            return _NOT_PLAIN if bit.isdecimal() or hasattr(dict, bit) else _MISSING
    else:
        try:
            found = current[bit] if hasattr(type(current), "__getitem__") else getattr(current, bit)
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            return _NOT_PLAIN
    return _called(found) if callable(found) else found


def _called(value: Any) -> Any:
    """What a method gives, where Django would call it and nothing goes wrong."""
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if type(value) not in _METHODS or getattr(value, "alters_data", False):
        return _NOT_PLAIN
    try:
        return value()
    except Exception:  # noqa: BLE001 (Django calls it again, and says what follows)
        return _NOT_PLAIN


class QuickVariableNode(VariableNode):
    """Shows a value; text is escaped, and what is safe is not, without further question."""

    def render_annotated(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)


class FinishedNodeList(NodeList):
    """The nodes of a template that changes no more: what is in it is looked for once."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self._found: dict[type, list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type) -> list[Node]:
        if nodetype not in self._found:
            self._found[nodetype] = super().get_nodes_by_type(nodetype)
        return self._found[nodetype]


def quicken(node: Node) -> Node:
    """Have a node look up its values quickly; return the node that stands in its place."""
    for expression in _expressions(vars(node)):
        if _is_plain(expression.var):
            expression.var = QuickVariable(expression.var.var)
    if type(node) is VariableNode:
        new = QuickVariableNode(node.filter_expression)
        new.token, new.origin = node.token, node.origin
        return new
    return node


def _is_plain(value: Any) -> bool:
    return type(value) is Variable and value.lookups is not None and not value.translate


def _expressions(value: Any) -> Iterator[FilterExpression]:
    """All that a node looks up, wherever it holds it: in lists, by name, or in a condition."""
    if isinstance(value, FilterExpression):
        yield value
    elif isinstance(value, TokenBase):
        yield from _expressions([value.value, value.first, value.second])
    elif isinstance(value, dict):
        yield from _expressions([*value.values()])
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _expressions(one)
