"""Cards of near-identical postings: one stands for all, and says what all of them say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q

from listings.models import Listing, ListingPlace, Place, RemoteScope, Workplace
from listings.models.listing_queryset import CARD_FIELDS, ListingQuerySet
from listings.models.place import first_of
from listings.models.prepared import Prepared, fill, json_rows, objects
from listings.reading.countries import compress

MEMBER_FIELDS = [name for name in CARD_FIELDS if "__" not in name]


def fetched(numbers: Collection[int]) -> list[Listing]:
    """Return those of the postings that are live, with all that their cards show.

    Each has the live ones that share its cluster as ``others``. Two queries, one where all are
    alone, as most are.
    """
    if not numbers:
        return []
    postings = _CARDS(numbers)
    members = _members(postings)
    fill_places([*postings, *members])
    by_cluster: dict[int, list[Listing]] = {}
    for member in members:
        by_cluster.setdefault(member.duplicate_of_id or member.pk, []).append(member)
    for one in postings:
        cluster = by_cluster.get(one.duplicate_of_id or one.pk, ())
        one.others = [member for member in cluster if member.pk != one.pk]
    return postings


def _members(postings: Iterable[Listing]) -> list[Listing]:
    """All live postings of their clusters."""
    heads = {
        one.duplicate_of_id or one.pk
        for one in postings
        if one.duplicate_of_id or one.has_copies  # type: ignore[attr-defined]
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a visitor looks: numbers of places; countries where no narrower place is asked for."""

    places: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()

    def has(self, place: Place) -> bool:
        return place.pk in self.places

    def is_met_remotely(self, listing: Listing) -> bool:
        """Whether someone who lives there may work from there."""
        is_anywhere = listing.remote_scope == RemoteScope.ANYWHERE
        here = bool(self.countries & {*listing.remote_countries}) or is_anywhere
        return listing.is_remote and bool(self.countries) and here

    def is_met(self, listing: Listing) -> bool:
        return self.is_met_remotely(listing) or any(map(self.has, _places(listing)))


NOWHERE = Wanted()


def places_together(listing: Listing, wanted: Wanted = NOWHERE) -> str:
    """Its own places, then those of the others: ``Remote in Canada · also Paris, France``.

    The place that is wanted comes first, be it one of the others.
    """
    own = _where(listing, wanted)
    nearest = next((one for one in listing.others if wanted.is_met(one)), None)
    if nearest and not wanted.is_met(listing):
        place = next(filter(wanted.has, _places(nearest)), None)
        first = place.label if place else nearest.remote_label_for(wanted.countries)
        return " · also ".join(filter(None, [first, own, _elsewhere(listing, place)]))
    return " · also ".join(filter(None, [own, _elsewhere(listing)]))


def _where(listing: Listing, wanted: Wanted) -> str:
    """The posting's own places in one short line, as ``location_label`` but the wanted ones first.

    A fully remote one names its office only to those who look there.
    """
    places = sorted(_places(listing), key=lambda place: not wanted.has(place))
    if listing.workplaces == [Workplace.REMOTE]:
        is_office = not wanted.is_met_remotely(listing)
        places = [place for place in places if is_office and wanted.has(place)]
    remote = listing.remote_label_for(wanted.countries) if listing.is_remote else ""
    return " · ".join(filter(None, [first_of(places), remote]))


def _elsewhere(listing: Listing, named: Place | None = None) -> str:
    own = [*_places(listing), named]
    others = [place for one in listing.others for place in _places(one) if place not in own]
    where = first_of(list(dict.fromkeys(others)))
    return ", ".join(filter(None, [where, _more_remote(listing)]))


def _more_remote(listing: Listing) -> str:
    """From where the others are open and it is not."""
    if listing.remote_scope == RemoteScope.ANYWHERE:
        return ""
    if any(one.remote_scope == RemoteScope.ANYWHERE for one in listing.others):
        return "remote from anywhere"
    countries = {code for one in listing.others for code in one.remote_countries}
    more = compress(countries - set(listing.remote_countries))
    return f"remote in {_named(more)}" if more else ""


def pay_together(listing: Listing) -> str:
    """Each pay of its cluster, its own first, with where it is paid if they differ.

    ``USD 105K – 150K / year (United States), EUR 60K – 75K / year (Berlin)``.
    """
    by_pay: dict[str, list[str]] = {}
    for one in (listing, *listing.others):
        if pay := one.pay_display:
            by_pay.setdefault(pay, []).append(_short_place(one))
    if len(by_pay) < 2 and (listing.pay_display or not by_pay):
        return next(iter(by_pay), "")
    return ", ".join(_with_places(pay, places) for pay, places in by_pay.items())


def _with_places(pay: str, places: list[str]) -> str:
    named = _named(list(dict.fromkeys(filter(None, places))))
    return f"{pay} ({named})" if named else pay


def _places(listing: Listing) -> list[Place]:
    return [link.place for link in listing.listing_places.all()]


def _short_place(listing: Listing) -> str:
    """Its place in a word or two: the countries that it is open to, else the first city."""
    if listing.workplaces == [Workplace.REMOTE]:
        is_anywhere = listing.remote_scope == RemoteScope.ANYWHERE
        return "anywhere" if is_anywhere else _named(listing.remote_country_labels)
    return next((place.city or place.label for place in _places(listing)), "")


def _named(names: list[str]) -> str:
    """The first two names and how many more there are: ``Canada, Mexico and 3 more``."""
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more
