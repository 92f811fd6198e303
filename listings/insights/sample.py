"""Which postings the statistics count, and in which cells.

The member is the unit: each posting counts with its own pay and places. The cluster is counted
once: near-identical postings of one employer are one in every cell that any of them is in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Min, Q, QuerySet

from jobboard.site import dates
from listings.models import (
    ClosedReason,
    Listing,
    ListingPlace,
    Place,
    PlaceKind,
    RemoteScope,
    Status,
    Workplace,
)
from listings.models.listing_queryset import ListingQuerySet

FIELDS = (
    *(
        "pk",
        "company_id",
        "company__size",
        "level",
        "workplaces",
        "industry",
        "remote_scope",
        "remote_countries",
    ),
    *("status", "duplicate_of_id", "normalized_title", "text_hash", "is_cluster_decided"),
    *("posted_at", "first_seen_at", "is_demo", "employment_types", "years_asked", "degree_asked"),
    *("pay_minimum", "pay_maximum", "pay_currency", "pay_period", "pay_payments_a_year"),
    *("pay_kind", "pay_source", "pay_quarantined_at", "pay_is_full_time_rate"),
    *("pay_by_place", "weekly_hours", "title", "skills_must", "skills_nice"),
    *("closed_at", "closed_reason", "expires_at", "source_id"),
    *("source__is_recorded", "source__last_good_at"),
)


class Cell(NamedTuple):
    """Role × country (empty: everywhere) × level (empty: all)."""

    role: int
    country: str = ""
    level: str = ""


class Office(NamedTuple):
    """Where an office is; ``region_code`` ISO 3166-2, ``city`` the slug of a place, or empty."""

    country: str
    region_code: str
    city: str


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
    """Vacancies that were on offer at any moment of the window, with all members of a cluster.

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
        Listing.objects.filter(is_open_application=False)
        .filter(on_offer | ended_late, posted_at__lte=now, first_seen_at__lte=now)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gte=opens_at))
        .filter(frozen_at__isnull=True, company__blocked_at__isnull=True)
        .exclude(closed_reason=ClosedReason.BLOCKED)
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One posting: what it says, its roles, its own offices, and where it counts."""

    row: dict[str, Any]
    roles: set[int]
    offices: set[Office]
    countries: set[str]

    @property
    def employer(self) -> int:
        """The unit that was drawn. One place for groups of companies and common pay scales."""
        return self.row["company_id"]

    def last_seen(self, now: datetime) -> datetime:
        """When it was last on offer: closed, run out, last listed by its source, or now."""
        row = self.row
        ends = [now, row["closed_at"], row["expires_at"]]
        if row["source__is_recorded"] is False and row["status"] == Status.PUBLISHED:
            ends.append(row["source__last_good_at"])
        return min(end for end in ends if end is not None)

    def cells(self) -> Iterator[Cell]:
        """Every cell that it counts in, once each."""
        for role in self.roles:
            for country in {"", *self.countries}:
                for level in {"", self.row["level"]}:
                    yield Cell(role, country, level)


type Cluster = Sequence[Member]
"""Near-identical postings of one employer, the one that lists show first."""


@dataclass(frozen=True, slots=True)
class Sample:
    """All that figures are made of. Invented postings count only where there are no others."""

    clusters: list[Cluster]
    is_demo: bool
    seen_since: date | None  # the first day on which this board saw any posting

    def by_cell(self) -> Iterator[tuple[Cell, Cluster]]:
        """Each cluster in each of its cells, with those of its members that are in it."""
        for cluster in self.clusters:
            inside: dict[Cell, list[Member]] = defaultdict(list)
            for member in cluster:
                for cell in member.cells():
                    inside[cell].append(member)
            yield from inside.items()


def sample_of(now: datetime) -> Sample:
    """Return the postings of the window. Five queries, whatever their number."""
    postings = seen_in(window_before(now), now)
    rows = list(postings.values(*FIELDS))
    is_demo = bool(rows) and all(row["is_demo"] for row in rows)
    rows = [row for row in rows if row["is_demo"] == is_demo]
    named = Listing.roles.through.objects.filter(listing__in=postings)
    roles = _by_listing(named.values_list("listing_id", "role_id"))
    offices = _offices(ListingPlace.objects.filter(listing__in=postings))
    members = [
        Member(row, roles[row["pk"]], offices[row["pk"]], countries_of(row, offices[row["pk"]]))
        for row in rows
    ]
    first = Listing.objects.filter(is_demo=is_demo).aggregate(at=Min("first_seen_at"))["at"]
    return Sample(_clusters(members), is_demo, dates.day_of(first) if first else None)


def _offices(links: QuerySet[ListingPlace]) -> defaultdict[int, set[Office]]:
    named = Place.objects.order_by().values_list("pk", "kind", "slug", "country", "region_code")
    places = {
        pk: Office(country, region, slug if kind == PlaceKind.CITY else "")
        for pk, kind, slug, country, region in named
    }
    rows = links.order_by().values_list("listing_id", "place_id")
    return _by_listing((listing, places[place]) for listing, place in rows)


def _by_listing[T](pairs: Iterable[tuple[int, T]]) -> defaultdict[int, set[T]]:
    found: defaultdict[int, set[T]] = defaultdict(set)
    for listing, value in pairs:
        found[listing].add(value)
    return found


def _clusters(members: list[Member]) -> list[Cluster]:
    """Put near-identical postings together, open ones first and of these the one that lists show.

    Open postings are clustered already (``duplicate_of``); a closed one has left its cluster, and
    is known by its text: it stands under an open one of the same text, or a newer closed one.
    """
    found: dict[int, list[Member]] = defaultdict(list)
    by_text: dict[tuple[Any, ...], int] = {}
    for member in sorted(members, key=_order):
        row = member.row
        head = row["duplicate_of_id"] or row["pk"]
        if row["text_hash"] and not row["is_cluster_decided"]:
            text = (row["company_id"], row["normalized_title"], row["text_hash"])
            kept = by_text.setdefault(text, head)
            head = head if row["status"] == Status.PUBLISHED else kept
        found[head].append(member)
    return list(found.values())


def _order(member: Member) -> tuple[bool, bool, int]:
    row = member.row
    return row["status"] != Status.PUBLISHED, row["duplicate_of_id"] is not None, -row["pk"]


def countries_of(row: dict[str, Any], offices: set[Office]) -> set[str]:
    """Return where a posting counts: its offices' countries; fully remote, the single eligible."""
    if row["workplaces"] != [Workplace.REMOTE]:
        return {office.country for office in offices}
    named = row["remote_countries"]
    is_single = row["remote_scope"] == RemoteScope.COUNTRIES and len(named) == 1
    return set(named) if is_single else set()
