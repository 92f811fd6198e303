"""Choosing one of thousands of companies without scripts: a search, and a list of what it finds."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from listings.models import Company
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
    key = request.POST.get("other") or request.GET.get("other", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return None
    return Company.objects.filter(pk=int(key)).first()
