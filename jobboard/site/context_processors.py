"""What every template knows: who the board is."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path

from jobboard.models import PageSlug
from jobboard.site import identity
from jobboard.site.addresses import address_of


@cache
def _pages() -> list[tuple[str, str, str]]:
    """The site's own pages: what each is called, in an address and in words, and its address."""
    return [(slug, name, address_of("site-page", slug)) for slug, name in PageSlug.choices]


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site's identity; templates never name it themselves."""
    current = identity.current()
    version = current.theme_version
    return {
        "site": current,
        "site_pages": _pages(),
        "theme_url": address_of("theme", version) if version else "",
        "canonical_url": settings.SITE_URL + escape_uri_path(request.path),
    }
