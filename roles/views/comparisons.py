"""``/roles/compare/``: any two roles side by side, composed from their profiles and the market."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.markup import breadcrumbs
from listings.insights.asked import COUNTRY
from listings.insights.evidence import evidence_of
from listings.insights.verdict import summary
from roles.addresses import owners
from roles.article import pairing, sides_of
from roles.evidence_in_place import article_context
from roles.models import Role
from roles.pairs import BETWEEN, Pair, Picker, is_complete, is_worth_indexing, pair_of, picker
from roles.querysets import RelatedGuides, related_guides, roles_with_sections
from roles.texts import ReaderContext

WAY = [("Roles", "/roles/"), ("Compare", "/roles/compare/")]


@require_safe
@kept(*TEXTS, reads=("a", "b"))
def pick(request: HttpRequest) -> HttpResponse:
    """Two fields to choose from; once both are chosen, the way to the comparison."""
    chosen = picker(request.GET)
    return redirect(chosen.pair) if chosen.pair else _picker_page(request, chosen)


@require_safe
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY)
def show(request: HttpRequest, pair: str) -> HttpResponse:
    """Two roles in one canonical order.

    Where editors wrote a guide for the two, it stands in place of this page, for now (302): it
    may go off the site again, and browsers keep a permanent redirect for ever.
    """
    roles = _roles_of(pair)
    if len(roles) != 2:
        raise Http404
    if roles[0] == roles[1] or not all(is_complete(role) for role in roles):
        named = {"a": roles[0].slug, "b": roles[1].slug}
        return _picker_page(request, picker(named), status=404)
    found = pair_of(*roles)
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    if found.slug != pair:
        return HttpResponsePermanentRedirect(found.get_absolute_url() + query)
    guides = related_guides()
    guide = guides.about(roles)
    if guide:
        return redirect(guide.get_absolute_url() + query)
    return page(request, found, guides)


@kept_part(*TEXTS, most=100)
def _roles_of(pair: str) -> list[Role]:
    """Return the two roles that have these slugs, or had them, in this order."""
    slugs = pair.split(BETWEEN)
    if len(slugs) != 2:
        return []
    rows = {role.slug: role for role in roles_with_sections(Role.objects.filter(slug__in=slugs))}
    gone = {slug: row.pk for slug, row in owners("role", set(slugs) - rows.keys()).items()}
    if gone:
        moved = roles_with_sections(Role.objects.filter(pk__in=gone.values()))
        by_key = {role.pk: role for role in moved}
        rows |= {slug: by_key[pk] for slug, pk in gone.items()}
    return [rows[slug] for slug in slugs if slug in rows]


def page(request: HttpRequest, pair: Pair, guides: RelatedGuides) -> HttpResponse:
    """The page of a guide, without an editor."""
    country, evidence = evidence_of(request.GET, pair.roles)
    reasons = {pk: one.reasons for pk, one in evidence.items()}
    article = pairing(pair.roles, reasons, ReaderContext(country.code))
    context = {
        **article_context(article, sides_of(pair.roles, evidence)),
        "pair": pair,
        "roles": pair.roles,
        "deck": summary(pair.roles, evidence),
        "country": country,
        "related": guides.related(pair.roles),
        "is_demo": any(one.is_demo for one in evidence.values()),
        "is_mixed": any(one.is_mixed for one in evidence.values()),
        "json_ld": [breadcrumbs([*WAY, (pair.title, pair.get_absolute_url())])],
        "canonical_url": settings.SITE_URL + pair.get_absolute_url(),
        "robots": "" if is_worth_indexing(evidence.values()) else "noindex",
    }
    return render(request, "roles/compare.html", context)


def _picker_page(request: HttpRequest, chosen: Picker, status: int = 200) -> HttpResponse:
    context = {
        "picker": chosen,
        "written": related_guides().comparisons,
        "canonical_url": settings.SITE_URL + "/roles/compare/",
        "robots": "noindex" if status == 404 or request.GET else "",
        "json_ld": [breadcrumbs(WAY)],
    }
    return render(request, "roles/pick.html", context, status=status)
