"""Compares the index with plain SQL on random searches."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from urllib.parse import quote

from django.db.models import Count, Q
from django.http import QueryDict

from listings.models import Listing
from listings.search.counts import Counts
from listings.search.facets import clusters, in_order, page_of, stating
from listings.search.filters import ListingFilter
from listings.search.filterset import COLUMN_FACETS, DAYS, FACETS
from listings.search.form_fields import NOT_STATED
from listings.search.index.answer import answer
from listings.search.index.view import Index
from listings.search.location import location_condition
from listings.search.understanding.parts import NOT

TIMES = 3  # that a difference is looked at again
VALUES_COMPARED = 3  # of a facet, for one search; SQL takes long for them on a large market
ROW_FACETS = ("role", "skill", "company")
ALL_FACETS = (
    *(*ROW_FACETS, *COLUMN_FACETS, "city", "region", "country"),
    *("has_salary", "featured", "posted"),
)


def search_for(query: str) -> ListingFilter:
    return ListingFilter(QueryDict(query), queryset=Listing.objects.live().vacancies())


@dataclass
class IndexComparison:
    """How many numbers and pages were compared, and in what they differ, in words."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list)


type Pair = tuple[str, Callable[[Counts], object], Callable[[], object]]
"""What is compared, how the index's counts say it, and how SQL does."""


def differences(
    index: Index,
    query: str,
    pick: random.Random,
    again: Callable[[], Index] | None = None,
    *,
    values: int = VALUES_COMPARED,
    facets: int = len(ALL_FACETS),
) -> IndexComparison:
    """Compare what both say of a search: total, page, and ``values`` of so many random ``facets``.

    Both must see the same state of the database. Where time goes on meanwhile, ``again`` makes the
    index of now: a posting may just have run out, so what differs is compared once more.
    """
    search, result = search_for(query), IndexComparison()
    found = answer(index, search)
    compared = pick.sample(ALL_FACETS, min(facets, len(ALL_FACETS))) if values > 0 else []
    values_of = (pair for name in compared for pair in _of_facet(search, found, name, pick, values))
    for what, of, by_sql in chain(_of_list(search), values_of):
        mine, sql = of(found), by_sql()
        result.compared += 1
        for _ in range(TIMES if again and mine != sql else 0):
            if again and mine != sql:
                mine, sql = of(answer(again(), search_for(query))), by_sql()
        if mine != sql:
            result.wrong.append(f"{query}: {what} {mine}, by SQL {sql}")
    return result


def _of_list(search: ListingFilter) -> Iterator[Pair]:
    yield "total", lambda counts: counts.total, partial(_total, search)
    yield "page", lambda counts: counts.page, partial(_page, search)
    yield "stating", lambda counts: counts.stating, partial(stating, search)
    for name in search.conditions:
        yield f"without {name}", partial(_left, name), partial(_total_without, search, name)


def _of_facet(
    search: ListingFilter, found: Counts, name: str, pick: random.Random, values: int
) -> Iterator[Pair]:
    counts = found.facets[name]
    if name in ROW_FACETS:
        yield f"values of {name}", partial(_values, name), partial(_values_by_sql, search, name)
    for one in pick.sample(counts, min(values, len(counts))):
        number = partial(_number, name, one.value)
        by_sql = partial(with_value_alone, search, name, one.value or NOT_STATED)
        yield f"{name}={one.value}", number, by_sql


def with_value_alone(search: ListingFilter, name: str, value: str) -> int:
    """Count by SQL what a search gives with one value of a facet in place of all others.

    A skill is asked for beside other skills.
    """
    if name == "skill" or name not in FACETS or name not in search.understood.values:
        asked = search.data.copy()
        kept = asked.getlist(name) if name == "skill" else []
        asked.setlist(name, [*kept, value])
        return _total(search_for(asked.urlencode()))
    own = ListingFilter(QueryDict(f"{name}={quote(value)}")).values
    where = (({**search.values, **own}).get(one, []) for one in search.LOCATION)
    is_place = name in search.LOCATION
    condition = location_condition(*where) if is_place else FACETS[name].condition(own[name])
    return _total_without(search, FACETS[name].key, condition)


def _total(search: ListingFilter) -> int:
    return clusters(search.qs)


def _page(search: ListingFilter) -> list[int]:
    return page_of(search, in_order(search))


def _left(name: str, counts: Counts) -> int:
    return counts.without[name]


def _values(name: str, counts: Counts) -> int:
    return counts.values[name]


def _values_by_sql(search: ListingFilter, name: str) -> int:
    """Count the different roles, skills or companies of what a search gives without that filter."""
    rest = Listing.objects.live().vacancies()
    for other, condition in search.conditions.items():
        if other != name or name == "skill":
            rest = rest.filter(condition)
    field = {"role": "roles", "skill": "skills"}.get(name, name)
    return rest.order_by().aggregate(values=Count(field, distinct=True))["values"]


