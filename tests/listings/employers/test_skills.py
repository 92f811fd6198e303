"""Skills of a posting that an employer types."""

from typing import Any

import pytest
from django.test import Client

from listings.models import Listing
from tests.listings.employers.typed import TEXT, code_of, mails, send
from tests.listings.factories import make_skill

pytestmark = pytest.mark.django_db

ASKS = f"{TEXT}\n\n## Requirements\n\nRope work\n\n## Nice to have\n\nKnots"


@pytest.fixture(autouse=True)
def _skills() -> None:
    for name in ("Rope Work", "Knots", "Tides"):
        make_skill(name)


def shown(client: Client, **changes: Any) -> list[tuple[str, list[str]]]:
    page = send(client, description=ASKS, **changes)["Location"]
    client.post(page, {"code": code_of(list(mails())[-1])})
    groups = Listing.objects.get().skills_by_demand
    return [(name, [one.slug for one in found]) for name, found in groups]


def test_must_have_and_nice_to_have_are_told_apart_by_the_text(client: Client) -> None:
    assert shown(client, skills=["rope-work", "knots", "tides"]) == [
        ("Must have", ["rope-work"]),
        ("Skills", ["tides"]),
        ("Nice to have", ["knots"]),
    ]


def test_what_is_not_ticked_is_not_asked_whatever_the_text_says(client: Client) -> None:
    seen = ["rope-work", "knots"]
    assert shown(client, skills=["rope-work"], seen_skills=seen) == [("Skills", ["rope-work"])]
