"""What guides, profiles and comparisons show of the market: openings, pay and demand by role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from listings.insights.demand.openings import Found, openings_of
from listings.insights.demand.shares import demands_of
from listings.insights.demand.verdict import Evidence, with_reasons
from listings.insights.salaries.asked import Asked, asked_of
from listings.insights.salaries.figures import EVERYWHERE, Shown, place_label, shown_for
from listings.insights.salaries.overview import bar_of
from listings.insights.salaries.pictures import Scale, scale_of
from listings.models import Listing, ListingPlace
from listings.models.listing_queryset import HEAVY_FIELDS
from listings.search.form_fields import Rejected
from roles.models import Role

OPENINGS = 5  # of each role
SKILLS = 8
MARGIN_LOW, MARGIN_HIGH = Decimal("0.9"), Decimal("1.1")  # so that a lone range has a place


@dataclass(frozen=True, slots=True)
class CountryChoice:
    """The country whose pay, shares and openings a page shows; ``code`` empty: everywhere.

    ``options``: code, label and whether it is the one that is shown.
    """

    code: str
    label: str
    options: Sequence[tuple[str, str, bool]] = ()
    rejected: Sequence[Rejected] = ()


def live_openings(*, are_real: bool = False) -> dict[int, int]:
    """Count live openings by role; ``are_real`` leaves out those of the demo. One query."""
    live = Listing.objects.live().in_lists()
    rows = (live.filter(is_demo=False) if are_real else live).order_by().values("roles")
    counted = rows.annotate(number=Count("pk")).values_list("roles", "number")
    return {role: number for role, number in counted if role is not None}


def evidence_of(
    query: QueryDict, roles: Sequence[Role]
) -> tuple[CountryChoice, Mapping[int, Evidence]]:
    """Return openings, pay and demand by role, in the country of ``?country=``. Five queries.

    The default is the site's home country; to choose from are those with openings.
    """
    asked = asked_of(query)
    found = openings_of([role.pk for role in roles], asked.country, OPENINGS)
    choice = choice_of(asked, found.countries)
    return choice, with_reasons(_evidence(roles, asked.country, found)) if roles else {}


def choice_of(asked: Asked, countries: Iterable[str]) -> CountryChoice:
    """The country that was asked for, and from which others to choose."""
    codes = sorted({*countries, *([asked.country] if asked.country else [])}, key=place_label)
    options = [(EVERYWHERE, "Everywhere", not asked.country)]
    options += [(code, place_label(code), code == asked.country) for code in codes]
    return CountryChoice(asked.country, place_label(asked.country), options, asked.rejected)


def _evidence(roles: Sequence[Role], country: str, found: Found) -> dict[int, Evidence]:
    cards = cards_of(pk for openings in found.of.values() for pk in openings.first)
    demands = demands_of(roles, country)
    differences = demands.separating(roles)
    shown = shown_for(roles, country=country)
    scale = common_scale(shown.values())
    place = f"&country={country}" if country and not found.is_wider else ""
    return {
        role.pk: Evidence(
            openings=[cards[pk] for pk in found.of[role.pk].first if pk in cards],
            number=found.of[role.pk].number,
            real=found.of[role.pk].real,
            invented=found.of[role.pk].invented,
            openings_url=f"{reverse('jobs')}?role={role.slug}{place}",
            elsewhere_url=_elsewhere(role) if found.of[role.pk].are_elsewhere else "",
            pay=shown[role.pk],
            pay_bar=_bar(shown[role.pk], scale),
            beginners=demands.beginners.get(role.pk),
            skills=demands.skills(role)[:SKILLS],
            shares=demands.shares.get(role.pk),
            separating=differences.get(role.pk),
            is_wider=found.is_wider,
        )
        for role in roles
    }


def _elsewhere(role: Role) -> str:
    return f"{reverse('jobs')}?role={role.slug}"


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
