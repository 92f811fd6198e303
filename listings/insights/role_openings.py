"""The openings of roles in a country: how many, who hires most, and the best few with a reason."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from jobboard.site import identity
from listings.insights import large_roles
from listings.models import Level, LevelWord, Listing, ListingPlace
from listings.models.listing_queryset import MOST_ON_TOP, is_featured, remote_in
from listings.models.prepared import Prepared, json_rows
from listings.reading.words import fold
from listings.search.counts import Count as Counted
from listings.search.facets import all_values
from listings.search.filters import ListingFilter, search_with
from roles.models import Role, RoleAlias

BEST = 5
"""Openings of each role on a page."""

EMPLOYERS = 5
"""Of each role on a page."""

FEATURED, NEWEST, BEGINNERS, PAY, NEW = (
    "",  # a card says so itself
    "The newest",
    "Open to beginners",
    "Highest pay stated",
    "New as well",
)


@dataclass(slots=True)
class RoleOpenings:
    """``best`` are keys with the reason why each is shown; ``real`` counts what nobody made up."""

    best: dict[int, str] = field(default_factory=dict)
    number: int = 0
    beginners: int = 0  # of ``number``: entry-level
    newcomers: int = 0  # of ``number``: say that they welcome or train them
    real: int = 0
    invented: int = 0  # of ``number``
    are_elsewhere: bool = False  # none in the country, though others of these roles have some
    employers: Sequence[Counted] = ()  # those with the most openings
    companies: int = 0  # how many there are in all


@dataclass(frozen=True, slots=True)
class FoundOpenings:
    """``countries`` are those in which the roles have openings, whichever was asked for.

    ``is_wider``: none of them has an opening in the country, so these are from everywhere.
    """

    of: dict[int, RoleOpenings]
    countries: tuple[str, ...] = ()
    is_wider: bool = False


type Row = Mapping[str, Any]


def openings_of(roles: Sequence[Role], country: str) -> FoundOpenings:
    """The openings in a country, or open to it; everywhere for an empty code. Two queries.

    Who hires is counted as the list behind it: by the search index, or the database without one.
    """
    if not roles:
        return FoundOpenings({})
    found = {role.pk: RoleOpenings() for role in roles}
    rows = _rows(roles, country)
    is_wider = bool(rows) and not any(row["is_here"] for row in rows)
    for role in roles:
        own = [row for row in rows if row["role"] == role.pk]
        shown = [row for row in own if row["is_here"] or is_wider]
        _count(found[role.pk], own, shown)
        if shown:
            hiring = all_values(search_of(role, "" if is_wider else country), "company")
            found[role.pk].employers = hiring[:EMPLOYERS]
            found[role.pk].companies = len(hiring)
    countries = dict.fromkeys(code for row in rows for code in row["countries"])
    return FoundOpenings(found, tuple(countries), is_wider)


def titles_beside() -> dict[str, ArraySubquery]:
    """What ``other_titles`` reads, to be brought along with roles."""
    links = Listing.roles.through.objects.filter(role=OuterRef(OuterRef("pk"))).order_by("-pk")
    last = Listing.objects.live().in_lists().filter(pk__in=links.values("listing")[:MOST_TITLES])
    return {
        "titles": json_rows(last.order_by("-posted_at"), "title", "company_id"),
        "phrases": ArraySubquery(RoleAlias.objects.filter(role=OuterRef("pk")).values("phrase")),
        "level_words": ArraySubquery(LevelWord.objects.order_by().values("phrase")),
        "role_names": ArraySubquery(Role.objects.order_by().values("name")),
    }


def other_titles(role: Any) -> list[str]:
    """What a role is called besides its name: first as employers put it, then as editors know it.

    A title counts without what follows a divider and without words of level, if two employers
    use it and no role has it as its name; of the phrases that mean the role, those that are plain
    words.
    """
    levels = frozenset(role.level_words)
    employers: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for one in role.titles:
        said = _without_level(_DIVIDER.split(one["title"])[0], levels)
        spelled.setdefault(_letters(said), said)
        employers[_letters(said)].add(one["company_id"])
    used = sorted(employers, key=lambda name: (-len(employers[name]), name))
    names = [spelled[name] for name in used if len(employers[name]) > 1]
    names = [name for name in names if " " in name and not name.startswith("of ")]
    names += [
        phrase.title()
        for phrase in role.phrases
        if _PLAIN.fullmatch(phrase) and levels.isdisjoint(phrase.split())
    ]
    others = {_letters(name): name for name in reversed(names)}
    taken = {_letters(name) for name in (*role.role_names, role.plural_name, role.abbreviation)}
    return [name for key, name in reversed(others.items()) if key not in taken][:OTHER_TITLES]


def _letters(title: str) -> str:
    """By this "Back-end" and "Backend" are the same."""
    return "".join(filter(str.isalnum, fold(title)))


def _without_level(title: str, levels: Collection[str]) -> str:
    """A title without words of level at its beginning and end: "Entry-Level", "Intern", "II"."""
    parts = title.replace("-", " ").split()
    words = [*parts]
    while size := next((size for size in (2, 1) if _joined(words[:size]) in levels), 0):
        del words[:size]
    while words and _joined(words[-1:]) in levels:
        del words[-1]
    return " ".join(title.split() if words == parts else words)


def _joined(words: Sequence[str]) -> str:
    return fold(" ".join(words)).strip(".")


MOST_TITLES = 300  # of the postings that came last
OTHER_TITLES = 8
_DIVIDER = re.compile(r"\s[-–—|@/•·]|[,;:|(\[{/]")
_PLAIN = re.compile(r"[a-z]{5,}(?: [a-z]{5,})*")
"""Long words, which are written with a capital letter at most."""


def search_of(role: Role, country: str, **asked: Any) -> ListingFilter:
    """The search for a role's openings in a country, everywhere for an empty code."""
    return search_with(role=[role], country=[country] if country else None, **asked)


