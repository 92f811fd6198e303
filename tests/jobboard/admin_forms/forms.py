"""A form of the admin as a browser holds it, with what every form carries."""

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.listings.admin.forms import values_in


def address(row: Model, kind: str = "change") -> str:
    """The page of a row, or of its model: "add", "unsaved", "here"."""
    opts = row._meta
    args = [row.pk] if kind == "change" else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{kind}", args=args)


def opened(client: Client, row: Model, **changes: Any) -> dict[str, Any]:
    """What the form of ``row`` sends when it is saved with ``changes``."""
    page = client.get(address(row))
    editing = page.context["editing"]
    hidden = {"_draft": editing["key"], "_version": editing["version"], "_object": row.pk}
    return {**values_in(page.context), **hidden, "_save": "1", **changes}
