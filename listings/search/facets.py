"""The total of a search, its page, and counts beside the values; the same in plain SQL."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from itertools import chain

from django.db.models import Value, aggregates
from django.db.models.functions import Coalesce, Concat
from django.http import HttpRequest

from jobboard.http.conditional import keeping_of
from listings.models import Company, Listing
from listings.models.listing_queryset import ListingQuerySet, is_featured, with_featured_first
from listings.search.card_cache import LiveOf, live_in_database
from listings.search.counts import MOST_BESIDE, Count, Counts, StillOpen, block_of, cut_page
from listings.search.filters import ListingFilter
from listings.search.index import answer as by_index
from listings.search.index.current import current
from listings.search.index.view import by_name

MOST_WITHOUT_INDEX = 1_000

type Row = tuple[int, int, bool]
"""A posting, its cluster, and whether it is featured now."""


def clusters(postings: ListingQuerySet) -> int:
    """Count clusters of near-identical postings."""
    return postings.order_by().values_list(Coalesce("duplicate_of", "pk")).distinct().count()


def in_order(search: ListingFilter) -> list[int]:
    """Return the numbers of the postings of the list in its order: one of each cluster."""
    return _one_of_each(search, _rows(search))


def _rows(search: ListingFilter, most: int | None = None) -> list[Row]:
    """All that is found, in the order of the list; ``most``: of so many at most, the first ones."""
    rows = search.qs.annotate(is_featured_now=is_featured())
    cluster = Coalesce("duplicate_of", "pk")
    return list(rows.values_list("pk", cluster, "is_featured_now")[:most])


def _one_of_each(search: ListingFilter, found: list[Row]) -> list[int]:
    is_by_pay = search.order == "salary"
    shown = set(_first_members(found, is_by_pay=is_by_pay))
    listed = [(pk, is_up) for pk, _, is_up in found if pk in shown]
    return [pk for pk, _ in listed] if is_by_pay else with_featured_first(listed)


def _first_members(rows: list[Row], *, is_by_pay: bool) -> Iterable[int]:
    """The member of each cluster that is shown: a featured one, else its head, else the first.

    By pay it is the first in the order, whatever it is.
    """
    if not is_by_pay:
        rows = sorted(rows, key=lambda row: (not row[2], row[0] != row[1]))
    return {cluster: pk for pk, cluster, _ in reversed(rows)}.values()


def page_of(search: ListingFilter, numbers: list[int]) -> list[int]:
    """Cut the page from the numbers of all postings of the list."""
    block = numbers[block_of(search, len(numbers))]
    employers = dict(Listing.objects.filter(pk__in=block).values_list("pk", "company"))
    employed = [(number, employers[number]) for number in block]
    return cut_page(search, len(numbers), employed, stating(search))


def stating(search: ListingFilter) -> int | None:
    """Count clusters that state all that is soft; None where nothing is."""
    conditions = [search.stating(name) for name in search.soft]
    return clusters(search.qs.filter(*conditions)) if conditions else None


def page_alone(search: ListingFilter) -> Counts:
    """Return the page and a total up to a limit, without any count."""
    found = _rows(search, MOST_WITHOUT_INDEX + 1)
    is_capped = len(found) > MOST_WITHOUT_INDEX
    numbers = _one_of_each(search, found[:MOST_WITHOUT_INDEX])
    return Counts(total=len(numbers), is_capped=is_capped, page=page_of(search, numbers))


def count(*searches: ListingFilter) -> tuple[ListingFilter, Counts]:
    """Count for the first of some searches that finds anything; where none does, for the first one.

    Asks the index; while there is none, finds the page alone.
    """
    if index := current():
        return by_index.answer_first(index, searches)
    answers = ((one, page_alone(one)) for one in searches)
    first_one = next(answers)
    found = (one for one in chain([first_one], answers) if one[1].total)
    return next(found, first_one)


def first(search: ListingFilter, *facets: str) -> Counts:
    """The total and the page, and the most frequent values of these facets with their numbers."""
    if index := current():
        return by_index.first(index, search, *facets)
    counts = page_alone(search)
    for name in facets:
        found = _values_in_database(search, name)
        counts.facets[name], counts.values[name] = found[:MOST_BESIDE], len(found)
    return counts


def first_at_once(search: ListingFilter) -> Counts:
    """The total and the page, without the database; nothing while there is no index."""
    index = current()
    return by_index.first(index, search) if index else Counts()


def total(search: ListingFilter, postings: ListingQuerySet) -> int:
    """How many openings a search gives, and nothing else; one query while there is no index."""
    if index := current():
        return by_index.total(index, search)
    for condition in search.conditions.values():
        postings = postings.filter(condition)
    return clusters(postings)


def all_values(search: ListingFilter, name: str) -> list[Count]:
    """Every value of a facet with what it would give, the most frequent first.

    The empty value counts the postings that state none. While there is no index, the database
    counts roles, companies, industries and cities; of other facets nothing is known.
    """
    return with_values(search, name).of(name)


def with_values(search: ListingFilter, *facets: str) -> Counts:
    """The total of a search, and every value of some facets; places too by their own names."""
    if index := current():
        return by_index.with_values(index, search, *facets)
    counts = Counts(total=clusters(search.qs))
    counts.facets |= {name: _values_in_database(search, name) for name in facets}
    return counts


def openings_by_company(search: ListingFilter) -> dict[int, int]:
    """How many openings of a search each company has, by its number."""
    if index := current():
        return by_index.openings_by_company(index, search)
    rows = search.qs.in_lists().order_by().values_list("company")
    return dict(rows.annotate(number=aggregates.Count("pk")))


def companies_by_name() -> dict[int, str]:
    """Names of companies as they are looked for, by their numbers in the order of names."""
    if index := current():
        return index.names.companies_by_name
    return by_name(Company.objects.values_list("pk", "slug", "name"))


def left_without(search: ListingFilter, dropped: Sequence[Collection[str]]) -> list[int]:
    """How many openings a search would give without some of its filters; 0 without an index."""
    index = current()
    return by_index.left_without(index, search, dropped) if index else [0] * len(dropped)


def first_without(search: ListingFilter, dropped: Collection[str], most: int) -> list[int]:
    """The first postings that a search would give without some of its filters.

    None while there is no index: the database would look at all of them.
    """
    index = current()
    return by_index.first_without(index, search, dropped, most) if index else []


def still_open(postings: Collection[int], most: int) -> StillOpen:
    """Which of some postings are live: how many, and the newest of them."""
    if index := current():
        return by_index.still_open(index, postings, most)
    live = Listing.objects.live().filter(pk__in=postings)
    newest = live.in_lists().newest().values_list("pk", flat=True)[:most]
    return StillOpen(live.count(), list(newest))


def live_for(request: HttpRequest) -> LiveOf:
    """How a page finds out which postings are live: one that is kept for everybody, and so may be a
    second old, asks the index; what is made for one reader asks the database.
    """
    return known_live if keeping_of(request) else live_in_database


def known_live(postings: Collection[int]) -> Container[int]:
    """Which of some postings are live, as this process knew at most a second ago."""
    index = current()
    return by_index.live_among(index, postings) if index else live_in_database(postings)


NAMED_IN_DATABASE: Mapping[str, tuple[str, str | Concat]] = {
    "role": ("roles__slug", "roles__name"),
    "company": ("company__slug", "company__name"),
    "industry": ("industry", "industry"),
    "city": ("places__slug", Concat("places__city", Value(", "), "places__country")),
}


def _values_in_database(search: ListingFilter, name: str) -> list[Count]:
    if name not in NAMED_IN_DATABASE:
        return []
    value, label = NAMED_IN_DATABASE[name]
    rows = search.qs.in_lists().order_by().values_list(value, label)
    counted = rows.annotate(number=aggregates.Count("pk")).order_by("-number", value)
    return [Count(one or "", named or "", number) for one, named, number in counted]
