"""The forms of the admin as a browser sends them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.listings.admin.forms import as_typed


def change_url(row: Any) -> str:
    return reverse(f"admin:roles_{row._meta.model_name}_change", args=[row.pk])


def save(client: Client, url: str, **changes: Any) -> Any:
    """Type ``changes`` into the page's form and save it; its inlines stay as they are."""
    return client.post(url, as_typed(client, url, **changes))


def act(client: Client, action: str, *rows: Any) -> list[str]:
    """Choose an action for these rows of a list; return what the page says."""
    url = reverse(f"admin:roles_{rows[0]._meta.model_name}_changelist")
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    response = client.post(url, chosen, follow=True)
    for row in rows:
        row.refresh_from_db()
    return [str(message) for message in response.context["messages"]]


def errors_of(response: Any) -> str:
    """Everything that the page says is wrong."""
    assert response.status_code == 200, response
    return str(response.context["errors"])
