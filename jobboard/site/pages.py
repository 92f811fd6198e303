"""The site's own pages: what the operator wrote, else defaults from files.

``/about/``, ``/contact/``, ``/imprint/``, ``/privacy/``, ``/terms/``, ``/accessibility/``.

A text names facts of the board as ``{{ site.name }}``. Only the names of ``facts()`` mean
something, and they are looked up, never evaluated.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import shortcuts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from jobboard.http.changes import ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.markup import MarkupProblem, breadcrumbs, check, render
from jobboard.markup.placeholders import PLACEHOLDER, split_front_matter, unknown_names
from jobboard.models import PageSlug, SitePage
from jobboard.site import identity

FOLDER = Path(__file__).parents[1] / "demo" / "pack" / "pages"
NOT_GIVEN = "(not given yet)"
UNWRITTEN = "This page has not been written yet. Whoever runs {{ site.name }} will fill it in."

_PLAIN_ADDRESS = re.compile(r"(?<!mailto:)(?<!<)\{\{\s*site\.contact\s*\}\}")
_MARKUP = re.compile(r"([\\`*_\[\]<>~|#{}!&$])")


@dataclass(frozen=True, slots=True)
class PageText:
    """``body`` is Markdown with placeholders."""

    title: str
    body: str


def text_of(slug: str, page: SitePage | None) -> PageText:
    """Return what the page says: each empty part by its default."""
    default = default_text(slug)
    if page is None:
        return default
    return PageText(page.title or default.title, page.body or default.body)


@cache
def default_text(slug: str) -> PageText:
    """Return the text of ``<slug>.md`` (title in its front matter), else one for any board."""
    title, path = str(PageSlug(slug).label), FOLDER / f"{slug}.md"
    if not path.exists():
        return PageText(title, UNWRITTEN)
    said, body = split_front_matter(path.read_text(encoding="utf-8"))
    return PageText(str(said.get("title", title)), body)


def facts() -> dict[str, str]:
    """Return what a text may name, as Markdown; empty is what nobody has given."""
    site = identity.current()
    return {
        "site.name": escape_markdown(site.name),
        "site.tagline": escape_markdown(site.tagline),
        "site.contact": site.contact,
        "site.url": site.url,
        "site.country": site.country,
        "site.currency": site.currency,
        "site.time_zone": escape_markdown(site.time_zone),
        "privacy.log_days": str(settings.LOG_DAYS),
        "privacy.mail_days": str(settings.MAIL_DAYS),
        "privacy.text_months": str(settings.TEXT_MONTHS),
        "privacy.session_days": str(settings.SESSION_COOKIE_AGE // 86_400),
    }


def escape_markdown(text: str) -> str:
    """Return ``text`` so that Markdown shows its signs instead of obeying them."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def fill(body: str) -> str:
    """Put facts in the place of their names; a name that means nothing stays as it is.

    The contact address becomes a link, unless it stands in one.
    """
    known = facts()
    if address := known["site.contact"]:
        body = _PLAIN_ADDRESS.sub(lambda _: f"<{address}>", body)

    def value(found: re.Match[str]) -> str:
        return (known[found[1]] or NOT_GIVEN) if found[1] in known else found[0]

    return PLACEHOLDER.sub(value, body)


def problems(body: str) -> tuple[MarkupProblem, ...]:
    """Return what an operator should mend: names that mean nothing first, then the Markdown."""
    unknown = tuple(MarkupProblem(line, what) for line, what in unknown_names(body, facts()))
    return unknown or check(fill(body))


def missing(body: str) -> list[str]:
    """Return the names in ``body`` whose facts nobody has given."""
    known = facts()
    names = dict.fromkeys(found[1] for found in PLACEHOLDER.finditer(body))
    return [name for name in names if known.get(name) == ""]


def html_of(body: str) -> SafeString:
    """Return the text as safe HTML."""
    return _html(fill(body))


@lru_cache(maxsize=32)
def _html(markdown: str) -> SafeString:
    return render(markdown).html


def make_rows(**kwargs: Any) -> None:
    """Have a row for each page, so that the admin lists them all.

    ``apps`` is what Django hands on after a migration, which may have been one back.
    """
    apps = kwargs.get("apps")
    if apps and "sitepage" not in apps.all_models["jobboard"]:
        return
    rows = [SitePage(slug=slug) for slug in PageSlug.values]
    SitePage.objects.bulk_create(rows, ignore_conflicts=True)


DESCRIPTION_LETTERS = 160


@require_safe
@kept(ChangeKind.CONTENT)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One page. One query."""
    page = _page(slug)
    return shortcuts.render(request, "pages/show.html", context(slug, text_of(slug, page), page))


@kept_part(ChangeKind.CONTENT, most=len(PageSlug))
def _page(slug: str) -> SitePage | None:
    return SitePage.objects.filter(slug=slug).first()


def context(slug: str, text: PageText, page: SitePage | None) -> dict[str, object]:
    html = html_of(text.body)
    words = " ".join(strip_tags(html).split())
    return {
        "title": text.title,
        "html": html,
        "description": Truncator(words).chars(DESCRIPTION_LETTERS),
        "edited_at": page.edited_at if page and page.body else None,
        "page_slug": slug,
        "json_ld": [breadcrumbs([(text.title, f"/{slug}/")])],
    }
