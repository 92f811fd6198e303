"""Unsaved text: kept while a person writes, offered when they come back."""

import json
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ActionLocation, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from jobboard.admin_forms.merge import FieldConflict
from jobboard.models import UnsavedText

KEY, VERSION, OBJECT = "_draft", "_version", "_object"
MOST_BYTES = 1_000_000
MOST_OFFERS = 5
BUTTONS = {"_save", "_continue", "_addanother", "discard", "index"}
ACTION = f"{ActionLocation.CHANGE_FORM.value}-action"
NOT_KEPT = {"csrfmiddlewaretoken", ACTION, ACTION_CHECKBOX_NAME} | BUTTONS
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
    object_id = request.POST.get(OBJECT, "")
    text, is_new = UnsavedText.objects.update_or_create(
        user_id=_pk_of(request),
        model=model_admin.opts.label_lower,
        key=key_of(request),
        defaults={"data": data, "object_id": int(object_id) if _is_id(object_id) else None},
    )
    if is_new:
        UnsavedText.objects.expired().delete()
    return text


def _values(data: QueryDict, name: str) -> list[str]:
    return [value.replace("\0", "") for value in data.getlist(name)]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def texts_for(request: HttpRequest, model_admin: ModelAdmin, obj: Any) -> QuerySet[UnsavedText]:
    """What this person left unsaved on this page. A new page has the texts of deleted ones too."""
    texts = UnsavedText.objects.current().filter(
        user_id=_pk_of(request), model=model_admin.opts.label_lower
    )
    if obj is not None:
        return texts.filter(object_id=obj.pk)
    return texts.exclude(object_id__in=model_admin.model._base_manager.values("pk"))  # noqa: SLF001


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
