"""Structured data of the pages of figures: schema.org Occupation, Dataset, and the way there."""

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from jobboard.markup import breadcrumbs, json_ld
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from listings.insights.demand_figures import DemandFigure
from listings.insights.estimates import three_digits
from listings.insights.figures import PayFigure
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


def way_of_pay(*steps: tuple[str, str]) -> SafeString:
    """Return the BreadcrumbList from ``/salaries/`` through ``steps`` (name, address)."""
    return breadcrumbs([("Salaries", address_of("salaries")), *steps])


def of_demand(role: Role, figure: DemandFigure | None) -> list[SafeString]:
    """Return the way to the demand of a role and, of figures that are not invented, its Dataset."""
    demand = address_of("role-demand", role.slug)
    steps = [
        ("Roles", address_of("roles")),
        (role.name, role.get_absolute_url()),
        ("Demand", demand),
    ]
    data = [dataset(role, figure)] if figure and not figure.row.is_demo else []
    return [breadcrumbs(steps), *data]


def dataset(role: Role, figure: DemandFigure) -> SafeString:
    """Return the Dataset of a role's demand."""
    url = settings.SITE_URL + address_of("role-demand", role.slug)
    row = figure.row
    return json_ld(
        {
            "@type": "Dataset",
            "name": f"Demand for {role.plural_name}",
            "description": (
                f"Openings, skills named, remote work and what is asked of beginners in postings "
                f"for {role.plural_name}, by country and level, with sample sizes."
            ),
            "url": url,
            "dateModified": dates.day_of(row.taken_at).isoformat(),
            "temporalCoverage": f"{row.window_from.isoformat()}/{row.window_to.isoformat()}",
            "creator": {"@type": "Organization", "name": identity.current().name},
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": settings.SITE_URL + address_of("role-demand-csv", role.slug),
            },
        }
    )
