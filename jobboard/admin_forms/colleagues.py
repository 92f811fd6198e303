"""Who else has the same text open: said by each page every few seconds, shown on the others."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jobboard.admin_forms.merge import moment
from jobboard.admin_forms.unsaved import KEY, OBJECT, is_key
from jobboard.models import OpenForm

FIELD, SEEN, GONE = "_field", "_seen", "gone"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else in the same text; ``field`` is the input they wrote in last, or empty."""

    who: str
    since: str
    field: str = ""


class ColleaguesAdmin(admin.ModelAdmin):
    """A ModelAdmin whose form knows who else has it open."""

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.here_view))
        return [path("here/", view, name=self._here_name), *super().get_urls()]

    @property
    def _here_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_here"

    def same_text(self, obj: Any) -> list[tuple[str, int]]:
        """All that holds this object's text: labels of models and keys."""
        return [(self.opts.label_lower, obj.pk)]

    def presence(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the page needs to say that it is open, and who is there already. Three queries."""
        return {
            "here_url": reverse(f"admin:{self._here_name}"),
            "here_every": settings.PRESENCE_POLL_SECONDS,
            "colleagues": colleagues(request, self.same_text(obj)),
            "seen": last_change(obj).pk or 0,
        }

    def here_view(self, request: HttpRequest) -> JsonResponse:
        """Note that this page is open, or is left; tell who else is there and who saved."""
        object_id, key = request.POST.get(OBJECT, ""), request.POST.get(KEY, "")
        obj = self.get_object(request, object_id) if object_id else None
        if obj is None or not is_key(key) or not self.has_change_permission(request, obj):
            raise Http404("No such form.")
        form = {"user_id": request.user.pk, "model": self.opts.label_lower, "object_id": obj.pk}
        if GONE in request.POST:
            OpenForm.objects.filter(**form, key=key).delete()
            return JsonResponse({})
        field = request.POST.get(FIELD, "")[:100].replace("\0", "")
        _, is_new = OpenForm.objects.update_or_create(**form, key=key, defaults={"field": field})
        if is_new:
            OpenForm.objects.expired().delete()
        others = colleagues(request, self.same_text(obj))
        told = [{"who": one.who, "since": one.since, "field": one.field} for one in others]
        return JsonResponse({"others": told, "saved": self._saved_since(request, obj)})

    def _saved_since(self, request: HttpRequest, obj: Any) -> str:
        """Say who else saved it since the page was opened; empty if nobody did."""
        last = last_change(obj)
        seen = request.POST.get(SEEN, "")
        if last.user_id in {None, request.user.pk} or str(last.pk) == seen:
            return ""
        return f"{last.user} saved this at {moment(last.action_time)}."


def colleagues(request: HttpRequest, places: list[tuple[str, int]]) -> list[Colleague]:
    """Other people who have one of these objects open, each once."""
    forms = OpenForm.objects.current().on(places).exclude(user=request.user.pk or 0)
    found: dict[int, Colleague] = {}
    for form in forms.select_related("user"):
        name = form.user.name or form.user.email
        found[form.user_id] = Colleague(name, moment(form.began_at), form.field)
    return list(found.values())


def last_change(obj: Any) -> LogEntry:
    """The newest line of the log about an object; an empty one if there is none."""
    kind = ContentType.objects.get_for_model(obj)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk))
    last = entries.select_related("user").order_by("-action_time", "-pk").first()
    return last or LogEntry(action_time=timezone.now())
