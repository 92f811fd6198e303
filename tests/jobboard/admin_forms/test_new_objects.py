"""The form for a new object asks for what is typed, and shows no state that it cannot have yet."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def fields_of(page: Any) -> set[str]:
    rows = [line for fieldset in page.context["adminform"] for line in fieldset]
    return {
        cell.field["name"] if cell.is_readonly else cell.field.name for row in rows for cell in row
    }


@pytest.mark.parametrize(
    ("name", "asked", "later"),
    [
        ("listings_listing", "title", {"state", "posted_at", "edited", "pay_shown"}),
        ("listings_company", "website", {"blocked_at", "edited"}),
        ("listings_source", "board", {"last_error", "last_good_at"}),
        ("roles_guide", "deck", {"state", "updated_at"}),
    ],
)
def test_a_new_one_has_no_state_yet(
    administrator: Client, name: str, asked: str, later: set[str]
) -> None:
    fields = fields_of(administrator.get(reverse(f"admin:{name}_add")))
    assert asked in fields
    assert not later & fields


def test_what_stands_in_backticks_is_code(administrator: Client) -> None:
    page = administrator.get(reverse("admin:index"))
    assert "<code>make run</code> starts it" in page.text
