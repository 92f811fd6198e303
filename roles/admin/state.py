"""States of a guide, in the words of editors, and the guides that wait for an editor."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse

from jobboard.admin_forms.list_filters import Condition, ConditionFilter
from roles.access import Person, guides_for, may_publish
from roles.models import Guide, GuideStatus
from roles.models.guide import due_if_before

OUT = (GuideStatus.SCHEDULED, GuideStatus.PUBLISHED)
LIVE = Q(status__in=OUT, published_at__lte=Now())
STALE = LIVE & (
    Q(reviewed_on__lt=due_if_before())
    | Q(reviewed_on__isnull=True, published_at__lt=due_if_before())
)
STATES = {
    "draft": Condition("Draft", Q(status=GuideStatus.DRAFT)),
    "in_review": Condition("In review", Q(status=GuideStatus.IN_REVIEW)),
    "waiting": Condition("Scheduled, not out yet", Q(status__in=OUT, published_at__gt=Now())),
    "live": Condition("Live", LIVE),
    "stale": Condition("Live, due for review", STALE),
    "archived": Condition("Archived", Q(status=GuideStatus.ARCHIVED)),
}


class GuideStateFilter(ConditionFilter):
    title = parameter_name = "state"
    conditions = STATES


def state_of(guide: Guide) -> str:
    """Return the state in words: "live", "scheduled", "draft"."""
    if guide.is_live:
        return "live"
    return "scheduled" if guide.status in OUT else guide.get_status_display().lower()


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
    conditions = {name: Count("pk", filter=STATES[name].q) for name in GUIDES}
    counts = guides_for(person).aggregate(**conditions)
    url = reverse("admin:roles_guide_changelist")
    return [
        Waiting(label, counts[name], f"{url}?{urlencode({'state': name})}")
        for name, label in GUIDES.items()
    ]
