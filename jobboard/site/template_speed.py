"""Django's templates, evaluated with fewer steps where nothing out of the ordinary happens.

A page looks up a thousand values, and Django asks of each one whether it may be called, translated,
localised or made safe. Here the usual answers come first: a text, a number, an attribute. Whatever
else there is goes Django's own way, so a template means the same with or without this. Done once,
when a template is loaded.
"""

from collections.abc import Iterator
from functools import partial
from html import escape
from types import MethodType
from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList
from django.template.base import (
    VARIABLE_ATTRIBUTE_SEPARATOR,
    FilterExpression,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.smartif import TokenBase
from django.utils.safestring import SafeString

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
