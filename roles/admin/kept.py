"""Every change at the desk makes a revision that says what was done."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import reversion
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from roles.revisions import keep_as_it_stands, revision
from roles.revisions.keeping import keep


class Kept(admin.ModelAdmin):
    """For the ModelAdmin of whatever ``roles.revisions`` keeps."""

    def kept_row(self, obj: Any) -> Model:
        """Return the row whose history a change of ``obj`` belongs to."""
        return obj

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        self._keep_before(request, object_id)
        with revision(person=request.user):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _keep_before(self, request: HttpRequest, object_id: str | None) -> None:
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None and self.has_change_permission(request, obj):
            keep_as_it_stands(self.kept_row(obj))

    @contextmanager
    def kept_action(self, request: HttpRequest) -> Iterator[None]:
        """Keep what an action does to its rows as one revision."""
        with revision(person=request.user):
            yield

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._note(obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._note(obj, message)
        return super().log_change(request, obj, message)

    def _note(self, obj: Any, message: Any) -> None:
        """The desk logs a change when all of it is written: parts, order and relations."""
        if reversion.is_active():
            reversion.set_comment(in_words(message))
            keep(self.kept_row(obj))

    # What is deleted can come back from its last revision.

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._keep_last([obj])
        super().delete_model(request, obj)
        self._keep_rest(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset)
        self._keep_last(rows)
        super().delete_queryset(request, queryset)
        self._keep_rest(request, rows)

    def _keep_last(self, rows: list[Any]) -> None:
        for row in rows:
            keep_as_it_stands(self.kept_row(row))

    def _keep_rest(self, request: HttpRequest, parts: list[Any]) -> None:
        """Where a part was deleted, keep what is left of the whole."""
        wholes = {self.kept_row(part): part for part in parts if self.kept_row(part) is not part}
        for whole, part in wholes.items():
            with revision(f"Deleted “{part}”", request.user):
                keep(whole)


def in_words(message: Any) -> str:
    """Say what the desk logs: “Changed Introduction. Added section “Nights”.”"""
    text = message if isinstance(message, str) else json.dumps(message)
    said: str = LogEntry(change_message=text).get_change_message()
    return said[:1].upper() + said[1:]
