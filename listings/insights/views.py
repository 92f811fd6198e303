"""How figures are made, in words and with the numbers that the code uses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, Kind
from jobboard.http.conditional import kept
from jobboard.site import identity
from listings.insights import (
    demand_cells,
    pay_cells,
    pay_parts,
    salary_index,
    structured_data,
)
from listings.insights.worked_example import worked_example
from listings.models import Statistic, snapshot
from listings.pay import money


@require_safe
@kept(*TEXTS, Kind.FIGURES)
def method(request: HttpRequest) -> HttpResponse:
    """How the figures are made, with the numbers that the code uses."""
    newest = Statistic.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    context = {
        "method": pay_cells,
        "example": worked_example(),
        "most_parts": pay_parts.MOST,
        "index_name": salary_index.NAME,
        "demand": demand_cells,
        "limits": snapshot,
        "wide_range": money.WIDE_RANGE,
        "periods": money.PERIODS_A_YEAR,
        "newest": newest,
        "currency": identity.current().currency,
        "json_ld": [structured_data.way_of_pay(("Method", reverse("salary-method")))],
    }
    return render(request, "salaries/method.html", context)
