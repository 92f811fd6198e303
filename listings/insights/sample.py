"""Which postings the statistics count, and in which cells.

The member is the unit: each posting counts with its own pay and places. The cluster is counted
once: near-identical postings of one employer are one in every cell that any of them is in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Min, Q, QuerySet

from jobboard.site import dates
from listings.insights.pay_cells import PayOffer
from listings.models import (
    ClosedReason,
    Listing,
    ListingPlace,
    PaySeries,
    PayTransparencyRule,
    RemoteScope,
    Status,
    Workplace,
)
from listings.models.listing_queryset import ListingQuerySet
from listings.models.pay_transparency_rule import Disclosure, Moment
from listings.pay.currencies import currencies_of
from listings.pay.money import (
    WIDE_RANGE,
    Engagement,
    Pay,
    PayKind,
    PaySource,
    Period,
    yearly_range,
)
from listings.pay.tiers import PayTier, in_country, middle, of_posting
from listings.reading.title_key import normalize_title

FIELDS = (
    *(
        "pk",
        "company_id",
        "company__size",
        "level",
        "workplaces",
        "remote_scope",
        "remote_countries",
    ),
    *("status", "duplicate_of_id", "normalized_title", "text_hash", "is_cluster_decided"),
    *("posted_at", "first_seen_at", "is_demo", "employment_types", "years_asked", "degree_asked"),
    *("pay_minimum", "pay_maximum", "pay_currency", "pay_period", "pay_payments_a_year"),
    *("pay_kind", "pay_source", "pay_quarantined_at", "pay_is_full_time_rate"),
    *("pay_by_place", "weekly_hours", "title", "skills_must", "skills_nice"),
)


class Cell(NamedTuple):
    """Role × country (empty: everywhere) × level (empty: all)."""

    role: int
    country: str = ""
    level: str = ""


class Office(NamedTuple):
    """Where an office is; ``region_code`` ISO 3166-2, or empty."""

    country: str
    region_code: str


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
    """Return the postings of the window. Four queries, whatever their number."""
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
    rows = links.order_by().values_list("listing_id", "place__country", "place__region_code")
    return _by_listing((listing, Office(*where)) for listing, *where in rows)


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


def offer_of(
    member: Member, country: str = "", laws: Sequence[PayTransparencyRule] = ()
) -> PayOffer:
    """Return what a posting says of pay in a country (empty: everywhere); quarantined is none."""
    row = member.row
    given = row["pay_minimum"] is not None or row["pay_maximum"] is not None
    about = PayOffer(
        employer=member.employer,
        posting=row["pk"],
        level=row["level"],
        stratum=" ".join((row["level"], *sorted(member.countries))),
        is_given=given and row["pay_quarantined_at"] is None,
        is_bound=any(_binds(law, member) for law in laws),
        is_from_text=row["pay_source"] == PaySource.TEXT,
    )
    work = Engagement(row["employment_types"], row["weekly_hours"], row["pay_is_full_time_rate"])
    if not about.is_given or work.is_part_time or work.is_rate:
        return about
    tiers = _own_tiers(row)
    pay = middle(_of_country(tiers, country, row["pay_currency"])) or _pay_of(row)
    amounts = [amount for amount in yearly_range(pay, work) if amount is not None]
    if not amounts:
        return about
    low, high = amounts[0], amounts[-1]
    return replace(
        about,
        currency=pay.currency,
        low=low,
        high=high,
        series=SERIES.get(pay.kind, pay.kind.value),
        is_minimum_only=len(amounts) == 1 or high > WIDE_RANGE * low,
        is_of_elsewhere=not _is_stated_for(country, member, pay.currency, tiers),
    )


SERIES = {PayKind.BASE: PaySeries.POSTED}
"""Of the kinds of pay; every other kind is a series of its own name."""


def _pay_of(row: dict[str, Any]) -> Pay:
    return Pay(
        row["pay_minimum"],
        row["pay_maximum"],
        row["pay_currency"],
        Period(row["pay_period"]),
        row["pay_payments_a_year"],
        PayKind(row["pay_kind"]),
    )


def _own_tiers(row: dict[str, Any]) -> tuple[PayTier, ...]:
    """The amounts that the source states apart, as far as they are of the posting's own level."""
    tiers = [PayTier.of_json(kept) for kept in row["pay_by_place"]]
    return of_posting(tiers, row["title"], row["level"], normalize_title)


def _of_country(tiers: Sequence[PayTier], country: str, currency: str) -> Sequence[PayTier]:
    """The tiers of a country; everywhere, those in the currency of the pay that is shown."""
    if country:
        return in_country(tiers, country)
    return [tier for tier in tiers if tier.pay and tier.pay.currency == currency]


def _is_stated_for(country: str, member: Member, currency: str, tiers: Sequence[PayTier]) -> bool:
    """Tell whether pay is that of a country.

    Where the source states pay by place, if a tier names the country; else if it is the only
    country of the posting, or if the pay is in its currency.
    """
    if not country:
        return True
    if any(tier.countries for tier in tiers if tier.pay):
        return bool(in_country(tiers, country))
    return member.countries == {country} or currency in currencies_of(country)


def _binds(law: PayTransparencyRule, member: Member) -> bool:
    """Tell whether a law asked for pay in the posting when it was published."""
    posted_at = member.row["posted_at"]
    is_later = posted_at is not None and dates.day_of(posted_at) >= law.since_on
    if not is_later or law.spares(member.row["company__size"]):
        return False
    if law.region_code:
        return any(office.region_code == law.region_code for office in member.offices)
    return bool(member.countries & law.countries)


def laws_on_pay() -> list[PayTransparencyRule]:
    """Return the laws that ask for pay in the advertisement itself. One query."""
    rules = PayTransparencyRule.objects.in_force().filter(moment=Moment.ADVERTISEMENT)
    return list(rules.filter(demands__contains=[Disclosure.PAY]))
