"""The states of a guide and its way through them. Each step says what it did or why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jobboard.admin_forms.form_pages import (
    ConditionFilter,
    FilterCondition,
    ObjectActionsAdmin,
    action,
    say_done,
)
from jobboard.models.user import Person
from jobboard.site import dates
from roles.admin.history import RecordedAdmin
from roles.models import Guide, GuideChange, GuideStatus
from roles.models.guide import due_if_before
from roles.querysets import guides_for, may_publish

OUT = (GuideStatus.SCHEDULED, GuideStatus.PUBLISHED)
LIVE = Q(status__in=OUT, published_at__lte=Now())
STALE = LIVE & (
    Q(reviewed_on__lt=due_if_before())
    | Q(reviewed_on__isnull=True, published_at__lt=due_if_before())
)
STATES = {
    "draft": FilterCondition("Draft", Q(status=GuideStatus.DRAFT)),
    "in_review": FilterCondition("In review", Q(status=GuideStatus.IN_REVIEW)),
    "waiting": FilterCondition("Scheduled, not out yet", Q(status__in=OUT, published_at__gt=Now())),
    "live": FilterCondition("Live", LIVE),
    "stale": FilterCondition("Live, due for review", STALE),
    "archived": FilterCondition("Archived", Q(status=GuideStatus.ARCHIVED)),
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
    return waiting_in(guides_for(person), STATES, GUIDES) if may_publish(person) else []


def waiting_in(
    rows: QuerySet[Any], states: Mapping[str, FilterCondition], labels: Mapping[str, str]
) -> list[Waiting]:
    """Rows in each state that has a label here, and the way to the list of them; one query."""
    counts = rows.aggregate(**{name: Count("pk", filter=states[name].q) for name in labels})
    url = reverse(f"admin:{rows.model._meta.label_lower.replace('.', '_')}_changelist")
    return [
        Waiting(label, counts[name], f"{url}?{urlencode({'state': name})}")
        for name, label in labels.items()
    ]


NAMES = ("send_to_review", "publish_now", "schedule", "back_to_draft", "archive", "still_right")
OFFERED_IN = {  # in which an action is offered on a guide's own page; others always are
    "send_to_review": {"draft"},
    "publish_now": {"draft", "in review", "scheduled", "archived"},
    "schedule": {"draft", "in review", "archived"},
    "back_to_draft": {"in review", "scheduled", "live", "archived"},
    "archive": {"draft", "in review", "scheduled", "live"},
    "still_right": {"live"},
    "make_preview_link": {"draft", "in review", "scheduled"},
    "withdraw_preview_link": {"draft", "in review", "scheduled"},
}
UNPUBLISHED = Q(status__in=(GuideStatus.DRAFT, GuideStatus.IN_REVIEW, GuideStatus.ARCHIVED))


def publish(guide: Guide) -> None:
    """Let the public read it from now on; one that was out before keeps its date."""
    now = timezone.now()
    if guide.published_at is None or guide.published_at > now:
        guide.published_at = now
    guide.status = GuideStatus.PUBLISHED


def mark_reviewed(guide: Guide) -> None:
    guide.reviewed_on = dates.today()


def moved_to(status: GuideStatus) -> Callable[[Guide], None]:
    def change(guide: Guide) -> None:
        guide.status = status

    return change


class GuideActions(RecordedAdmin, ObjectActionsAdmin):
    """Actions in the list and on the page of one guide."""

    def has_step(self, request: HttpRequest, obj: Guide, name: str) -> bool:
        state = state_of(obj)
        if name == "back_to_draft" and not may_publish(request.user):
            return obj.status == GuideStatus.IN_REVIEW  # what is out, an editor takes off
        return state in OFFERED_IN.get(name, {state})

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)

    @action("Send to review")
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        drafts = Q(status=GuideStatus.DRAFT)
        self._each(request, queryset, drafts, moved_to(GuideStatus.IN_REVIEW), "sent to review")

    @action("Publish now", "publish")
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        fits = UNPUBLISHED | Q(published_at__gt=Now())
        self._each(request, queryset, fits, publish, "published")

    @action("Schedule for its date and time", "publish")
    def schedule(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        undated = queryset.filter(UNPUBLISHED).exclude(published_at__gt=Now()).count()
        if undated:
            text = f"{undated} not scheduled: give a date and time to come, save, and try again."
            self.message_user(request, text, messages.ERROR)
        fits = UNPUBLISHED & Q(published_at__gt=Now())
        if not undated or queryset.filter(fits).exists():
            self._each(request, queryset, fits, moved_to(GuideStatus.SCHEDULED), "scheduled")

    @action("Back to draft")
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        """A writer takes back what is in review; an editor takes off what is out."""
        is_editor = may_publish(request.user)
        fits = ~Q(status=GuideStatus.DRAFT) if is_editor else Q(status=GuideStatus.IN_REVIEW)
        self._each(request, queryset, fits, moved_to(GuideStatus.DRAFT), "back in draft")

    @action("Archive: off the site", "publish")
    def archive(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        fits = ~Q(status=GuideStatus.ARCHIVED)
        self._each(request, queryset, fits, moved_to(GuideStatus.ARCHIVED), "archived")

    @action("Checked, still right: reviewed today", "publish")
    def still_right(self, request: HttpRequest, queryset: QuerySet[Guide]) -> None:
        self._each(request, queryset, Q(), mark_reviewed, "reviewed today")

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
        number = len(guides)
        say_done(self, request, number, ("guide", "guides"), done, left=chosen - number)


FIELD = "tell_readers"


class ToldForm(forms.ModelForm):
    """A guide's form with a line for its readers."""

    tell_readers = forms.CharField(
        label="Tell readers what changed",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text="When facts changed: one sentence. It stands at the end of the guide with "
        "today's date. Leave it empty for a comma.",
    )


class GuideChangeInline(admin.TabularInline):
    """Lines that were told, to be put right or taken back."""

    model = GuideChange
    fields = ("on", "text")
    extra = 0
    classes = ("collapse",)
    verbose_name = "line"
    verbose_name_plural = "what changed: lines at the end of the guide"


class TellsReadersAdmin(admin.ModelAdmin):
    """For the ModelAdmin of guides. Its form is a ``ToldForm``."""

    def get_fieldsets(self, request: HttpRequest, obj: Guide | None = None) -> Any:
        """Offer the line where somebody reads the guide already."""
        fieldsets = super().get_fieldsets(request, obj)
        if not _tells(request, obj):
            return fieldsets
        [*before, (name, options)] = fieldsets
        return [*before, (name, {**options, "fields": (FIELD, *options["fields"])})]

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: Sequence[BaseInlineFormSet],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        text = form.cleaned_data.get(FIELD, "")
        if text and _tells(request, form.instance):
            GuideChange.objects.create(guide=form.instance, text=text)


def _tells(request: HttpRequest, guide: Guide | None) -> bool:
    return bool(guide and guide.is_live and may_publish(request.user))
