"""Which postings the statistics count, and in which cells: rows in, offers by cell out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from jobboard.site import dates
from listings.insights.pay_cells import PayOffer
from listings.models import ClosedReason, Listing, ListingPlace, RemoteScope, Status, Workplace
from listings.models.listing_queryset import ListingQuerySet
from listings.pay.money import WIDE_RANGE, Engagement, PayKind, PaySource

CLUSTER_FIELDS = (
    "pk",
    "company_id",
    "level",
    "workplaces",
    "remote_scope",
    "remote_countries",
    "status",
    "normalized_title",
    "text_hash",
    "is_cluster_decided",
    "is_demo",
)
FIELDS = (
    "pay_minimum",
    "pay_maximum",
    "pay_currency",
    "pay_kind",
    "pay_source",
    "pay_quarantined_at",
    "pay_yearly_minimum",
    "pay_yearly_maximum",
    "pay_is_full_time_rate",
    "employment_types",
)


class Cell(NamedTuple):
    """Role × country (empty: everywhere) × level (empty: all)."""

    role: int
    country: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The 12 months that end on ``until``; both days belong to it."""

    since: date
    until: date

    @property
    def opens_at(self) -> datetime:
        return dates.beginning(self.since)


def window_before(now: datetime) -> Window:
    """Return the 12 months up to ``now``; a leap day has the 28 February before it."""
    until = dates.day_of(now)
    day = 28 if (until.month, until.day) == (2, 29) else until.day
    return Window(until.replace(year=until.year - 1, day=day), until)


def seen_in(window: Window, now: datetime) -> ListingQuerySet:
    """Vacancies that were on offer at any moment of the window, one for each cluster.

    From when we first saw it until it closed, ran out, or was last listed by its source; frozen
    postings, those that editors removed and those of blocked companies count nowhere.
    """
    opens_at = window.opens_at
    listed = (
        Q(source__isnull=True) | Q(source__is_recorded=True) | Q(source__last_good_at__gte=opens_at)
    )
    on_offer = Q(status=Status.PUBLISHED) & listed
    ended_late = Q(status=Status.CLOSED, closed_at__gte=opens_at)
    return (
        Listing.objects.in_lists()
        .filter(on_offer | ended_late, posted_at__lte=now, first_seen_at__lte=now)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gte=opens_at))
        .filter(frozen_at__isnull=True, company__blocked_at__isnull=True)
        .exclude(closed_reason=ClosedReason.BLOCKED)
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Sighting:
    """One cluster: the posting that counts for it, its roles, and where all of the cluster are."""

    row: dict[str, Any]
    roles: set[int]
    countries: set[str]

    def cells(self) -> Iterator[Cell]:
        """Every cell that it counts in, once each."""
        for role in self.roles:
            for country in {"", *self.countries}:
                for level in {"", self.row["level"]}:
                    yield Cell(role, country, level)


@dataclass(frozen=True, slots=True)
class SalaryEvidence:
    """Offers by cell. Invented postings count only where there are no others."""

    offers: dict[Cell, list[PayOffer]]
    is_demo: bool


def gather(postings: ListingQuerySet) -> SalaryEvidence:
    """Sort postings into their cells. Three queries, whatever their number."""
    found, is_demo = sightings(postings, FIELDS)
    offers: dict[Cell, list[PayOffer]] = defaultdict(list)
    for one in found:
        offer = offer_of(one.row)
        for cell in one.cells():
            offers[cell].append(offer)
    return SalaryEvidence(dict(offers), is_demo)


def sightings(postings: ListingQuerySet, fields: Sequence[str] = ()) -> tuple[list[Sighting], bool]:
    """Return each cluster with these fields, and whether all of them are invented.

    Three queries, whatever their number.
    """
    rows = list(postings.values(*CLUSTER_FIELDS, *fields))
    is_demo = all(row["is_demo"] for row in rows)
    rows = [row for row in rows if row["is_demo"] == is_demo]
    roles = _by_listing(
        Listing.roles.through.objects.filter(listing__in=postings).values_list(
            "listing_id", "role_id"
        )
    )
    offices = _by_listing(
        ListingPlace.objects.filter(listing__in=postings)
        .order_by()
        .values_list("listing_id", "place__country")
    )
    found = []
    for row, alike in _clusters(rows):
        row["offices"] = offices[row["pk"]]
        countries = set().union(*(countries_of(one, offices[one["pk"]]) for one in alike))
        found.append(Sighting(row, roles[row["pk"]], countries))
    return found, is_demo and bool(rows)


def _by_listing[T](pairs: Iterable[tuple[int, T]]) -> defaultdict[int, set[T]]:
    found: defaultdict[int, set[T]] = defaultdict(set)
    for listing, value in pairs:
        found[listing].add(value)
    return found


def _clusters(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each cluster's posting that counts, and all that share its title and text.

    Open postings are clustered already (``duplicate_of``); a closed one has left its cluster, and
    is known by its text: it stands under the open one, or the newest closed one counts for all.
    """
    clusters: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["status"] != Status.PUBLISHED, -row["pk"])):
        key: tuple[Any, ...] = (row["company_id"], row["normalized_title"], row["text_hash"])
        is_told_apart = not row["text_hash"] or row["is_cluster_decided"]
        if is_told_apart or (row["status"] == Status.PUBLISHED and key in clusters):
            key = (row["pk"],)
        clusters.setdefault(key, []).append(row)
    for alike in clusters.values():
        yield alike[0], alike


def countries_of(row: dict[str, Any], offices: set[str]) -> set[str]:
    """Return where a posting counts: its offices' countries; fully remote, the single eligible."""
    if row["workplaces"] != [Workplace.REMOTE]:
        return offices
    named = row["remote_countries"]
    is_single = row["remote_scope"] == RemoteScope.COUNTRIES and len(named) == 1
    return set(named) if is_single else set()


def offer_of(row: dict[str, Any]) -> PayOffer:
    """Return what a posting says of pay; pay in quarantine is none."""
    given = row["pay_minimum"] is not None or row["pay_maximum"] is not None
    if not given or row["pay_quarantined_at"] is not None:
        return PayOffer(row["company_id"])
    amounts = [
        amount
        for amount in (row["pay_yearly_minimum"], row["pay_yearly_maximum"])
        if amount is not None
    ]
    work = Engagement(row["employment_types"], is_full_time_rate=row["pay_is_full_time_rate"])
    is_only_read = row["pay_source"] == PaySource.TEXT
    if not amounts or work.is_part_time or is_only_read:
        return PayOffer(row["company_id"], is_other_series=True)
    low, high = Decimal(amounts[0]), Decimal(amounts[-1])
    return PayOffer(
        employer=row["company_id"],
        currency=row["pay_currency"],
        low=low,
        high=high,
        is_open=len(amounts) == 1,
        is_wide=high > WIDE_RANGE * low,
        is_on_target=row["pay_kind"] == PayKind.ON_TARGET,
    )
