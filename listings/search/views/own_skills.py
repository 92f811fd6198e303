"""``/jobs/my-skills/``: which openings name only skills that a visitor has, or one more.

The skills stand in the address alone: the answer is kept by nobody, and logs mask them.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET
from jobboard.http.conditional import kept
from jobboard.http.parameters import ALL
from jobboard.site.addresses import address_of
from listings.models import Level, Listing, Skill
from listings.search import active_filters, addresses
from listings.search.answers import OneMore, reach_of
from listings.search.card_cache import cards_of
from listings.search.counts import Count
from listings.search.facets import all_values, first, with_values
from listings.search.filters import ListingFilter
from listings.search.filterset import FACETS
from listings.search.form_fields import NOT_STATED, Rejected, plain
from roles.models import Role

CARDS = 3
ROLES = 6  # that the skills reach, besides the chosen one
OFFERED = 12  # skills to tick, beside those that are ticked
SHOWN = 12  # skills that are missing alone
MOST_TYPED = 30
NOT_HERE = ("q", "in", "exact", "missing", "page", "sort", "drop", "exclude")
IN_FORM = ("knows", "role", "level", "where")


@require_safe
@kept(*MARKET, reads=ALL)
def show(request: HttpRequest) -> HttpResponse:
    """The form, and what it finds."""
    query, unknown = asked_of(request.GET)
    search = ListingFilter(query, queryset=Listing.objects.live().vacancies())
    own: list[Skill] = search.asked.get("knows", [])
    context = {
        "search": search,
        "own": own,
        "unknown": [*unknown, *search.rejected][: active_filters.MOST_NAMED],
        "offered": offered(search, own),
        **(found_for(search) if own else {}),
        "roles": roles_of(search),
        "levels": [(v, label, v in search.asked.get("level", [])) for v, label in Level.choices],
        "where": "; ".join(map(str, (one.value for one in search.asked.get("where", [])))),
        "hidden": [pair for pair in addresses.pairs(search) if pair[0] not in IN_FORM],
        "jobs_url": addresses.jobs_url(addresses.kept_query(search, lambda n, v: n not in OWN)),
        "robots": "noindex" if request.GET else "",
    }
    response = render(request, "jobs/own_skills.html", context)
    if own or unknown:
        response["Cache-Control"] = "private, no-store"
    return response


OWN = ("knows", "missing")


def asked_of(query: QueryDict) -> tuple[QueryDict, list[Rejected]]:
    """Return what is searched for, and what was typed that names no skill. A query if any was.

    Skills are ``knows``, as in a search; here ``skill`` means the same.
    """
    asked = query.copy()
    typed = [part for text in asked.pop("other_skills", []) for part in _parted(text)]
    found = _skills_called(typed[:MOST_TYPED])
    own = [*asked.pop("skill", []), *asked.getlist("knows"), *found.values()]
    for name in NOT_HERE:
        asked.pop(name, None)
    asked.setlist("knows", list(dict.fromkeys(own)))
    reason = "is no skill that this board knows"
    return asked, [Rejected("skills", one, reason) for one in typed if one.lower() not in found]


def _parted(text: object) -> list[str]:
    return [part for part in map(plain, str(text).replace(";", ",").split(",")) if part]


def _skills_called(names: Sequence[str]) -> dict[str, str]:
    """The slug of each name in small letters that is a skill's own, an alias or its slug."""
    wanted = [name.lower() for name in names]
    if not wanted:
        return {}
    rows = Skill.objects.annotate(low=Lower("name"), alias=Lower("aliases__phrase")).filter(
        Q(low__in=wanted) | Q(alias__in=wanted) | Q(slug__in=wanted)
    )
    found: dict[str, str] = {}
    for row in rows.order_by("pk").values_list("low", "alias", "slug"):
        for name in (row[1], row[2], row[0]):
            if name in wanted:
                found[name] = row[2]
    return found


def roles_of(search: ListingFilter) -> list[tuple[str, str, bool]]:
    """Every role to choose from. One query."""
    chosen = _chosen_roles(search)
    rows = Role.objects.order_by("name").values_list("slug", "name")
    return [(slug, name, slug in chosen) for slug, name in rows]


def _chosen_roles(search: ListingFilter) -> set[str]:
    return {role.slug for role in search.asked.get("role", []) if role != NOT_STATED}


def offered(search: ListingFilter, own: Sequence[Skill]) -> list[Count]:
    """The skills that openings of the role, level and place name most, but for one's own."""
    names = {skill.slug for skill in own}
    found = all_values(search.replacing(knows=None, level=None, where=None), "skill")
    return [one for one in found if one.value and one.value not in names][:OFFERED]


def found_for(search: ListingFilter) -> dict[str, Any]:
    """What there is for some skills: what they reach, and of how many openings in all."""
    everything = with_values(search.replacing(knows=None), "skill")
    reach = reach_of(search)
    steps = {"": reach.only, "1": reach.one_more, "2": reach.two_more}
    nearest = next((missing for missing, found in steps.items() if found.number), "")
    return {
        "reach": reach,
        "nearest": nearest,
        "cards": cards_of(first(search.replacing(missing=nearest)).page[:CARDS]),
        "other_roles": other_roles(search),
        "by_skill": [(one, _knowing_too(search, one)) for one in reach.by_skill[:SHOWN]],
        "other_skills": max(0, len(reach.by_skill) - SHOWN),
        "openings": everything.total,
        "unnamed": sum(one.number for one in everything.of("skill") if not one.value),
    }


def other_roles(search: ListingFilter) -> list[OneMore]:
    """The roles of which most openings name these skills with two more at most."""
    numbers: Counter[tuple[str, str]] = Counter()
    for missing in ("", "1", "2"):
        near = search.replacing(role=None, missing=missing)
        for one in with_values(near, "role").of("role"):
            numbers[one.value, one.label] += one.number
    known = {"", NOT_STATED, *_chosen_roles(search)}
    found = [(*one, number) for one, number in numbers.most_common() if one[0] not in known]
    return [OneMore(number, _as(search, slug), name, slug) for slug, name, number in found[:ROLES]]


def _as(search: ListingFilter, role: str) -> str:
    """This page for another role."""
    query = addresses.kept_query(search, lambda name, value: name != "role")
    query.appendlist("role", role)
    return f"{address_of('own-skills')}?{query.urlencode()}"


def _knowing_too(search: ListingFilter, one: OneMore) -> str:
    """This page with one skill more among one's own."""
    query = addresses.with_more(search, "knows", one.slug)
    return f"{address_of('own-skills')}?{query.urlencode()}"


def link_for(search: ListingFilter) -> str:
    """The page for a search of ``/jobs/``: its role, level and place; its skills as known ones."""
    said = {name: values for name, values in search.values.items() if name in FACETS}
    skills = [one for one in said.pop("skill", []) if one != NOT_STATED]
    known = list(dict.fromkeys([*skills, *search.asked.get("knows", [])]))
    asked = search.replacing(**dict.fromkeys(NOT_HERE), skill=None, **said, knows=known)
    _, _, query = addresses.first_page(asked).partition("?")
    address = address_of("own-skills")
    return f"{address}?{query}" if query and not addresses.is_long_search(asked) else address
