"""A company that an employer has proposed, and that is on the board already: make them one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from listings.admin.listing_actions import EVERYWHERE
from listings.editing.words import rebuild_words
from listings.models import Company, Listing

ONE_PROPOSED = "Choose one company that no editor has approved yet and that has no source."


class MergeForm(forms.Form):
    """A plain list: it works without scripts, and a screen reader knows its name."""

    other = forms.ModelChoiceField(
        Company.objects.filter(is_approved=True).only("name", "sort_name"),
        label="The company that stays",
        empty_label="Choose one",
    )


class MergingMixin(admin.ModelAdmin):
    """Adds the action and its page to the admin of companies."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = path("<int:pk>/merge/", wrap(self.merge_view), name="listings_company_merge")
        return [own, *super().get_urls()]

    @admin.action(description="Merge into another…", permissions=["change"], location=EVERYWHERE)
    def merge(self, request: HttpRequest, queryset: QuerySet[Company]) -> HttpResponse | None:
        keys = list(_proposed().filter(pk__in=queryset.values("pk")).values_list("pk", flat=True))
        if queryset.count() == len(keys) == 1:
            return redirect("admin:listings_company_merge", keys[0])
        self.message_user(request, f"Nothing was merged. {ONE_PROPOSED}", messages.WARNING)
        return None

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        company = get_object_or_404(_proposed(), pk=pk)
        form = MergeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            other = form.cleaned_data["other"]
            merge(company, other)
            self.log_change(request, other, f"merged with “{company}”")
            self.message_user(request, f"The postings of “{company}” are {other}’s now.")
            return redirect("admin:listings_company_change", other.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge “{company}” into another",
            "opts": self.opts,
            "company": company,
            "postings": company.listings.count(),
            "form": form,
        }
        return TemplateResponse(request, "admin/listings/merge.html", context)


def _proposed() -> QuerySet[Company]:
    """Companies that were never public, so that no address and no board leads to them."""
    return Company.objects.filter(is_approved=False, sources=None)


@transaction.atomic
def merge(company: Company, other: Company) -> None:
    """Give its postings to ``other``, whose name they are found by from now on."""
    keys = list(company.listings.values_list("pk", flat=True))
    company.merge_into(other)
    rebuild_words(Listing.objects.filter(pk__in=keys))
