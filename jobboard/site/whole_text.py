"""Text that is pasted comes whole: the form says what is too long, the browser cuts nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms


class WholeTextField(forms.CharField):
    """A ``CharField`` without ``maxlength`` for the browser, which would silently cut."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {k: v for k, v in super().widget_attrs(widget).items() if k != "maxlength"}


def uncut(fields: Mapping[str, forms.Field]) -> None:
    """The same for fields that a model made."""
    for field in fields.values():
        field.widget.attrs.pop("maxlength", None)
