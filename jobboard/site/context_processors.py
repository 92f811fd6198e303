"""What every template knows: who the board is."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from jobboard.models import PageSlug
from jobboard.site import identity


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's identity; templates never name it themselves."""
    current = identity.current()
    version = current.theme_version
    return {
        "site": current,
        "site_pages": PageSlug.choices,
        "theme_url": reverse("theme", args=[version]) if version else "",
        "canonical_url": settings.SITE_URL + request.path,
    }
