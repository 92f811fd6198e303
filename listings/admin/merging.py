"""Companies that are one are merged, and a board that belongs to another company moves."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from jobboard.admin_forms.form_pages import action
from jobboard.admin_forms.state import row_number
from listings.editing.companies import (
    CannotMergeError,
    SourceBusyError,
    check_mergeable,
    merge,
    merge_summary,
    move_source,
    move_summary,
)
from listings.models import Company, Source
from listings.reading.words import fold

MOST_FOUND = 20


def found_companies(request: HttpRequest, *, except_for: Company) -> QuerySet[Company]:
    """Companies whose name or website holds every word of ``?q=``; none while nothing is asked."""
    words = fold(request.GET.get("q", "")[:100].replace("\0", "")).split()
    if not words:
        return Company.objects.none()
    wanted = Q()
    for word in words:
        wanted &= Q(sort_name__contains=word) | Q(website__icontains=word)
    rows = Company.objects.filter(wanted).exclude(pk=except_for.pk)
    counted = rows.annotate(posting_count=Count("listings"))
    return counted.order_by("-is_approved", "sort_name", "pk")[:MOST_FOUND]


def chosen_company(request: HttpRequest) -> Company | None:
    """The company that ``other`` names, sent or in the address; None if there is none."""
    key = row_number(request.POST.get("other") or request.GET.get("other", ""))
    return Company.objects.filter(pk=key).first() if key else None


def _choice(
    model_admin: admin.ModelAdmin, request: HttpRequest, company: Company, other: Company | None
) -> dict[str, Any]:
    """What a page needs that looks for another company than this one."""
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "other": other,
        "companies": found_companies(request, except_for=company),
        "asked": request.GET.get("q", ""),
    }


class MergingMixin(admin.ModelAdmin):
    """Adds the action and its page to the admin of companies."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = path("<int:pk>/merge/", wrap(self.merge_view), name="listings_company_merge")
        return [own, *super().get_urls()]

    @action("Merge into another…")
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
            **_choice(self, request, company, other),
            "title": f"Merge “{company}” into another",
            "row": company,
            "step": "Merge",
            "label": "The company that stays",
            "problem": problem,
            "goes": merge_summary(company, other) if other and not problem else None,
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


class MovingMixin(admin.ModelAdmin):
    """Adds “Give to another company…” to the admin of sources."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = path("<int:pk>/company/", wrap(self.move_view), name="listings_source_company")
        return [own, *super().get_urls()]

    @action("Give to another company…")
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
            **_choice(self, request, source.company, other),
            "title": f"Give {source} to another company",
            "row": source,
            "step": "Company",
            "label": "The company that it belongs to",
            "goes": move_summary(source) if other and other.pk != source.company_id else None,
        }
        return TemplateResponse(request, "admin/listings/move_source.html", context)

    def _moved(self, request: HttpRequest, source: Source, other: Company) -> HttpResponse:
        try:
            move_source(source, other)
        except SourceBusyError as problem:
            self.message_user(request, str(problem), messages.ERROR)
            return redirect("admin:listings_source_company", source.pk)
        self.log_change(request, source, f"moved from “{source.company}” to “{other}”")
        self.message_user(request, f"{source} and its postings are {other}’s now.")
        return redirect("admin:listings_source_change", source.pk)
