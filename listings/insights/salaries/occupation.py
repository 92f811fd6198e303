"""Structured data of the salary pages: schema.org Occupation and the way to the page."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from jobboard.markup import json_ld
from listings.insights.salaries.cells import three_digits
from listings.insights.salaries.figures import PayFigure
from listings.reading.countries import country_name
from roles.models import Role

# https://schema.org/MonetaryAmountDistribution
PERCENTILES = {
    "percentile10": "p10",
    "percentile25": "p25",
    "median": "median",
    "percentile75": "p75",
    "percentile90": "p90",
}


def occupation(role: Role, figure: PayFigure | None) -> SafeString:
    """Return the figure that the page shows; nothing where none is shown or it is invented."""
    if figure is None or figure.row.is_demo:
        return SafeString("")
    row = figure.row
    amounts = {name: getattr(row, field) for name, field in PERCENTILES.items()}
    data: dict[str, Any] = {
        "@type": "Occupation",
        "name": role.name,
        "estimatedSalary": {
            "@type": "MonetaryAmountDistribution",
            "name": "posted pay",
            "currency": row.currency,
            "duration": "P1Y",
            **{key: float(three_digits(value)) for key, value in amounts.items() if value},
        },
    }
    if row.country:
        country = {"@type": "Country", "name": country_name(row.country)}
        data["occupationLocation"] = country
    return json_ld(data)


def way(*steps: tuple[str, str]) -> SafeString:
    """Return the BreadcrumbList from ``/salaries/`` through ``steps`` (name, address)."""
    items = [
        {"@type": "ListItem", "position": i, "name": name, "item": settings.SITE_URL + url}
        for i, (name, url) in enumerate((("Salaries", reverse("salaries")), *steps), 1)
    ]
    return json_ld({"@type": "BreadcrumbList", "itemListElement": items})
