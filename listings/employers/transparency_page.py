"""``/employers/pay-transparency/``: the laws that drafts are held against, in their own words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from listings.models import PayTransparencyRule


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every rule in force, each with its source."""
    rules = PayTransparencyRule.objects.in_force()
    return render(request, "employers/pay_transparency.html", {"rules": rules})
