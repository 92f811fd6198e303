"""What guides and profiles show of the market: openings, pay and demand of their roles.

Registered with ``roles.market`` by ``listings.apps``; the pages of roles import nothing from here.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from listings.demand.drift import drift_of
from listings.demand.overlap import overlaps
from listings.demand.rows import rows_about
from listings.demand.shares import demands_of
from listings.demand.terms import term_demand
from listings.demand.verdict import summary, with_reasons
from listings.models import Listing, ListingPlace
from listings.models.listing_queryset import (
    HEAVY_FIELDS,
    ListingQuerySet,
    is_featured,
    remote_in,
    with_featured_first,
)
from listings.pay.asked import asked_of
from listings.pay.figures import EVERYWHERE, Shown, place_label, shown_for
from listings.pay.overview import bar_of
from listings.pay.pictures import Scale, scale_of
from roles.market import CountryChoice, Drift, Evidence
from roles.models import Role, Term

OPENINGS = 5  # of each role
SKILLS = 8
MARGIN_LOW, MARGIN_HIGH = Decimal("0.9"), Decimal("1.1")  # so that a lone range has a place


class ListingsMarket:
    """The board's own postings as the evidence of its articles."""

    def country(self, query: QueryDict, roles: Sequence[Role]) -> CountryChoice:
        asked = asked_of(query)
        live = Listing.objects.live().in_lists().filter(roles__in=roles).order_by().values("pk")
        links = ListingPlace.objects.filter(listing__in=live).order_by()
        found = links.values_list("place__country", flat=True).distinct()
        codes = sorted({*found, *([asked.country] if asked.country else [])}, key=place_label)
        options = [(EVERYWHERE, "Everywhere", not asked.country)]
        options += [(code, place_label(code), code == asked.country) for code in codes]
        return CountryChoice(asked.country, place_label(asked.country), options, asked.rejected)

    def numbers(self, *, are_real: bool = False) -> Mapping[int, int]:
        live = Listing.objects.live().in_lists()
        rows = (live.filter(is_demo=False) if are_real else live).order_by().values("roles")
        counted = rows.annotate(number=Count("pk")).values_list("roles", "number")
        return {role: number for role, number in counted if role is not None}

    def evidence(self, roles: Sequence[Role], country: str) -> Mapping[int, Evidence]:
        if not roles:
            return {}
        keys = [role.pk for role in roles]
        found = openings_of(keys, country)
        is_wider = False
        if country and not any(found.values()):
            found = openings_of(keys, "")
            is_wider = any(found.values())
        cards = cards_of(pk for numbers in found.values() for pk in numbers[:OPENINGS])
        demands = demands_of(roles, country)
        differences = demands.separating(roles)
        shown = shown_for(roles, country=country)
        scale = common_scale(shown.values())
        place = f"&country={country}" if country and not is_wider else ""
        found_evidence = {
            role.pk: Evidence(
                openings=[cards[pk] for pk in found[role.pk][:OPENINGS] if pk in cards],
                number=len(found[role.pk]),
                openings_url=f"{reverse('jobs')}?role={role.slug}{place}",
                pay=shown[role.pk],
                pay_bar=_bar(shown[role.pk], scale),
                beginners=demands.beginners.get(role.pk),
                skills=demands.skills(role)[:SKILLS],
                shares=demands.shares.get(role.pk),
                separating=differences.get(role.pk),
                is_wider=is_wider,
            )
            for role in roles
        }
        return with_reasons(found_evidence)

    def summary(self, roles: Sequence[Role], evidence: Mapping[int, Evidence]) -> str:
        return summary(roles, evidence)

    def alike(self, roles: Sequence[Role]) -> Mapping[int, Mapping[int, float]]:
        return overlaps([role.pk for role in roles])

    def rows(self, about: QuerySet[Any]) -> Sequence[QuerySet[Any]]:
        return rows_about(about)

    def term_demand(self, term: Term) -> Any:
        return term_demand(term)

    def drift(self, roles: Sequence[Role]) -> Mapping[int, Drift]:
        return drift_of(roles)


def in_country(country: str) -> ListingQuerySet:
    """Live openings in a country, or open to it; everywhere for an empty code."""
    live = Listing.objects.live().in_lists()
    if not country:
        return live
    placed = ListingPlace.objects.filter(place__country=country).order_by().values("listing")
    return live.filter(remote_in([country]) | Q(pk__in=placed))


def openings_of(roles: Sequence[int], country: str) -> dict[int, list[int]]:
    """Return the numbers of each role's openings, a few featured, then newest first. One query."""
    openings = in_country(country).filter(roles__in=roles).newest()
    rows = openings.annotate(is_featured_now=is_featured())
    found: dict[int, list[tuple[int, bool]]] = {role: [] for role in roles}
    for role, pk, is_featured_now in rows.values_list("roles", "pk", "is_featured_now"):
        found[role].append((pk, is_featured_now))
    return {role: with_featured_first(numbers) for role, numbers in found.items()}


def cards_of(numbers: Iterable[int]) -> dict[int, Listing]:
    """Return what a short card shows of postings, by their number. Two queries."""
    places = ListingPlace.objects.select_related("place").order_by("position", "pk")
    return (
        Listing.objects.select_related("company", "source")
        .defer(*HEAVY_FIELDS)
        .prefetch_related(Prefetch("listing_places", queryset=places))
        .in_bulk(set(numbers))
    )


def common_scale(shown: Any) -> Scale | None:
    """Return one scale for pictures that stand beside each other; None across currencies."""
    rows = [one.figure.row for one in shown if one.figure]
    if len({row.currency for row in rows}) != 1:
        return None
    amounts = [x for row in rows for x in (row.typical_low, row.median, row.typical_high) if x]
    return scale_of([min(amounts) * MARGIN_LOW, max(amounts) * MARGIN_HIGH])


def _bar(shown: Shown, scale: Scale | None) -> SafeString:
    if scale is None or shown.figure is None:
        return SafeString("")
    return bar_of(shown.figure.row, scale, shown.figure.row.currency)
