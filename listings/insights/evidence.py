"""What guides, profiles and comparisons show of the market: openings, pay and demand by role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from listings.insights.asked import SalaryQuery, asked_of
from listings.insights.fallback import Shown, shown_together
from listings.insights.figures import EVERYWHERE, place_label
from listings.insights.pay_gap import difference_in_words, latest_between
from listings.insights.pictures import Scale, scale_of
from listings.insights.salary_tables import bar_of
from listings.insights.separation import demands_of
from listings.insights.verdict import RoleEvidence, with_reasons
from listings.models import Listing, ListingPlace
from listings.models.listing_queryset import (
    is_featured,
    remote_in,
    with_featured_first,
)
from listings.search.card_cache import cards_of
from listings.search.form_fields import Rejected
from roles.models import Role


@dataclass(slots=True)
class Openings:
    """``first`` are keys in the order of a list; ``real`` counts those nobody made up."""

    first: list[int] = field(default_factory=list)
    number: int = 0
    real: int = 0
    invented: int = 0  # of ``number``
    are_elsewhere: bool = False  # none in the country, though others of these roles have some


@dataclass(frozen=True, slots=True)
class Found:
    """``countries`` are those in which the roles have openings, whichever was asked for.

    ``is_wider``: none of them has an opening in the country, so these are from everywhere.
    """

    of: dict[int, Openings]
    countries: tuple[str, ...] = ()
    is_wider: bool = False


def openings_of(roles: Sequence[int], country: str, first: int) -> Found:
    """The openings in a country, or open to it; everywhere for an empty code. Two queries."""
    found = {role: Openings() for role in roles}
    if not roles:
        return Found(found)
    rows = list(_rows(roles, country).filter(place__lte=first))
    is_wider = bool(rows) and not any(row["is_here"] for row in rows)
    for role, openings in found.items():
        own = [row for row in rows if row["role"] == role]
        shown = [row for row in own if row["is_here"] or is_wider]
        newest = [(row["pk"], row["is_featured_now"]) for row in shown]
        openings.first = with_featured_first(newest)[:first]
        openings.number = shown[0]["number"] if shown else 0
        openings.real = own[0]["real"] if own else 0
        openings.invented = shown[0]["invented"] if shown else 0
        openings.are_elsewhere = bool(own) and not shown
    return Found(found, tuple(rows[0]["countries"]) if rows else (), is_wider)


def _rows(roles: Sequence[int], country: str) -> Any:
    """Openings, the newest first, each with its place among the featured or among the others."""
    of_roles = Listing.objects.live().filter(roles__in=roles)
    live, members = of_roles.in_lists(), of_roles.vacancies().order_by().values("pk")
    links = ListingPlace.objects.filter(listing__in=members).order_by()
    here = ["roles", "is_here"]
    newest = [F("posted_at").desc(), F("pk").desc()]
    return (
        live.annotate(
            role=F("roles"), is_here=_is_in(country, roles), is_featured_now=is_featured()
        )
        .annotate(
            place=Window(RowNumber(), [*here, "is_featured_now"], newest),
            number=Window(Count("pk"), here),
            invented=Window(Count("pk", filter=Q(is_demo=True)), here),
            real=Window(Count("pk", filter=Q(is_demo=False)), ["roles"]),
            countries=ArraySubquery(links.values("place__country").distinct()),
        )
        .order_by(*newest)
        .values(
            "role", "pk", "is_here", "is_featured_now", "number", "invented", "real", "countries"
        )
    )


def _is_in(country: str, roles: Sequence[int]) -> Value | Case:
    """Whether a posting, or one that shares its cluster, is in a country or open to it."""
    if not country:
        return Value(value=True)
    placed = ListingPlace.objects.filter(listing=OuterRef("pk"), place__country=country)
    is_here = remote_in([country]) | Q(Exists(placed))
    # The condition stands in the statement five times: heads are looked up once before it.
    copies = Listing.objects.live().filter(duplicate_of__isnull=False, roles__in=roles)
    heads = copies.filter(is_here).order_by().values_list("duplicate_of_id", flat=True)
    is_in = When(is_here | Q(pk__in=list(heads)), then=Value(value=True))
    return Case(is_in, default=Value(value=False), output_field=BooleanField())


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
) -> tuple[CountryChoice, Mapping[int, RoleEvidence]]:
    """Return openings, pay and demand by role, in the country of ``?country=``. Six queries.

    The default is the site's home country; to choose from are those with openings.
    """
    asked = asked_of(query)
    found = openings_of([role.pk for role in roles], asked.country, OPENINGS)
    choice = choice_of(asked, found.countries)
    return choice, with_reasons(_evidence(roles, asked.country, found)) if roles else {}


def choice_of(asked: SalaryQuery, countries: Iterable[str]) -> CountryChoice:
    """The country that was asked for, and from which others to choose."""
    codes = sorted({*countries, *([asked.country] if asked.country else [])}, key=place_label)
    options = [(EVERYWHERE, "Everywhere", not asked.country)]
    options += [(code, place_label(code), code == asked.country) for code in codes]
    return CountryChoice(asked.country, place_label(asked.country), options, asked.rejected)


def _evidence(roles: Sequence[Role], country: str, found: Found) -> dict[int, RoleEvidence]:
    shown_first = {pk for openings in found.of.values() for pk in openings.first}
    cards = {card.pk: card for card in cards_of(shown_first)}
    demands = demands_of(roles, country)
    differences = demands.separating(roles)
    covered = demands.covered(roles)
    between = {"difference": latest_between(roles)} if len(roles) == 2 else {}
    shown = shown_together(roles, country, **between)
    gap = list(difference_in_words(roles, shown)) if between else []
    scale = common_scale(shown.values())
    place = f"&country={country}" if country and not found.is_wider else ""
    return {
        role.pk: RoleEvidence(
            openings=[cards[pk] for pk in found.of[role.pk].first if pk in cards],
            number=found.of[role.pk].number,
            real=found.of[role.pk].real,
            invented=found.of[role.pk].invented,
            openings_url=f"{reverse('jobs')}?role={role.slug}{place}",
            elsewhere_url=_elsewhere(role) if found.of[role.pk].are_elsewhere else "",
            pay=shown[role.pk],
            pay_difference=gap,
            pay_bar=_bar(shown[role.pk], scale),
            beginners=demands.beginners.get(role.pk),
            skills=demands.skills(role)[:SKILLS],
            shares=demands.shares.get(role.pk),
            separating=differences.get(role.pk),
            covers=covered.get(role.pk),
            is_wider=found.is_wider,
        )
        for role in roles
    }


def _elsewhere(role: Role) -> str:
    return f"{reverse('jobs')}?role={role.slug}"


def common_scale(shown: Any) -> Scale | None:
    """Return one scale for pictures that stand beside each other; None across currencies."""
    rows = [one.figure.row for one in shown if one.figure]
    if len({row.currency for row in rows}) != 1:
        return None
    amounts = [x for row in rows for x in (row.p25, row.median, row.p75) if x]
    return scale_of([min(amounts) * MARGIN_LOW, max(amounts) * MARGIN_HIGH])


def _bar(shown: Shown, scale: Scale | None) -> SafeString:
    if scale is None or shown.figure is None:
        return SafeString("")
    return bar_of(shown.figure.row, scale, shown.figure.row.currency)
