"""What the board keeps about a person who signs in: given out and deleted as a whole."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from reversion.models import Revision

from jobboard.accounts import sign_in_limits
from jobboard.accounts.adapter import WRONG_CODE
from jobboard.accounts.forms import LabelledFormMixin, PlainCode
from jobboard.http import rate_limits
from jobboard.models import OpenForm, UnsavedText, User

CHANGE_FIELDS = (
    "action_time",
    "content_type__model",
    "object_id",
    "object_repr",
    "change_message",
)


class AppData(NamedTuple):
    """What an app keeps about a person: how it is given out, and how it is deleted."""

    export: Callable[[User], dict[str, Any]]
    forget: Callable[[User], None]


_of_apps: dict[str, AppData] = {}


def register(name: str, data: AppData) -> None:
    """Add what an app keeps, by its name in the export; an app calls this when it is ready."""
    _of_apps[name] = data


def export(user: User) -> dict[str, Any]:
    """Return all that is kept about ``user``, as JSON can hold it."""
    return {
        "account": _account(user),
        **{name: data.export(user) for name, data in _of_apps.items()},
        "admin": _admin(user),
    }


@transaction.atomic
def delete(user: User) -> None:
    """Close and empty what ``user`` has posted and delete the account, or change nothing."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    for data in _of_apps.values():
        data.forget(locked)
    locked.delete()


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "name": user.name,
        "since": user.date_joined,
        "last_signed_in": user.last_login,
        "groups": sorted(group.name for group in user.groups.all()),
    }


def _admin(user: User) -> dict[str, Any]:
    """Return the texts not saved yet, the forms that are open, what was saved and changed.

    All of it is deleted with the user; a saved version loses its name.
    """
    mine = {
        "unsaved_texts": (UnsavedText, ("model", "object_id", "data", "saved_at")),
        "open_forms": (OpenForm, ("model", "object_id", "field", "began_at", "seen_at")),
        "versions": (Revision, ("date_created", "comment")),
        "changes": (LogEntry, CHANGE_FIELDS),
    }
    return {
        name: list(model._default_manager.filter(user=user).values(*fields))
        for name, (model, fields) in mine.items()
    }


SESSION_KEY = "account_deletion"
AN_HOUR = timedelta(hours=1)
ASKED = "As many codes were asked for as we send in an hour; the newest works."


def send_code(request: HttpRequest, user: User) -> rate_limits.Refusal | None:
    """Mail a fresh code to the account's own address, or return why not now."""
    most = settings.LIMITS.deletion_codes
    counter = rate_limits.RateLimit("deletion mail", str(user.pk), most, AN_HOUR, ASKED)
    if refusal := counter.take():
        return refusal
    code = get_adapter().generate_login_code()
    request.session[SESSION_KEY] = {"code": code, "user": user.pk, "at": time.time()}
    sign_in_limits.send_code("account-deletion-code", user.email, code)
    return None


def expected_code(request: HttpRequest, user: User) -> str:
    """Return the valid code that was sent to ``user`` from this browser; empty without one."""
    kept = request.session.get(SESSION_KEY) or {}
    is_fresh = time.time() - kept.get("at", 0) < sign_in_limits.CODE_LIVES.total_seconds()
    return str(kept["code"]) if is_fresh and kept["user"] == user.pk else ""


class DeletionForm(LabelledFormMixin, PlainCode, forms.Form):
    """Asks for the code from the mail; tries are counted in the database, for all processes."""

    words = {"code": "Code from the mail"}
    code = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )

    def __init__(self, *args: object, expected: str, **kwargs: object) -> None:
        self.expected = expected
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not self._may_try():
            raise forms.ValidationError("Too many wrong codes: ask for a new one.")
        if not constant_time_compare(_letters(code), _letters(self.expected)):
            raise forms.ValidationError(WRONG_CODE)
        return code

    def _may_try(self) -> bool:
        most = settings.LIMITS.sign_in_code_tries
        return rate_limits.spend(
            "deletion code", self.expected, limit=most, window=sign_in_limits.CODE_LIVES
        )


def _letters(code: str) -> str:
    """Return a code without dashes, spaces and capitals."""
    return "".join(filter(str.isalnum, code)).lower()