def _rows(roles: Sequence[Role], country: str) -> list[Row]:
    """Openings to choose from: of roles with very many by the index, of others by the database."""
    found: list[Row] = []
    small = []
    for role in roles:
        everywhere = search_of(role, "")
        if large_roles.is_large(everywhere):
            found += large_roles.rows_of(role.pk, everywhere, search_of(role, country))
        else:
            small.append(role.pk)
    return [*found, *_rows_in_database(small, country)] if small else found


def _rows_in_database(roles: Sequence[int], country: str) -> list[Row]:
    currency = identity.current().currency
    if country:
        return _OPENINGS_IN(roles, currency, country, _HEADS(roles, country))
    return _OPENINGS(roles, currency)


def _count(openings: RoleOpenings, own: Sequence[Row], shown: Sequence[Row]) -> None:
    """``own``: rows of the role wherever they are; ``shown``: those in the country."""
    openings.real = own[0]["real"] if own else 0
    openings.are_elsewhere = bool(own) and not shown
    if shown:
        openings.best = best_of(shown)
        openings.number, openings.beginners = shown[0]["number"], shown[0]["beginners"]
        openings.newcomers = shown[0]["to_newcomers"]
        openings.invented = shown[0]["invented"]


def best_of(rows: Sequence[Row]) -> dict[int, str]:
    """Choose among a role's openings, the newest first, and say why each is shown."""
    chosen: dict[int, str] = {}
    for row, why in _candidates(rows):
        chosen.setdefault(row["pk"], why)
    return dict(list(chosen.items())[:BEST])


def _candidates(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    featured = [row for row in rows if row["is_featured_now"]]
    others = [row for row in rows if not row["is_featured_now"]]
    yield from ((row, FEATURED) for row in featured[:MOST_ON_TOP])
    yield from ((row, NEWEST) for row in others[:1])
    yield from ((row, BEGINNERS) for row in others[1:] if _is_first(row, "is_entry", "level"))
    yield from ((row, PAY) for row in others[1:] if _is_first(row, "pay_here", "pay"))
    yield from ((row, BEGINNERS if row["is_entry"] else NEW) for row in [*others, *featured])


def _is_first(row: Row, has: str, order: str) -> bool:
    return bool(row[has]) and row[f"place_by_{order}"] == 1


def _openings(role: int, currency: str, is_here: Q) -> Any:
    """Openings that may be shown, the newest first, with what is counted over all of them."""
    of_roles = Listing.objects.live().filter(roles__in=[role])
    live, members = of_roles.in_lists(), of_roles.vacancies().order_by().values("pk")
    links = ListingPlace.objects.filter(listing__in=members).order_by()
    here = ["roles", "is_here"]
    newest = [F("posted_at").desc(), F("pk").desc()]
    pay = Case(When(pay_currency=currency, then=F("pay_yearly_midpoint")))
    is_entry = _truth(Q(level=Level.ENTRY))
    found = live.annotate(
        role=F("roles"), is_here=_truth(is_here), is_featured_now=is_featured(), is_entry=is_entry
    ).annotate(
        place=Window(RowNumber(), [*here, "is_featured_now"], newest),
        place_by_level=Window(RowNumber(), [*here, "is_featured_now", "is_entry"], newest),
        place_by_pay=Window(
            RowNumber(), [*here, "is_featured_now"], [pay.desc(nulls_last=True), *newest]
        ),
        pay_here=pay,
        number=Window(Count("pk"), here),
        beginners=Window(Count("pk", filter=Q(level=Level.ENTRY)), here),
        to_newcomers=Window(Count("pk", filter=~Q(newcomers="")), here),
        invented=Window(Count("pk", filter=Q(is_demo=True)), here),
        real=Window(Count("pk", filter=Q(is_demo=False)), ["roles"]),
        countries=ArraySubquery(links.values("place__country").distinct()),
    )
    shown = (
        Q(place__lte=BEST)
        | Q(place_by_level=1, is_entry=True)
        | Q(place_by_pay=1, pay_here__isnull=False)
    )
    return found.filter(shown).order_by(*newest).values(*ROW)


ROW = (
    *("role", "pk", "is_here", "is_featured_now", "is_entry", "pay_here"),
    *("place_by_level", "place_by_pay"),
    *("number", "beginners", "to_newcomers", "invented", "real", "countries"),
)


def _truth(condition: Q) -> Case:
    when = When(condition, then=Value(value=True))
    return Case(when, default=Value(value=False), output_field=BooleanField())


def _is_near(country: str) -> Q:
    """Whether a posting itself is in a country or open to it."""
    placed = ListingPlace.objects.filter(listing=OuterRef("pk"), place__country=country)
    return remote_in([country]) | Q(Exists(placed))


def _heads(role: int, country: str) -> Any:
    """The heads of clusters of which another posting is in a country or open to it.

    Looked up once, not in each of a statement's five places.
    """
    copies = Listing.objects.live().filter(duplicate_of__isnull=False, roles__in=[role])
    found = copies.filter(_is_near(country)).order_by()
    return found.values_list("duplicate_of_id", flat=True)


def _is_here(country: str, head: int) -> Q:
    """Whether a posting, or one that shares its cluster, is in a country or open to it."""
    return _is_near(country) | Q(pk__in=[head])


ANYWHERE = Q(pk__isnull=False)

_HEADS = Prepared(_heads)
_OPENINGS = Prepared(lambda role, currency: _openings(role, currency, ANYWHERE))
_OPENINGS_IN = Prepared(
    lambda role, currency, country, head: _openings(role, currency, _is_here(country, head))
)
