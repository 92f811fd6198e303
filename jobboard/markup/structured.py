"""Structured data for machines: JSON-LD that is safe inside a page."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

# What could end a script element or a JavaScript string is written as an escape.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return ``data`` as JSON that is safe inside a script element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 (every sign that HTML reads is escaped)


def breadcrumbs(way: Sequence[tuple[str, str]]) -> SafeString:
    """Return a BreadcrumbList from pairs of name and path."""
    items = [
        {"@type": "ListItem", "position": i, "name": name, "item": settings.SITE_URL + path}
        for i, (name, path) in enumerate(way, 1)
    ]
    return json_ld({"@type": "BreadcrumbList", "itemListElement": items})
