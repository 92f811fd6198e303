"""Postings as cards need them: fetched, and kept in the process until they change.

The index learns within a second which rows changed (``index/current.py``) and has them forgotten
here. Whether a posting is still on offer is asked each time: of the database, so that nothing that
is closed or frozen is shown, or, for a page that is kept for everybody and may be a second old
anyway, of the index.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from functools import cache
from itertools import count
from threading import Lock
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q

from jobboard.http.changes import ChangeKind
from listings.models import Listing, ListingPlace, Place
from listings.models.listing_queryset import CARD_FIELDS, ListingQuerySet
from listings.models.prepared import Prepared, array_of, fill, json_rows, objects, run

MEMBER_FIELDS = [name for name in CARD_FIELDS if "__" not in name]
NAMED_BY_MANY = frozenset({ChangeKind.SKILL, ChangeKind.PLACE})

type LiveOf = Callable[[Collection[int]], Container[int]]
"""Tells which of some postings are live."""

_tokens = count(1)


def live_in_database(numbers: Collection[int]) -> Container[int]:
    """Tell which of some postings are live at this moment."""
    sql, parameters = _is_live()
    return {number for (number,) in run(sql, (*parameters, array_of(numbers)))}


class CardCache:
    """Postings with all that their cards show, the least recently asked for dropped first.

    Safe with several threads. What is forgotten while it is being fetched is not kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[int, Listing] = OrderedDict()
        self._forgotten = 0  # how often anything was
        self._lock = Lock()

    def get(self, numbers: Sequence[int], live_of: LiveOf = live_in_database) -> dict[int, Listing]:
        """Return those of the postings that are live, each with its ``others`` that are.

        Where all are kept, nothing but ``live_of`` is asked. Every caller gets copies: what a
        search adds to one (``match``) is not seen in another.
        """
        with self._lock:
            kept = {number: self._kept[number] for number in numbers if number in self._kept}
            for number in kept:
                self._kept.move_to_end(number)
            forgotten = self._forgotten
        missing = [number for number in numbers if number not in kept]
        new = _fetched(missing)
        self._keep(new, forgotten)
        return _live(kept, live_of) | {number: _copy(one) for number, one in new.items()}

    def _keep(self, fetched: Mapping[int, Listing], forgotten: int) -> None:
        with self._lock:
            if forgotten != self._forgotten:
                return
            self._kept.update(fetched)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def forget(self, changed: Mapping[str, set[int]] | None) -> None:
        """Drop what changed, by kind of row and its numbers; everything for None.

        O(postings kept) where companies or boards changed.
        """
        with self._lock:
            self._forgotten += 1
            if changed is None or changed.keys() & NAMED_BY_MANY:
                self._kept.clear()
                return
            for number in changed.get(ChangeKind.POSTING, ()):
                self._kept.pop(number, None)
            companies, sources = (
                changed.get(ChangeKind.COMPANY, ()),
                changed.get(ChangeKind.SOURCE, ()),
            )
            if companies or sources:
                for number, one in list(self._kept.items()):
                    if one.company_id in companies or one.source_id in sources:
                        del self._kept[number]


def _fetched(numbers: Collection[int]) -> dict[int, Listing]:
    """Return those of the postings that are live, with all that their cards show, by number.

    Each has the live ones that share its cluster as ``others``. Two queries, one where all are
    alone, as most are.
    """
    if not numbers:
        return {}
    postings = _CARDS(numbers)
    members = _members(postings)
    fill_places([*postings, *members])
    by_cluster: dict[int, list[Listing]] = {}
    for member in members:
        by_cluster.setdefault(member.duplicate_of_id or member.pk, []).append(member)
    for one in postings:
        cluster = by_cluster.get(one.duplicate_of_id or one.pk, ())
        one.others = [member for member in cluster if member.pk != one.pk]
        one.card_token = next(_tokens)
    return {one.pk: one for one in postings}


def _members(postings: Iterable[Listing]) -> list[Listing]:
    """All live postings of their clusters."""
    heads = {
        one.duplicate_of_id or one.pk
        for one in postings
        if one.duplicate_of_id or one.has_copies  # type: ignore[attr-defined]  # by card_rows()
    }
    return _MEMBERS(heads) if heads else []


def with_places(postings: ListingQuerySet) -> ListingQuerySet:
    """Bring the places along, in their order, for ``fill_places``."""
    links = ListingPlace.objects.filter(listing=OuterRef("pk"))
    places = Place.objects.filter(listing_places__listing=OuterRef("pk"))
    return postings.annotate(
        place_links=json_rows(links.order_by("position", "pk"), "id", "apply_url"),
        places_named=json_rows(
            places.order_by("listing_places__position", "listing_places__pk"),
            *("id", "kind", "slug", "city", "region", "country"),
        ),
    )


def fill_places(postings: Iterable[Any]) -> None:
    """Put the places that ``with_places`` brought behind each posting."""
    for one in postings:
        links = objects(ListingPlace, one.place_links)
        for link, place in zip(links, objects(Place, one.places_named), strict=True):
            link.place = place
        fill(one, listing_places=links)


_CARDS = Prepared(
    lambda number: with_places(Listing.objects.live().card_rows().filter(pk__in=[number]))
)
_MEMBERS = Prepared(
    lambda head: (
        with_places(Listing.objects.live().filter(Q(duplicate_of__in=[head]) | Q(pk__in=[head])))
        .only(*MEMBER_FIELDS)
        .order_by("posted_at", "pk")
    )
)


def _live(kept: Mapping[int, Listing], live_of: LiveOf) -> dict[int, Listing]:
    """Copies of the postings that are still live, each with the others of its cluster that are."""
    if not kept:
        return {}
    live = live_of({*kept, *(other.pk for one in kept.values() for other in one.others)})
    found = {}
    for number, one in kept.items():
        if number in live:
            found[number] = _copy(one)
            if any(other.pk not in live for other in one.others):
                found[number].others = [other for other in one.others if other.pk in live]
                found[number].card_token = None
    return found


def _copy(posting: Listing) -> Listing:
    """One that can be told more than the original; a thirtieth of what ``copy`` takes for a row."""
    new = Listing.__new__(Listing)
    new.__dict__.update(posting.__dict__)
    return new


@cache
def _is_live() -> tuple[str, tuple[Any, ...]]:
    """SQL for the numbers of live postings among an array of them; compiled once a process."""
    rows = Listing.objects.live().order_by().values_list("pk")
    sql, parameters = rows.query.sql_with_params()
    return f'{sql} AND "listings_listing"."id" = ANY(%s)', tuple(parameters)


kept = CardCache(settings.SEARCH.kept_cards)


def cards_of(numbers: Iterable[int], live_of: LiveOf = live_in_database) -> list[Listing]:
    """Return postings for their cards, in this order; those that are not live are left out.

    ``live_of`` judges those that are kept; what is not is fetched where it is live. Where tests
    read a fresh index for each request, nothing tells of changes, and nothing is kept.
    """
    numbers = list(numbers)
    found = _fetched(numbers) if settings.SEARCH.is_index_fresh else kept.get(numbers, live_of)
    return [found[number] for number in numbers if number in found]
