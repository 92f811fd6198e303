"""What programs ask for: ``/robots.txt``, ``/.well-known/security.txt``."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from jobboard.http.conditional import kept
from jobboard.models import PageSlug
from jobboard.site import identity

LINES = (
    "User-agent: *",
    "Disallow: /admin/",
    "Disallow: /accounts/",
    "Disallow: /jobs/*/apply/",
    "Disallow: /jobs/*/report/",
    "Disallow: /employers/post/",
    "Disallow: /employers/confirm/",
)


@cache_control(max_age=3600, public=True)
@require_safe
@kept()
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone."""
    lines = [*LINES, f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


HOLDS_FOR = timedelta(days=180)


@cache_control(max_age=86_400, public=True)
@require_safe
@kept()
def security_txt(request: HttpRequest) -> HttpResponse:
    """The board's contact, or its contact page; good for half a year from today."""
    contact = identity.current().contact
    page = settings.SITE_URL + reverse("site-page", args=[PageSlug.CONTACT])
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + HOLDS_FOR
    lines = [
        f"Contact: {f'mailto:{contact}' if contact else page}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
