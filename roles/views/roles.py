"""``/roles/``: what kinds of work there are, and one of them with its evidence."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from jobboard.http.changes import TEXTS, ChangeKind
from jobboard.http.conditional import kept
from jobboard.http.parts import kept_part
from jobboard.markup import Show, breadcrumbs
from jobboard.site import identity
from listings.insights.asked import COUNTRY
from listings.insights.evidence import evidence_of, openings_by_role
from listings.insights.figures import place_label
from listings.insights.paths import onward_from
from listings.insights.role_openings import other_titles, titles_beside
from roles.addresses import follows_old_slugs
from roles.article import profile, sides_of
from roles.evidence_in_place import article_context
from roles.models import Role
from roles.overview import role_lines
from roles.pairs import companions, picker
from roles.querysets import related_guides, roles_with_sections
from roles.texts import ReaderContext

LISTED = (*TEXTS, ChangeKind.POSTING, ChangeKind.FIGURES)
"""What the list of roles shows."""


@require_safe
@kept(*LISTED)
def index(request: HttpRequest) -> HttpResponse:
    """Roles by family with what each is, pays and has open; those without openings come last."""
    return render(request, "roles/index.html", _list())


@kept_part(*LISTED)
def _list() -> dict[str, Any]:
    numbers, real = openings_by_role(), openings_by_role(are_real=True)
    lines = role_lines(Role.objects.order_by("family", "name"), numbers)
    families = [
        (family, sorted(group, key=lambda line: (-line.openings, line.role.name)))
        for family, group in groupby(lines, key=lambda line: line.role.family)
    ]
    shown = {"families": families, "has_openings": any(line.openings for line in lines)}
    return {
        "families": families,
        "drawn": render_to_string("roles/_families.html", shown),
        "number": len(lines),
        "has_pay": any(line.pay.figure for line in lines),
        "picker": picker({}),
        "is_demo": numbers != real,
        "is_mixed": any(real.values()),
        "robots": "noindex" if numbers != real else "",
        "place": place_label(identity.current().country),
    }


@require_safe
@follows_old_slugs("role")
@kept(*TEXTS, ChangeKind.FIGURES, reads=COUNTRY)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A role: its profile, demand, pay and openings."""
    return page(request, _called(slug))


@kept_part(*TEXTS, most=100)
def _called(slug: str) -> Role:
    rows = Role.objects.filter(slug=slug).annotate(**titles_beside())
    found: Any = next(iter(roles_with_sections(rows)), None)
    if found is None:
        raise Http404
    found.other_titles = other_titles(found)
    return found


def page(request: HttpRequest, role: Role, figures: Show = Show.LIVE) -> HttpResponse:
    """The page of a role, for readers or, as if no figure had a sample, for its editors."""
    country, found = evidence_of(request.GET, [role])
    evidence = found[role.pk]
    article = profile(role, ReaderContext(country.code, figures))
    has_profile = len(article.parts) > 1
    is_worth_indexing = (has_profile or evidence.number) and not evidence.is_demo
    near = companions(role)
    urls = {other.pk: pair.get_absolute_url() for other, pair in near.alike}
    here = "" if evidence.is_wider else country.code
    others = [other for other, _ in near.alike]
    context = {
        **article_context(article, sides_of([role], found)),
        "role": role,
        "country": country,
        "companions": near,
        "knows": evidence.knows,
        "onward": [
            (one, urls[one.role.pk]) for one in onward_from(role, others, evidence.knows, here)
        ],
        "guides": related_guides().naming(role),
        "json_ld": [breadcrumbs([("Roles", "/roles/"), (role.name, role.get_absolute_url())])],
        "canonical_url": settings.SITE_URL + role.get_absolute_url(),
        "is_demo": evidence.is_demo,
        "is_mixed": evidence.is_mixed,
        "robots": "" if is_worth_indexing else "noindex",
    }
    return render(request, "roles/show.html", context)
