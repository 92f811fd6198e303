"""``/about/``, ``/contact/``, ``/imprint/``, ``/privacy/``, ``/terms/``, ``/accessibility/``."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.html import strip_tags
from django.utils.http import http_date, quote_etag
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from jobboard.markup import json_ld
from jobboard.models import SitePage
from jobboard.site import identity, pages
from jobboard.site.pages import PageText

DESCRIPTION_LETTERS = 160


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One page; 304 to a visitor who has it. One query."""
    page = SitePage.objects.filter(slug=slug).first()
    text = pages.text_of(slug, page)
    edited_at = page.edited_at if page else None
    etag, modified = state(text, edited_at)
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = render(request, "pages/show.html", context(slug, text, page))
    response.headers.setdefault("ETag", etag)
    response.headers.setdefault("Last-Modified", http_date(modified))
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def context(slug: str, text: PageText, page: SitePage | None) -> dict[str, object]:
    html = pages.html_of(text.body)
    words = " ".join(strip_tags(html).split())
    return {
        "title": text.title,
        "html": html,
        "description": Truncator(words).chars(DESCRIPTION_LETTERS),
        "edited_at": page.edited_at if page and page.body else None,
        "page_slug": slug,
        "json_ld": way(slug, text.title),
    }


def way(slug: str, title: str) -> str:
    """Return the page's BreadcrumbList."""
    address = f"{settings.SITE_URL}/{slug}/"
    item = {"@type": "ListItem", "position": 1, "name": title, "item": address}
    return json_ld({"@type": "BreadcrumbList", "itemListElement": [item]})


def state(text: PageText, edited_at: datetime | None) -> tuple[str, int]:
    """Return what the page is made from as an ETag, and when it last changed (epoch seconds)."""
    site = identity.current()
    parts = (text, edited_at, pages.facts(), site.version, program_changed_at())
    etag = quote_etag(sha256(repr(parts).encode()).hexdigest()[:24])
    edits = [int(at.timestamp()) for at in (edited_at, site.edited_at) if at]
    return etag, max([*edits, program_changed_at()])


@cache
def program_changed_at() -> int:
    """Return when what draws the page was last changed (epoch seconds); once a process."""
    folders = (Path(settings.BASE_DIR, name) for name in ("templates", "static"))
    files = [path for folder in folders for path in folder.rglob("*.*")]
    ours = [*Path(__file__).parent.glob("pages*.py"), *pages.FOLDER.glob("*.md")]
    return int(max(path.stat().st_mtime for path in (*files, *ours)))
