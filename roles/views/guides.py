"""``/guides/``: articles, each with the evidence beside it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.markup import Show, breadcrumbs, json_ld
from jobboard.site import dates, identity
from jobboard.site.addresses import address_of
from listings.insights.asked import COUNTRY
from listings.insights.evidence import evidence_of
from listings.insights.pictures import picture_answer
from listings.insights.pictures.files import Ending
from roles.addresses import follows_old_slugs
from roles.article import comparison, sides_of
from roles.evidence_in_place import article_context
from roles.glance import glance_of
from roles.models import (
    Author,
    Guide,
    GuideKind,
    PreviewLink,
    Series,
)
from roles.overview import guide_cards, live_guides
from roles.pictures import glance_picture
from roles.querysets import RelatedGuides, guides_for, guides_with_parts, related_guides
from roles.texts import ReaderContext

FIGURES = "figures"  # the parameter of a preview


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES)
def index(request: HttpRequest) -> HttpResponse:
    """Every live guide, newest first."""
    return render(request, "guides/index.html", _list())


@kept_part(*TEXTS, ChangeKind.FIGURES)
def _list() -> dict[str, Any]:
    cards = guide_cards(live_guides())
    is_demo = any(card.is_demo for card in cards)
    return {
        "cards": cards,
        "all_series": in_series(),
        "is_demo": is_demo,
        "robots": "noindex" if is_demo else "",
    }


def in_series() -> list[dict[str, Any]]:
    """Every series with its guides in the order of reading, from two that are out. Two queries."""
    live = Guide.objects.live().order_by("series_part__position", "pk")
    rows = Series.objects.prefetch_related(Prefetch("guides", queryset=live))
    found = [{"slug": s.slug, "title": s.title, "guides": list(s.guides.all())} for s in rows]
    return [one for one in found if len(one["guides"]) > 1]


@require_safe
@follows_old_slugs("guide")
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A guide that the public may read."""
    return page(request, _live(slug))


@kept_part(*TEXTS, most=50)
def _live(slug: str) -> Guide:
    return whole_or_404(Guide.objects.live().filter(slug=slug))


def whole_or_404(guides: QuerySet[Guide]) -> Guide:
    """Return the first of some guides, with all that its page is made of."""
    found = next(iter(guides_with_parts(guides)), None)
    if found is None:
        raise Http404
    return found


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY)
def picture(request: HttpRequest, slug: str, ending: Ending) -> HttpResponse:
    """A comparison at a glance, as a picture or a table to share."""
    guide = whole_or_404(Guide.objects.live().filter(kind=GuideKind.COMPARISON, slug=slug))
    roles = [row.role for row in guide.compared.all()]
    if not roles:
        raise Http404
    country, evidence = evidence_of(request.GET, roles)
    article = comparison(guide, roles, ReaderContext(country.code))
    glance = glance_of(article, sides_of(roles, evidence), has_picture=False)
    return picture_answer(
        glance_picture(guide.title, glance, country.label),
        *(ending,),
        name=guide.slug,
        page=guide.get_absolute_url(),
        note=dates.short(timezone.now()),
    )


@require_safe
@never_cache
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A guide as readers will see it, for those who may see it before them; others get a 404."""
    seen = guides_for(request.user)
    guide = whole_or_404(Guide.objects.filter(pk__in=seen.values("pk"), slug=slug))
    is_asked = FIGURES in request.GET  # how a text reads without figures is shown to editors only
    if guide.is_live and not is_asked:
        return redirect(guide)
    return page(request, guide, is_preview=True)


def page(request: HttpRequest, guide: Guide, *, is_preview: bool = False) -> HttpResponse:
    """The page of a guide, for readers or, before it is live, for its editors."""
    roles = [row.role for row in guide.compared.all()]
    country, evidence = evidence_of(request.GET, roles)
    figures = figures_asked(request) if is_preview else Show.LIVE
    article = comparison(guide, roles, ReaderContext(country.code, figures))
    has_glance = guide.kind == GuideKind.COMPARISON
    guides = related_guides()
    context = {
        **article_context(article, sides_of(roles, evidence), has_glance=has_glance),
        "guide": guide,
        "roles": roles,
        "country": country,
        "picture_url": "" if is_preview else f"{guide.get_absolute_url().rstrip('/')}",
        "related": guides.related(roles, guide),
        "series": neighbours(guide, guides),
        "is_mixed": any(one.is_mixed for one in evidence.values()),
        "is_preview": is_preview,
        "is_without_figures": figures is Show.ABSENT,
        "json_ld": [] if is_preview else article_markup(guide),
        "canonical_url": settings.SITE_URL + guide.get_absolute_url(),
        "robots": "noindex" if is_preview or guide.is_demo else "",
    }
    return render(request, "guides/show.html", context)


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


def neighbours(guide: Guide, guides: RelatedGuides) -> dict[str, Any] | None:
    """What comes before and after a guide in its series, among the parts that are out."""
    parts = guides.series_of(guide)
    if not parts:
        return None
    place = next(place for place, part in enumerate(parts) if part.pk == guide.pk)
    return {
        "title": getattr(parts[0], "series_title", ""),
        "number": place + 1,
        "total": len(parts),
        "previous": parts[place - 1] if place else None,
        "next": parts[place + 1] if place + 1 < len(parts) else None,
    }


def figures_asked(request: HttpRequest) -> Show:
    """Read ``?figures=absent``: how the page reads while no figure has enough postings."""
    is_absent = request.GET.get(FIGURES) == Show.ABSENT.value
    return Show.ABSENT if is_absent else Show.LIVE


@require_safe
@follows_old_slugs("author")
@kept(*TEXTS)
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who wrote it, and what else."""
    found = get_object_or_404(Author, slug=slug)
    cards = guide_cards(live_guides().filter(author=found))
    robots = "noindex" if found.is_demo or not cards else ""
    context = {"author": found, "cards": cards, "robots": robots}
    return render(request, "guides/author.html", context)


@require_safe
def shared_draft(request: HttpRequest, guide: int, token: str) -> HttpResponse:
    """Show a guide before it is out to whoever was sent its secret link, without signing in.

    Once it is out, the answer leads to its own page.

    Nothing tells a link that ended from one that never was. The answer is kept by nobody, found by
    no search engine, and no site that the guide links to learns of its address.
    """
    link = PreviewLink.objects.valid().filter(guide=guide).first()
    if link is None or not link.opens_with(token):
        response = render(request, "guides/no_preview.html", {"robots": "noindex"}, status=404)
    else:
        response = _draft_page(request, whole_or_404(Guide.objects.filter(pk=guide)))
    patch_cache_control(response, private=True, no_store=True, max_age=0)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _draft_page(request: HttpRequest, guide: Guide) -> HttpResponse:
    return redirect(guide) if guide.is_live else page(request, guide, is_preview=True)
