"""What every template knows: who the board is."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's identity; templates never name it themselves."""
    return {
        "site": {
            "name": settings.SITE_NAME,
            "tagline": settings.SITE_TAGLINE,
            "contact": settings.SITE_CONTACT,
            "url": settings.SITE_URL,
            "currency": settings.SITE_CURRENCY,
        },
        "canonical_url": settings.SITE_URL + request.path,
    }
