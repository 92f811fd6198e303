"""``/robots.txt``."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

LINES = (
    "User-agent: *",
    "Disallow: /admin/",
    "Disallow: /jobs/*/apply/",
    "Disallow: /jobs/*/report/",
)


@cache_control(max_age=3600, public=True)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone."""
    return HttpResponse("\n".join(LINES) + "\n", content_type="text/plain; charset=utf-8")
