"""The way of a guide: draft, review, out, archive. Each step says what it did or why not."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from jobboard.admin_forms.object_actions import Steps
from jobboard.site import dates
from roles.access import may_publish
from roles.admin.guide_state import state_of
from roles.admin.history import RecordedAdmin
from roles.models import Guide

EVERYWHERE = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]
NAMES = ("send_to_review", "publish_now", "schedule", "back_to_draft", "archive", "still_right")
Status = Guide.Status
STATES = {  # in which an action is offered on a guide's own page; others always are
    "send_to_review": {"draft"},
    "publish_now": {"draft", "in review", "scheduled", "archived"},
    "schedule": {"draft", "in review", "archived"},
    "back_to_draft": {"in review", "scheduled", "live", "archived"},
    "archive": {"draft", "in review", "scheduled", "live"},
    "still_right": {"live"},
    "make_preview_link": {"draft", "in review", "scheduled"},
    "withdraw_preview_link": {"draft", "in review", "scheduled"},
}
UNPUBLISHED = Q(status__in=(Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED))


def publish(guide: Guide) -> None:
    """Let the public read it from now on; one that was out before keeps its date."""
    now = timezone.now()
    if guide.published_at is None or guide.published_at > now:
        guide.published_at = now
    guide.status = Status.PUBLISHED


def review(guide: Guide) -> None:
    guide.reviewed_on = dates.today()


def to(status: Guide.Status) -> Callable[[Guide], None]:
    def change(guide: Guide) -> None:
        guide.status = status

    return change


class GuideActions(RecordedAdmin, Steps):
    """Actions in the list and on the page of one guide."""

    def state_words(self, obj: Guide) -> str:
        return state_of(obj)

    def has_step(self, obj: Guide, name: str) -> bool:
        state = state_of(obj)
        return state in STATES.get(name, {state})

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    @admin.action(description="Send to review", permissions=["change"], location=EVERYWHERE)
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        drafts = Q(status=Status.DRAFT)
        self._each(request, queryset, drafts, to(Status.IN_REVIEW), "sent to review")

    @admin.action(description="Publish now", permissions=["publish"], location=EVERYWHERE)
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        fits = UNPUBLISHED | Q(published_at__gt=Now())
        self._each(request, queryset, fits, publish, "published")

    @admin.action(
        description="Schedule for its date and time",
        permissions=["publish"],
        location=EVERYWHERE,
    )
    def schedule(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        undated = queryset.filter(UNPUBLISHED).exclude(published_at__gt=Now()).count()
        if undated:
            text = f"{undated} not scheduled: give a date and time to come, save, and try again."
            self.message_user(request, text, messages.ERROR)
        fits = UNPUBLISHED & Q(published_at__gt=Now())
        if not undated or queryset.filter(fits).exists():
            self._each(request, queryset, fits, to(Status.SCHEDULED), "scheduled")

    @admin.action(description="Back to draft", permissions=["change"], location=EVERYWHERE)
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        """A writer takes back what is in review; an editor takes off what is out."""
        is_editor = may_publish(request.user)
        fits = ~Q(status=Status.DRAFT) if is_editor else Q(status=Status.IN_REVIEW)
        self._each(request, queryset, fits, to(Status.DRAFT), "back in draft")

    @admin.action(description="Archive: off the site", permissions=["publish"], location=EVERYWHERE)
    def archive(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        fits = ~Q(status=Status.ARCHIVED)
        self._each(request, queryset, fits, to(Status.ARCHIVED), "archived")

    @admin.action(
        description="Checked, still right: reviewed today",
        permissions=["publish"],
        location=EVERYWHERE,
    )
    def still_right(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        self._each(request, queryset, Q(), review, "reviewed today")

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Guide],
        fits: Q,
        verb: Callable[[Guide], None],
        done: str,
    ) -> None:
        """Do ``verb`` with each guide that fits, all or none, and say how it went."""
        chosen = queryset.count()
        with self.kept_action(request):
            guides = list(queryset.filter(fits).select_for_update(of=("self",)))
            for guide in guides:
                verb(guide)
                guide.save(update_fields=["status", "published_at", "reviewed_on", "updated_at"])
                self.log_change(request, guide, done)
        self._say(request, len(guides), chosen, done)

    def _say(self, request: HttpRequest, count: int, chosen: int, done: str) -> None:
        text = f"{count} {'guide' if count == 1 else 'guides'} {done}."
        if count < chosen:
            text += f" {chosen - count} left as they were: it does not apply to them."
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)
