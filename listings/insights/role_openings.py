"""The openings of roles in a country: how many, who hires most, and the best few with a reason.

They are counted and put in order as the lists behind them: by the search index, or the database
while there is none.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, When
from django.db.models.functions import Coalesce

from jobboard.site import identity
from listings.models import Level, LevelWord, Listing, Newcomers
from listings.models.listing_queryset import MOST_ON_TOP, is_featured
from listings.models.prepared import json_rows
from listings.reading.words import fold
from listings.search.counts import Count
from listings.search.facets import all_values, clusters, first, first_without, total
from listings.search.filters import ListingFilter, on_offer, search_with
from listings.search.index.current import one_market
from roles.models import Role, RoleAlias

BEST = 5
"""Openings of each role on a page."""

EMPLOYERS = 5
"""Of each role on a page."""

CHOSEN_FROM = 500
"""Openings of a role, the newest: so many are looked at to choose the best few."""

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

    best: Mapping[int, str] = field(default_factory=dict)
    number: int = 0
    beginners: int = 0  # of ``number``: entry-level
    newcomers: int = 0  # of ``number``: say that they welcome or train them
    real: int = 0
    invented: int = 0  # of ``number``
    are_elsewhere: bool = False  # none in the country, though others of these roles have some
    employers: Sequence[Count] = ()  # those with the most openings
    companies: int = 0  # how many there are in all


@dataclass(frozen=True, slots=True)
class FoundOpenings:
    """``countries`` are those in which the roles have openings, whichever was asked for.

    ``is_wider``: none of them has an opening in the country, so these are from everywhere.
    """

    of: Mapping[int, RoleOpenings]
    countries: tuple[str, ...] = ()
    is_wider: bool = False


type Row = Mapping[str, Any]


@one_market()
def openings_of(roles: Sequence[Role], country: str) -> FoundOpenings:
    """The openings in a country, or open to it; everywhere for an empty code.

    Two queries, and two more for each role on a board with made-up openings.
    """
    everywhere = {role.pk: search_of(role, "") for role in roles}
    here = {role.pk: search_of(role, country) for role in roles}
    is_wider = not any(map(_number, here.values())) and any(map(_number, everywhere.values()))
    shown = everywhere if is_wider else here
    candidates = {pk: _candidates_of(search) for pk, search in shown.items()}
    rows = _looked_up(set().union(*candidates.values()))
    is_demo = bool(roles) and Listing.objects.filter(is_demo=True).exists()
    of = {pk: _counted(everywhere[pk], shown[pk], is_demo=is_demo) for pk in shown}
    for pk, numbers in candidates.items():
        of[pk].best = best_of(
            [row for row in rows if row["pk"] in numbers or numbers.intersection(row["members"])]
        )
    countries = dict.fromkeys(code for one in everywhere.values() for code in _countries(one))
    return FoundOpenings(of, tuple(countries), is_wider)


def _candidates_of(search: ListingFilter) -> set[int]:
    """The openings of a role; of very many the newest, for beginners or not, and the best paid."""
    latest = first_without(search, (), CHOSEN_FROM)
    if latest and len(latest) < CHOSEN_FROM:
        return set(latest)
    beginners, paid = search.replacing(level=[Level.ENTRY.value]), search.replacing(sort="salary")
    return set(latest).union(*(first(one).page for one in (search, beginners, paid)))


def _counted(everywhere: ListingFilter, shown: ListingFilter, *, is_demo: bool) -> RoleOpenings:
    """The numbers of one role; ``shown``: of the openings that the page is about."""
    in_all, number = _number(everywhere), _number(shown)
    hiring = first(shown, "company")
    return RoleOpenings(
        number=number,
        beginners=_number(shown.replacing(level=[Level.ENTRY.value])),
        newcomers=_number(shown.replacing(newcomers=list(Newcomers.values))),
        real=in_all - _invented(everywhere) if is_demo else in_all,
        invented=_invented(shown) if is_demo else 0,
        are_elsewhere=in_all > number == 0,
        employers=hiring.of("company")[:EMPLOYERS],
        companies=hiring.values["company"],
    )


def _number(search: ListingFilter) -> int:
    return total(search, on_offer())


def _invented(search: ListingFilter) -> int:
    """How many of a search the demo made up; the index does not know."""
    return clusters(search.qs.filter(is_demo=True))


def _countries(search: ListingFilter) -> Iterator[str]:
    """Countries of the cities in which there are openings; a city's label ends with the code."""
    return (one.label.rpartition(", ")[2] for one in all_values(search, "city"))


def _looked_up(numbers: Collection[int]) -> list[Row]:
    """What decides between openings, the newest first: heads of clusters, as lists show them.

    ``members``: the others of each cluster.
    """
    heads = Listing.objects.filter(pk__in=numbers).values(head=Coalesce("duplicate_of", "pk"))
    members = Listing.objects.filter(duplicate_of=OuterRef("pk")).order_by().values("pk")
    rows = Listing.objects.live().filter(pk__in=heads)
    return list(
        rows.order_by("-posted_at", "-pk")
        .annotate(
            is_featured_now=is_featured(),
            pay_here=Case(
                When(pay_currency=identity.current().currency, then=F("pay_yearly_midpoint"))
            ),
            members=ArraySubquery(members),
        )
        .values("pk", "level", "is_featured_now", "pay_here", "members")
    )


def best_of(rows: Sequence[Row]) -> dict[int, str]:
    """Choose among a role's openings, the newest first, and say why each is shown."""
    chosen: dict[int, str] = {}
    for row, why in _candidates(rows):
        chosen.setdefault(row["pk"], why)
    return dict(list(chosen.items())[:BEST])


def _candidates(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    featured = [row for row in rows if row["is_featured_now"]]
    others = [row for row in rows if not row["is_featured_now"]]
    beginners = [row for row in others if row["level"] == Level.ENTRY]
    paid = sorted((row for row in others if row["pay_here"]), key=lambda row: -row["pay_here"])
    yield from ((row, FEATURED) for row in featured[:MOST_ON_TOP])
    yield from ((row, NEWEST) for row in others[:1])
    yield from ((row, BEGINNERS) for row in beginners[:1])
    yield from ((row, PAY) for row in paid[:1])
    for row in (*others, *featured):
        yield row, BEGINNERS if row["level"] == Level.ENTRY else NEW


def search_of(role: Role, country: str, **asked: Any) -> ListingFilter:
    """The search for a role's openings in a country, everywhere for an empty code."""
    return search_with(role=[role], country=[country] if country else None, **asked)


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