def _number(name: str, value: str, counts: Counts) -> int:
    return next((one.number for one in counts.of(name) if one.value == value), 0)


def _total_without(search: ListingFilter, name: str, instead: Q | None = None) -> int:
    rest = Listing.objects.live().vacancies().filter(instead or Q())
    for other, condition in search.conditions.items():
        rest = rest.filter(condition if other != name else Q())
    return clusters(rest)


def random_query(index: Index, pick: random.Random) -> str:
    """Return a search of a few filters with values that there are."""
    makers = _makers(index, pick)
    asked = QueryDict(mutable=True)
    for name in pick.sample(list(makers), pick.choice((0, 1, 1, 2, 2, 3, 4))):
        for _ in range(pick.choice((1, 1, 2)) if name not in SINGLE else 1):
            asked.appendlist(name, makers[name]())
    return asked.urlencode()


SINGLE = frozenset(
    {"q", "missing", "salary_min", "years_max", "posted", "sort", "page", "in", "exact", "radius"}
)


def _makers(index: Index, pick: random.Random) -> dict[str, Callable[[], str]]:
    names = index.names
    slugs = {kind: [one.slug for one in names.of(kind).values()] for kind in ROW_FACETS}
    places = list(names.places.values())
    slugs |= {
        "city": [one.slug for one in places if one.is_city],
        "region": [one.region_slug for one in places if one.region_slug],
        "country": ["EU", *(one.country for one in places)],
    }
    slugs |= {name: [*facet.labels, NOT_STATED] for name, facet in COLUMN_FACETS.items()}
    makers: dict[str, Callable[[], str]] = {
        name: lambda values=values: pick.choice(values)  # type: ignore[misc]  # a lambda's default
        for name, values in slugs.items()
        if values
    }
    makers |= {f"{NOT}{name}": maker for name, maker in makers.items()}
    if "skill" in makers:
        makers["knows"] = makers["skill"]
    return makers | {
        "q": lambda: _words(index, pick),
        "in": lambda: "text",
        "missing": lambda: pick.choice(("1", "2")),
        "exact": lambda: "1",
        "salary_min": lambda: str(pick.randrange(10_000, 250_000, 1_000)),
        "years_max": lambda: str(pick.randrange(12)),
        "has_salary": lambda: "true",
        "featured": lambda: "true",
        "posted": lambda: pick.choice(DAYS)[0],
        "sort": lambda: pick.choice(("newest", "relevance", "salary")),
        "page": lambda: str(pick.choice((2, 3, 10, 1_000))),
        "where": lambda: pick.choice(
            (*(one.city for one in places), "remote", "Germany", "EU", "CET", "remote in EST")
        ),
    }


FORMS = (
    *("{}", "{}", "{}", "-{}", '"{}"', "{} OR engineer", "{}, senior"),
    *("remote {}", "senior {} 80k", "{} part-time germany"),
    *("highest paying {}", "newest {} this week", "{} no german 20 hours a week", "hr {}, {} jobs"),
    *("{} not remote", "{} except germany or us", "{} anywhere -us", "{} not senior"),
    *("[skill] or [skill]", "[skill], [skill] {}", "[role] or [role] [skill]"),
    *("lawyer or [role]", "{} not developer or lawyer", "not recruiter {} or {}"),
    *("nurse/lawyer [skill]", "mid-senior {}", "hotel or restaurant manager {}"),
    *("near [city] {}", "within 30 miles of [city]"),
    *("{} CET", "remote {} PT hours", "{} within 2 hours of EST", "{} no crypto with salary"),
    *("[city] or remote", "hybrid [city] or germany {}", "[city], [city] or remote in germany"),
)


def _words(index: Index, pick: random.Random) -> str:
    """One to three words of postings, some of them in a phrase, excluded, or cut to a prefix."""
    words = _known(index, pick)[: pick.choice((1, 1, 2, 3))] or ["engineer"]
    form = pick.choice(FORMS)
    for kind in (*ROW_FACETS, "city"):
        while f"[{kind}]" in form:
            form = form.replace(f"[{kind}]", pick.choice(_names(index, kind) or words), 1)
    text = form.replace("{}", " ".join(words))
    return f"{text[: pick.randint(2, 4)]}*" if pick.random() < 0.1 else text


def _names(index: Index, kind: str) -> list[str]:
    if kind == "city":
        return [one.city for one in index.names.places.values() if one.is_city]
    return [one.label for one in index.names.of(kind).values()]


def _known(index: Index, pick: random.Random) -> list[str]:
    """Some words of headings, or of texts; no stems."""
    part = index.views[0].part
    if part.texts and pick.random() < 0.3:
        of_texts = part.texts.vocabulary
        some = pick.sample(range(len(of_texts)), min(20, len(of_texts)))
        found = [of_texts[code].decode() for code in some]
    else:
        vocabulary = part.words.vocabulary
        found = pick.sample(vocabulary.words(), min(20, len(vocabulary)))
    return [one.rpartition(":")[2].lower() for one in found]
