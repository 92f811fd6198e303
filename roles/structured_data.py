"""Structured data of guides and terms."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from jobboard.markup import breadcrumbs, json_ld
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from roles.models import Guide, Term


def article_markup(guide: Guide) -> list[SafeString]:
    """Return Article and the way to it."""
    url = settings.SITE_URL + guide.get_absolute_url()
    data: dict[str, Any] = {
        "@type": "Article",
        "headline": guide.title,
        "description": guide.deck,
        "author": {
            "@type": "Organization" if guide.author.is_organization else "Person",
            "name": guide.author.name,
            "url": settings.SITE_URL + guide.author.get_absolute_url(),
        },
        "publisher": {"@type": "Organization", "name": identity.current().name},
        "mainEntityOfPage": url,
        "dateModified": _modified_on(guide).isoformat(),
    }
    if guide.published_at:
        data["datePublished"] = dates.day_of(guide.published_at).isoformat()
    way = [("Guides", address_of("guides")), (guide.title, guide.get_absolute_url())]
    return [json_ld(data), breadcrumbs(way)]


def _modified_on(guide: Guide) -> date:
    """The day of the latest change that readers are told of, else when its text was last saved."""
    return max((day for day, _ in guide.told), default=dates.day_of(guide.updated_at))


def term_markup(term: Term) -> list[SafeString]:
    """Return DefinedTerm and the way to it."""
    data = {
        "@type": "DefinedTerm",
        "name": term.name,
        "description": term.short,
        "url": settings.SITE_URL + term.get_absolute_url(),
        "inDefinedTermSet": settings.SITE_URL + address_of("glossary"),
    }
    way = [("Glossary", address_of("glossary")), (term.name, term.get_absolute_url())]
    return [json_ld(data), breadcrumbs(way)]
