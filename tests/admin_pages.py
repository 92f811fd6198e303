"""Pages of the admin as a browser opens, fills in and sends them."""

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse


def address(row: Model, kind: str = "change") -> str:
    """The page of a row, or of its model: "add", "changelist", "preview", "unsaved", "here"."""
    opts = row._meta
    args = [row.pk] if kind in {"change", "delete", "history"} else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{kind}", args=args)


def as_typed(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """The values of the page's forms and inlines as they stand, with ``changes``."""
    response = client.get(url)
    assert response.status_code == 200, url
    return {**values_in(response.context), **changes}


def values_in(context: Any) -> dict[str, Any]:
    """What a browser holds of a page whose context this is."""
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            values.update(_posted(bound))
    return values


def _posted(bound: Any) -> dict[str, Any]:
    value = bound.value()
    if hasattr(bound.field.widget, "widgets"):
        parts = bound.field.widget.decompress(value)
        return {
            f"{bound.html_name}_{number}": "" if part is None else str(part)
            for number, part in enumerate(parts)
        }
    if isinstance(value, list | tuple):
        return {bound.html_name: [getattr(one, "pk", one) for one in value]}
    if value is None or value is False:
        return {}
    return {bound.html_name: "on" if value is True else value}


def opened(client: Client, row: Model, **changes: Any) -> dict[str, Any]:
    """What the form of ``row`` holds with ``changes``: as it is sent, but for the button."""
    page = client.get(address(row))
    editing = page.context["editing"]
    hidden = {"_draft": editing["key"], "_version": editing["version"], "_object": row.pk}
    return {**values_in(page.context), **hidden, **changes}


def save(client: Client, url: str, **changes: Any) -> Any:
    """Type ``changes`` into the page's form and save it; its inlines stay as they are."""
    return client.post(url, as_typed(client, url, **changes))


def errors(response: Any) -> str:
    """Everything that the page says is wrong."""
    assert response.status_code == 200, response
    return str(response.context["errors"])


def act(client: Client, action: str, *rows: Any) -> list[str]:
    """Choose an action for these rows of a list; return what the page says."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    response = client.post(address(rows[0], "changelist"), chosen, follow=True)
    for row in rows:
        row.refresh_from_db()
    return [str(message) for message in response.context["messages"]]
