"""``/glossary/``: terms."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobboard import markup
from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.markup import breadcrumbs, json_ld
from jobboard.site.addresses import address_of
from listings.insights.demand_figures import term_demand
from roles.addresses import follows_old_slugs
from roles.models import Term
from roles.texts import vocabulary


@require_safe
@kept(*TEXTS)
def index(request: HttpRequest) -> HttpResponse:
    """All terms by their first letter."""
    return render(request, "glossary/index.html", _list())


@kept_part(*TEXTS)
def _list() -> dict[str, Any]:
    terms = sorted(Term.objects.defer("body"), key=lambda term: term.name.casefold())
    letters = [
        (letter, list(group)) for letter, group in groupby(terms, key=lambda t: t.name[0].upper())
    ]
    return {"letters": letters, "number": len(terms)}


@require_safe
@follows_old_slugs("term")
@kept(*TEXTS, ChangeKind.FIGURES)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One term."""
    return page(request, get_object_or_404(Term, slug=slug))


def page(request: HttpRequest, term: Term, figures: markup.Show = markup.Show.LIVE) -> HttpResponse:
    """The page of a term, which does not link to itself."""
    words = vocabulary(silent=[term.slug])
    text = markup.render(term.body, terms=words.glossary(), figures=figures)
    context = {
        "term": term,
        "text": text,
        "definitions": {one.href: (one.name, one.short) for one in words.linked_in([text])},
        "roles": list(term.roles.all()),
        "related": list(term.related.all()),
        "demand": term_demand(term),
        "json_ld": term_markup(term),
        "robots": "noindex" if term.is_demo else "",
    }
    return render(request, "glossary/show.html", context)


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
