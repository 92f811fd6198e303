"""Two companies that are one: look for the other, see what goes along, and merge."""

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
from listings.editing.companies import CannotMergeError, check_mergeable, merge, what_goes
from listings.models import Company


class MergingMixin(admin.ModelAdmin):
    """Adds the action and its page to the admin of companies."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = path("<int:pk>/merge/", wrap(self.merge_view), name="listings_company_merge")
        return [own, *super().get_urls()]

    @admin.action(description="Merge into another…", permissions=["change"], location=EVERYWHERE)
    def merge(self, request: HttpRequest, queryset: QuerySet[Company]) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True)[:2])
        if len(keys) == 1:
            return redirect("admin:listings_company_merge", keys[0])
        text = "Nothing was merged. Choose the one company that goes; the other is asked for next."
        self.message_user(request, text, messages.WARNING)
        return None

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Search by GET; ``?other=`` shows what merging would do, and POST does it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        company = get_object_or_404(Company, pk=pk)
        other = chosen_company(request)
        problem = _problem(company, other)
        if request.method == "POST" and other and not problem:
            return self._merged(request, company, other)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge “{company}” into another",
            "opts": self.opts,
            "row": company,
            "step": "Merge",
            "label": "The company that stays",
            "other": other,
            "problem": problem,
            "goes": what_goes(company, other) if other and not problem else None,
            "companies": found_companies(request, except_for=company),
            "asked": request.GET.get("q", ""),
        }
        return TemplateResponse(request, "admin/listings/merge.html", context)

    def _merged(self, request: HttpRequest, company: Company, other: Company) -> HttpResponse:
        name = str(company)
        try:
            merge(company, other)
        except CannotMergeError as problem:
            self.message_user(request, f"Nothing was merged. {problem}", messages.ERROR)
            return redirect("admin:listings_company_merge", company.pk)
        self.log_change(request, other, f"merged with “{name}”")
        self.message_user(request, f"“{name}” and its postings are {other}’s now.")
        return redirect("admin:listings_company_change", other.pk)


def _problem(company: Company, other: Company | None) -> str:
    if other is None:
        return ""
    try:
        check_mergeable(company, other)
    except CannotMergeError as problem:
        return str(problem)
    return ""
