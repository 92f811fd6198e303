"""``/robots.txt``."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

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
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone."""
    lines = [*LINES, f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
