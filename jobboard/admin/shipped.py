"""“Shipped content has changed”: each newer version beside the words that a person wrote."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from jobboard.admin_forms.form_pages import FixedRowsAdmin
from jobboard.admin_forms.saving import SafeEditingAdmin
from jobboard.content.load import (
    ACCEPTED,
    CannotAcceptError,
    accept,
    difference_of,
    dismiss,
    row_for,
)
from jobboard.models import ShippedText

LIST = "admin:jobboard_shippedtext_changelist"


@admin.register(ShippedText)
class ShippedTextAdmin(FixedRowsAdmin, SafeEditingAdmin):
    """Lists offers alone: what was taken over needs nobody."""

    list_display = ("slug", "kind", "offered_at")
    list_filter = ("kind",)
    search_fields = ("slug",)
    ordering = ("-offered_at", "kind", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippedText]:
        return super().get_queryset(request).exclude(offered="")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what accepting would change; POST accepts or dismisses."""
        offer = self.get_object(request, unquote(object_id))
        if offer is None:
            raise Http404
        if not self.has_view_or_change_permission(request, offer):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, offer)
        row = row_for(offer)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{row or offer.slug}: a newer version is shipped",
            "offer": offer,
            "row": row,
            "row_opts": row._meta if row is not None else None,  # noqa: SLF001
            "changes": difference_of(offer, row),
            "may_decide": self.has_change_permission(request, offer),
        }
        return TemplateResponse(request, "admin/shipped.html", context)

    def _decide(self, request: HttpRequest, offer: ShippedText) -> HttpResponse:
        if not self.has_change_permission(request, offer):
            raise PermissionDenied
        if "accept" in request.POST:
            try:
                row = accept(offer, request.user)
            except CannotAcceptError as error:
                self.message_user(request, str(error), messages.ERROR)
                return redirect(request.path)
            self.log_change(request, row, ACCEPTED.lower())
            self.message_user(request, f"{row}: the shipped version is yours now.")
        elif "dismiss" in request.POST:
            dismiss(offer)
            self.message_user(request, f"{offer}: your words stay.")
        return redirect(LIST)
