"""Structured data of the downloads: schema.org Dataset."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from jobboard.markup import json_ld
from jobboard.site import dates, identity
from listings.insights.demand.figures import DemandFigure
from roles.models import Role


def dataset(role: Role, figure: DemandFigure) -> SafeString:
    """Return the Dataset of a role's demand."""
    url = settings.SITE_URL + reverse("role-demand", args=[role.slug])
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
                "contentUrl": settings.SITE_URL + reverse("role-demand-csv", args=[role.slug]),
            },
        }
    )
