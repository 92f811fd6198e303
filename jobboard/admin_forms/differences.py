"""A field's two versions in words that a person can compare."""

from typing import Any

from diff_match_patch import diff_match_patch
from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jobboard.admin_forms.state import Row, Value

SECONDS = 0.2  # after which differences become coarser instead of finer
TAGS = {-1: "del", 1: "ins"}


def label_of(row: Row, field: str = "") -> str:
    """Name a row, or a field of it: "Section “Tools”, body"."""
    label = str(row.form.fields[field].label or field).lower() if field else ""
    if not row.prefix:
        return label.capitalize()
    place = f"“{_name(row)}”"
    return f"{place}, {label}" if label else place


def _name(row: Row) -> str:
    instance = getattr(row.form, "instance", None)
    if instance is not None and instance.pk and row.prefix:
        return str(instance)
    for name in ("heading", "title", "kind", "phrase", "role"):
        if value := row.values.get(name):
            return shown(row, name, value)
    return "new row"


def shown(row: Row, field: str, value: Value) -> str:
    """Write a value for reading: names in place of keys."""
    widget = row.form.fields[field].widget
    choices = getattr(row.form.fields[field], "queryset", None)
    if choices is not None and value:
        return ", ".join(_names(choices, value if isinstance(value, list) else [value]))
    if isinstance(value, list):
        labels = _labels(widget)
        glue = ", " if labels else " "
        return glue.join(labels.get(str(one), str(one)) for one in value if one)
    if isinstance(widget, forms.CheckboxInput):
        return "yes" if value else "no"
    return _labels(widget).get(value, value) if value else value


def _labels(widget: forms.Widget) -> dict[str, str]:
    """The words of a widget's choices by their keys; empty for a widget without choices."""
    inner = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
    return {str(key): str(label) for key, label in getattr(inner, "choices", ())}


def _names(choices: Any, keys: list[str]) -> list[str]:
    wanted = [key for key in keys if key.isdecimal()]
    return [str(one) for one in choices.filter(pk__in=wanted)]


def marked(before: str, after: str) -> SafeString:
    """``after`` with ``ins`` around what is new and ``del`` around what is gone."""
    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    parts = engine.diff_main(before, after)
    engine.diff_cleanupSemantic(parts)
    return format_html_join("", "{}", ((_part(kind, text),) for kind, text in parts))


def _part(kind: int, text: str) -> SafeString | str:
    tag = TAGS.get(kind)
    return format_html("<{0}>{1}</{0}>", tag, text) if tag else text
