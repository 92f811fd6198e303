"""States of a guide: the words that editors use for conditions over several fields."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from roles.models import Guide
from roles.models.guide import due_if_before

OUT = (Guide.Status.SCHEDULED, Guide.Status.PUBLISHED)
LIVE = Q(status__in=OUT, published_at__lte=Now())
STALE = LIVE & (
    Q(reviewed_on__lt=due_if_before())
    | Q(reviewed_on__isnull=True, published_at__lt=due_if_before())
)
STATES = {
    "draft": ("Draft", Q(status=Guide.Status.DRAFT)),
    "in_review": ("In review", Q(status=Guide.Status.IN_REVIEW)),
    "waiting": ("Scheduled, not out yet", Q(status__in=OUT, published_at__gt=Now())),
    "live": ("Live", LIVE),
    "stale": ("Live, due for review", STALE),
    "archived": ("Archived", Q(status=Guide.Status.ARCHIVED)),
}


class GuideStateFilter(admin.SimpleListFilter):
    """One of the ``STATES``; an unknown value keeps everything."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Guide]) -> QuerySet[Guide]:
        state = STATES.get(self.value() or "")
        return queryset.filter(state[1]) if state else queryset


def state_of(guide: Guide) -> str:
    """Return the state in words: "live", "scheduled", "draft"."""
    if guide.is_live:
        return "live"
    return "scheduled" if guide.status in OUT else guide.get_status_display().lower()
