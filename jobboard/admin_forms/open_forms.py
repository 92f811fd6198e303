"""Forms that are open: what is typed and not saved yet, and who else has the same text open."""

import json
import re
import secrets
from collections.abc import Collection
from copy import copy
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin import ActionLocation, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    JsonResponse,
    QueryDict,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jobboard.admin_forms.merge import FieldConflict, moment
from jobboard.admin_forms.state import row_number
from jobboard.models import OpenForm, UnsavedText

KEY, VERSION, OBJECT, SENT = "_draft", "_version", "_object", "_sent_ms"
MOST_BYTES = 1_000_000
MOST_OFFERS = 5
BUTTONS = {"_save", "_continue", "_addanother", "discard", "index"}
ACTION = f"{ActionLocation.CHANGE_FORM.value}-action"
NOT_KEPT = {"csrfmiddlewaretoken", SENT, ACTION, ACTION_CHECKBOX_NAME} | BUTTONS
TOO_LONG = "This text is too long to be kept by itself: save it."


class TextTooLongError(ValueError):
    """More than ``MOST_BYTES`` of it."""


@dataclass(frozen=True, slots=True)
class UnsavedOffer:
    """Text of an earlier visit, and how it differs from what is saved."""

    text: UnsavedText
    differences: list[FieldConflict]


def key_of(request: HttpRequest) -> str:
    """The form's key: the one that it was sent with, or a new one."""
    sent = request.POST.get(KEY, "")
    return sent if is_key(sent) else secrets.token_hex(16)


