"""The text area of Markdown fields."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import Media
from django.forms.widgets import Script

LINES = 14
LETTERS = 100  # in a line of Markdown


class Lines(AdminTextareaWidget):
    """A field of several lines. Browsers send CRLF; texts are kept with LF, as in files."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class MarkdownWidget(Lines):
    """``kind`` says how its text is checked; see ``jobboard.admin_forms.markdown_views``."""

    def __init__(self, *, lines: int = LINES, kind: str = "article", attrs: Any = None) -> None:
        given = {"rows": lines, "cols": LETTERS, "data-markdown": kind, "spellcheck": "true"}
        super().__init__(attrs={**given, **(attrs or {})})

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["css/editor.css"]},
            js=[Script("js/admin/editor.js", type="module")],  # type: ignore[list-item]
        )
