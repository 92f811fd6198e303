"""A board that belongs to another company: it moves with every posting that it brought."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from listings.admin.choosing import chosen_company, found_companies
from listings.admin.listing_actions import EVERYWHERE
from listings.editing.companies import IsBeingReadError, move_source, what_moves
from listings.models import Company, Source


class MovingMixin(admin.ModelAdmin):
    """Adds “Give to another company…” to the admin of sources."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = path("<int:pk>/company/", wrap(self.move_view), name="listings_source_company")
        return [own, *super().get_urls()]

    @admin.action(
        description="Give to another company…", permissions=["change"], location=EVERYWHERE
    )
    def give(self, request: HttpRequest, queryset: QuerySet[Source]) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True)[:2])
        if len(keys) == 1:
            return redirect("admin:listings_source_company", keys[0])
        self.message_user(request, "Nothing was moved. Choose one source.", messages.WARNING)
        return None

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Search by GET; ``?other=`` shows what moving would do, and POST does it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        source = get_object_or_404(Source.objects.select_related("company"), pk=pk)
        other = chosen_company(request)
        if request.method == "POST" and other and other.pk != source.company_id:
            return self._moved(request, source, other)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Give {source} to another company",
            "opts": self.opts,
            "row": source,
            "step": "Company",
            "label": "The company that it belongs to",
            "other": other,
            "goes": what_moves(source) if other and other.pk != source.company_id else None,
            "companies": found_companies(request, except_for=source.company),
            "asked": request.GET.get("q", ""),
        }
        return TemplateResponse(request, "admin/listings/move_source.html", context)

    def _moved(self, request: HttpRequest, source: Source, other: Company) -> HttpResponse:
        try:
            move_source(source, other)
        except IsBeingReadError as problem:
            self.message_user(request, str(problem), messages.ERROR)
            return redirect("admin:listings_source_company", source.pk)
        self.log_change(request, source, f"moved from “{source.company}” to “{other}”")
        self.message_user(request, f"{source} and its postings are {other}’s now.")
        return redirect("admin:listings_source_change", source.pk)
