"""``/jobs/my-skills/``: which openings name only skills that a visitor has, or one more.

The skills stand in the address alone: the answer is kept by nobody, and logs mask them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobboard.http.changes import MARKET
from jobboard.http.conditional import kept
from listings.models import Level, Listing, Skill
from listings.search import active_filters, addresses
from listings.search.card_cache import cards_of
from listings.search.counts import Count
from listings.search.facets import all_values, first, total, with_values
from listings.search.filters import FACETS, ListingFilter
from listings.search.form_fields import NOT_STATED, Rejected, plain
from roles.models import Role

CARDS = 3
OFFERED = 12  # skills to tick, beside those that are ticked
SHOWN = 12  # skills of which one more is named
MOST_TYPED = 30
NOT_HERE = ("q", "in", "exact", "missing", "page", "sort", "drop", "exclude")
IN_FORM = ("knows", "role", "level", "where")


@dataclass(frozen=True)
class OneMore:
    """Openings that name one's own skills and this one; ``know_url``: the page with it too."""

    name: str
    number: int
    url: str
    know_url: str


@dataclass(frozen=True)
class Reach:
    """What there is for a set of skills; ``more`` are the openings that name one skill more.

    ``unnamed`` of all ``openings`` name no skill.
    """

    openings: int
    unnamed: int
    only: int
    only_url: str
    cards: Sequence[Listing]
    more: int
    more_url: str
    by_skill: Sequence[OneMore]
    other_skills: int
    two_more: int
    two_more_url: str


@require_safe
@kept(*MARKET)
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
        "reach": reach_of(search, own) if own else None,
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
    chosen = {role.slug for role in search.asked.get("role", []) if role != NOT_STATED}
    rows = Role.objects.order_by("name").values_list("slug", "name")
    return [(slug, name, slug in chosen) for slug, name in rows]


def offered(search: ListingFilter, own: Sequence[Skill]) -> list[Count]:
    """The skills that openings of the role, level and place name most, but for one's own."""
    names = {skill.slug for skill in own}
    found = all_values(search.replacing(knows=None, level=None, where=None), "skill")
    return [one for one in found if one.value and one.value not in names][:OFFERED]


def reach_of(search: ListingFilter, own: Sequence[Skill]) -> Reach:
    """Count the openings that name only these skills, and those that name one more, by that one."""
    one_more, two_more = search.replacing(missing="1"), search.replacing(missing="2")
    everything = with_values(search.replacing(knows=None), "skill")
    only, more = first(search), with_values(one_more, "skill")
    names = {"", *(skill.slug for skill in own)}
    found = [one for one in more.of("skill") if one.value not in names]
    return Reach(
        openings=everything.total,
        unnamed=sum(one.number for one in everything.of("skill") if not one.value),
        only=only.total,
        only_url=addresses.page_url(search, 1),
        cards=cards_of(only.page[:CARDS]),
        more=more.total,
        more_url=addresses.page_url(one_more, 1),
        by_skill=[_one_more(one_more, one) for one in found[:SHOWN]],
        other_skills=max(0, len(found) - SHOWN),
        two_more=total(two_more, search.queryset),
        two_more_url=addresses.page_url(two_more, 1),
    )


def _one_more(search: ListingFilter, one: Count) -> OneMore:
    query = addresses.kept_query(search, lambda n, v: True)
    known = addresses.kept_query(search, lambda n, v: n != "missing")
    query.appendlist("skill", one.value)
    known.appendlist("knows", one.value)
    know_url = f"{reverse('own-skills')}?{known.urlencode()}"
    return OneMore(one.label, one.number, addresses.jobs_url(query), know_url)


def link_for(search: ListingFilter) -> str:
    """The page for a search of ``/jobs/``: its role, level and place; its skills as known ones."""
    said = {name: values for name, values in search.values.items() if name in FACETS}
    skills = [one for one in said.pop("skill", []) if one != NOT_STATED]
    known = list(dict.fromkeys([*skills, *search.asked.get("knows", [])]))
    asked = search.replacing(**dict.fromkeys(NOT_HERE), skill=None, **said, knows=known)
    query = addresses.kept_query(asked, lambda n, v: True)
    address = reverse("own-skills")
    return (
        address
        if addresses.is_long_search(asked) or not query
        else f"{address}?{query.urlencode()}"
    )
