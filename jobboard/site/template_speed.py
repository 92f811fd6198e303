"""Django's templates, evaluated with fewer steps where nothing out of the ordinary happens.

A page looks up a thousand values, and Django asks of each one whether it may be called, translated,
localised or made safe. Here the usual answers come first: a text, a number, an attribute. Whatever
else there is goes Django's own way, so a template means the same with or without this. Done once,
when a template is loaded.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from django.template import Context, Node
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


class QuickVariable(Variable):
    """A name and attributes; what is missing, called or translated is left to Django."""

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
        for bit in self.rest:
            if callable(current):
                return super().resolve(context)
            try:
                if hasattr(type(current), "__getitem__"):
                    current = current[bit]
                else:
                    current = getattr(current, bit)
            except (TypeError, AttributeError, KeyError, ValueError, IndexError):
                return super().resolve(context)
        return super().resolve(context) if callable(current) else current


class QuickVariableNode(VariableNode):
    """Shows a value; text is escaped, and what is safe is not, without further question."""

    def render_annotated(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        return render_value_in_context(value, context)


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