def is_key(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{32}", text))


def keep(request: HttpRequest, model_admin: ModelAdmin, never: Collection[str] = ()) -> UnsavedText:
    """Keep what the form holds now, without the inputs that are ``never`` kept.

    What nobody came back for in 30 days goes.
    """
    names = [name for name in request.POST if name not in NOT_KEPT and name not in never]
    data = {name.replace("\0", ""): _values(request.POST, name) for name in names}
    if len(json.dumps(data)) > MOST_BYTES:
        raise TextTooLongError(TOO_LONG)
    form = {"model": model_admin.opts.label_lower, "key": key_of(request)}
    number = row_number(request.POST.get(OBJECT, "")) or None
    texts = UnsavedText.objects.filter(user_id=_pk_of(request))
    text, is_new = said_last(texts, request, form, {"data": data, "object_id": number})
    if is_new:
        UnsavedText.objects.expired().delete()
    return text


def said_last[Said: (OpenForm, UnsavedText)](
    rows: QuerySet[Said], request: HttpRequest, form: dict[str, Any], said: dict[str, Any]
) -> tuple[Said, bool]:
    """Note what a page says of a form, unless it has said something later; return if it is new.

    What a page sends while it is left may overtake what it sent a moment before.
    """
    said["sent_ms"] = sent_ms(request)
    with transaction.atomic():
        owner = {"user_id": _pk_of(request)}
        locked = rows.select_for_update()
        row, is_new = locked.get_or_create(**owner, **form, defaults=said)
        if not is_new and row.sent_ms <= said["sent_ms"]:
            for name, value in said.items():
                setattr(row, name, value)
            row.save()
    return row, is_new


def now_ms() -> int:
    """This moment in milliseconds; a page reckons from the one that it was made at."""
    return int(timezone.now().timestamp() * 1_000)


def sent_ms(request: HttpRequest) -> int:
    """When the page sent this, as far as it says."""
    return row_number(request.POST.get(SENT, "")) or now_ms()


def _values(data: QueryDict, name: str) -> list[str]:
    return [value.replace("\0", "") for value in data.getlist(name)]


def texts_for(
    request: HttpRequest, model_admin: ModelAdmin, obj: Model | None
) -> QuerySet[UnsavedText]:
    """What this person left unsaved on this page. A new page has the texts of deleted ones too."""
    texts = UnsavedText.objects.current().filter(
        user_id=_pk_of(request), model=model_admin.opts.label_lower
    )
    if obj is not None:
        return texts.filter(object_id=obj.pk)
    return texts.exclude(object_id__in=model_admin.model._base_manager.values("pk"))


def form_data(text: UnsavedText) -> QueryDict:
    """What was typed, as if it was sent now."""
    data = QueryDict(mutable=True)
    for name, values in text.data.items():
        data.setlist(name, values)
    data[KEY] = text.key
    return data


def as_new(data: QueryDict) -> QueryDict:
    """The same text for an object that has yet to be made: no row of it is saved anywhere."""
    fresh = data.copy()
    for name in data:
        if name.endswith("-INITIAL_FORMS"):
            fresh[name] = "0"
        elif re.search(r"-\d+-id\Z", name):
            fresh[name] = ""
    fresh.pop(VERSION, None)
    fresh[OBJECT] = ""
    return fresh


def _pk_of(request: HttpRequest) -> int:
    """Return the number of whoever is signed in, or raise PermissionDenied."""
    if request.user.pk is None:
        raise PermissionDenied
    return request.user.pk


FIELD, SEEN, GONE = "_field", "_seen", "gone"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else in the same text; ``field`` is the input they wrote in last, or empty."""

    who: str
    since: str
    field: str = ""


class OwnViewsAdmin(admin.ModelAdmin):
    """A ModelAdmin with views of its own, which are named as Django names the others."""

    def view_name(self, view: str) -> str:
        """``roles_guide_history`` for ``history``."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def url_of(self, view: str, *args: Any) -> str:
        return reverse(f"admin:{self.view_name(view)}", args=args)


class ColleaguesAdmin(OwnViewsAdmin):
    """A ModelAdmin whose form knows who else has it open."""

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.here_view))
        return [path("here/", view, name=self.view_name("here")), *super().get_urls()]

    def same_text(self, obj: Any) -> list[tuple[str, int]]:
        """All that holds this object's text: labels of models and keys."""
        return [(self.opts.label_lower, obj.pk)]

    def heartbeat(self, request: HttpRequest, obj: Model) -> dict[str, Any]:
        """What the page needs to say that it is open, and who is there already. Three queries."""
        return {
            "here_url": self.url_of("here"),
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
        form = {"model": self.opts.label_lower, "object_id": obj.pk, "key": key}
        field = request.POST.get(FIELD, "")[:100].replace("\0", "")
        said = {"field": field, "is_left": GONE in request.POST}
        _, is_new = said_last(OpenForm.objects.all(), request, form, said)
        if is_new:
            OpenForm.objects.expired().delete()
        if said["is_left"]:
            return JsonResponse({})
        others = colleagues(request, self.same_text(obj))
        told = [asdict(one) for one in others]
        return JsonResponse({"others": told, "saved": self._saved_since(request, obj)})

    def _saved_since(self, request: HttpRequest, obj: Model) -> str:
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


def last_change(obj: Model) -> LogEntry:
    """The newest line of the log about an object; an empty one if there is none."""
    kind = ContentType.objects.get_for_model(obj)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk))
    last = entries.select_related("user").order_by("-action_time", "-pk").first()
    return last or LogEntry(action_time=timezone.now())


SAVES = {"_save", "_continue", "_addanother"}


def with_data(request: HttpRequest, data: QueryDict, **marks: Any) -> HttpRequest:
    """The same request as if ``data`` had been sent; ``marks`` become its attributes."""
    _ = request.FILES  # reads the body now, so that it is not read over ``data`` later
    asked = copy(request)
    asked.method = "POST"
    asked.POST = data  # type: ignore[assignment]
    for name, value in marks.items():
        setattr(asked, name, value)
    return asked


def is_withheld(request: HttpRequest) -> bool:
    return getattr(request, "withheld", None) is not None


def as_saving(request: HttpRequest) -> HttpRequest:
    """The same form, sent by its button “Save and continue editing”."""
    data = request.POST.copy()
    del data[ACTION]
    data["_continue"] = "1"
    return with_data(request, data)


def is_saving(request: HttpRequest) -> bool:
    """Tell saving from an action, which the same form sends."""
    return bool(SAVES & request.POST.keys()) or ACTION not in request.POST


def sent_version(data: QueryDict) -> Any:
    """What the form began with, or None if it does not say so in the shape that we gave it."""
    try:
        begun = json.loads(data.get(VERSION, ""))
        fits = all(isinstance(row, dict) for rows in begun.values() for row in rows.values())
    except (ValueError, AttributeError, RecursionError):
        return None
    return begun if fits else None
