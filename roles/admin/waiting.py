"""Guides that wait for an editor."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from roles.access import Person, guides_for, may_publish
from roles.admin.guide_state import STATES

GUIDES = {"in_review": "Guides in review", "stale": "Guides due for review"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many of something, and the list that holds them."""

    label: str
    count: int
    url: str


def guides_waiting_for(person: Person) -> list[Waiting]:
    """What waits for whoever may publish; one query."""
    if not may_publish(person):
        return []
    conditions = {name: Count("pk", filter=STATES[name][1]) for name in GUIDES}
    counts = guides_for(person).aggregate(**conditions)
    url = reverse("admin:roles_guide_changelist")
    return [
        Waiting(label, counts[name], f"{url}?{urlencode({'state': name})}")
        for name, label in GUIDES.items()
    ]
