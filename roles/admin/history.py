"""Revisions in the admin: every save makes one, and the history shows and restores them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import reversion
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from reversion.models import Revision, Version

from jobboard.admin_forms.deleting import PlainDeletionAdmin
from jobboard.admin_forms.open_forms import OwnViewsAdmin
from jobboard.site import dates
from roles.revisions import (
    CannotRestoreError,
    as_restored,
    faults,
    keep_as_it_stands,
    restore,
    revision,
    snapshots,
)
from roles.revisions.changes import changes
from roles.revisions.keeping import Records, keep, records_now, records_of


class RecordedAdmin(PlainDeletionAdmin):
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

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._note(obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._note(obj, message)
        return super().log_change(request, obj, message)

    def _note(self, obj: Model, message: Any) -> None:
        """The admin logs a change when all of it is written: parts, order and relations."""
        if reversion.is_active():
            reversion.set_comment(in_words(message))
            keep(self.kept_row(obj))

    # What is deleted can come back from its last revision.

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
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
    """Say what the admin logs: “Changed Introduction. Added section “Nights”.”"""
    text = message if isinstance(message, str) else json.dumps(message)
    said: str = LogEntry(change_message=text).get_change_message()
    return said[:1].upper() + said[1:]


ON_A_PAGE = 25


class HistoryAdmin(RecordedAdmin, OwnViewsAdmin):
    """A ModelAdmin with the history of its rows, deleted ones too."""

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, self.view_name
        to = "<path:object_id>/history/<int:number>/"
        return [
            path("deleted/", wrap(self.deleted_view), name=name("deleted")),
            path(to, wrap(self.revision_view), name=name("revision")),
            path(f"{to}back/", wrap(require_POST(self.back_view)), name=name("back")),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may = self.has_delete_permission(request)
        deleted = {"deleted_url": self.url_of("deleted") if may else ""}
        return super().changelist_view(request, {**deleted, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Revisions of one row, newest first; a few queries, however many there are."""
        row = self._seen(request, object_id)
        versions = _versions(self.model, str(row.pk)).select_related("revision__user")
        page = Paginator(versions.defer("serialized_data"), ON_A_PAGE).get_page(
            request.GET.get("p")
        )
        context = {
            "title": f"History: {row}",
            "object": row,
            "page": page,
            "newest": page.paginator.count and page.number == 1,
            "may_go_back": self.has_change_permission(request, row),
        }
        return self._page(request, "history", context | (extra_context or {}))

    def revision_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """What one revision changed, what going back to it would change, or all that it says."""
        row = self._row(request, object_id)
        pk = unquote(object_id)
        revision = self._revision(pk, number)
        then = records_of(self.model, pk, number)
        before = _before(self.model, pk, number)
        now = records_now(row) if row is not None else {}
        may = self._may_go_back(request, row)
        reasons = faults(self.model, then)
        back = as_restored(self.model, then, now)
        old, kept, present, restored = snapshots(self.model, [before, then, now, back])
        context = {
            "title": f"{row or kept_name(pk, revision)}: {revision_time(revision)}",
            "object": row,
            "object_id": pk,
            "revision": revision,
            "changes": changes(old, kept) if before else [],
            "has_before": bool(before),
            "to_now": changes(present, restored) if row is not None else [],
            "whole": kept,
            "reasons": reasons,
            "may_go_back": may and not reasons,
        }
        return self._page(request, "history_revision", context)

    def back_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Bring a revision back: itself a revision."""
        row = self._row(request, object_id)
        if not self._may_go_back(request, row):
            raise PermissionDenied
        pk = unquote(object_id)
        revision = self._revision(pk, number)
        comment = f"Back to what it said on {revision_time(revision)}"
        try:
            restored = restore(
                self.model, records_of(self.model, pk, number), comment, request.user
            )
        except CannotRestoreError as error:
            text = f"That revision cannot come back. {' '.join(error.reasons)}"
            self.message_user(request, text, messages.ERROR)
            return redirect(self.url_of("revision", pk, number))
        admin.ModelAdmin.log_change(self, request, restored, comment)
        self.message_user(request, f"{restored}: {comment[:1].lower()}{comment[1:]}.")
        return redirect(self.url_of("change", pk))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Rows that were deleted, each with its last revision."""
        if not self.has_delete_permission(request):
            raise PermissionDenied
        last = Version.objects.get_deleted(self.model).select_related("revision__user")
        page = Paginator(last.order_by("-revision__date_created", "-pk"), ON_A_PAGE)
        context = {
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "page": page.get_page(request.GET.get("p")),
        }
        return self._page(request, "history_deleted", context)

    # Who sees what

    def _row(self, request: HttpRequest, object_id: str) -> Model | None:
        """Return the row, or None if it was deleted and this person may see it all the same."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            is_there = unquote(object_id).isdigit() and self.model._base_manager.filter(
                pk=unquote(object_id)
            )
            if is_there or not self.has_delete_permission(request):
                raise Http404
        elif not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _seen(self, request: HttpRequest, object_id: str) -> Model:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _may_go_back(self, request: HttpRequest, row: Model | None) -> bool:
        if row is None:
            return self.has_add_permission(request) and self.has_delete_permission(request)
        return self.has_change_permission(request, row)

    def _revision(self, pk: str, number: int) -> Revision:
        there = _versions(self.model, pk).filter(revision=number).values("revision")
        return get_object_or_404(Revision.objects.select_related("user"), pk__in=there)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        known = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "name": f"admin:{self.opts.app_label}_{self.opts.model_name}",
        }
        return TemplateResponse(request, f"admin/{name}.html", known | context)


def _versions(model: type[Model], pk: str) -> QuerySet[Version]:
    return Version.objects.get_for_object_reference(model, pk).order_by("-revision_id")


def _before(model: type[Model], pk: str, number: int) -> Records:
    earlier = _versions(model, pk).filter(revision__lt=number).values_list("revision", flat=True)
    last = earlier.first()
    return records_of(model, pk, last) if last else {}


def revision_time(revision: Revision) -> str:
    return dates.minute(revision.date_created)


def kept_name(pk: str, revision: Revision) -> str:
    kept = revision.version_set.filter(object_id=pk).values_list("object_repr", flat=True)
    return kept.first() or pk
