"""What guides, profiles and comparisons show of the market: openings, pay and demand by role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict

from jobboard.http.changes import MARKET, ChangeKind
from jobboard.http.parts import kept_part
from jobboard.site.addresses import address_of
from listings.insights.asked import SalaryQuery, asked_of
from listings.insights.figures import EVERYWHERE, place_label
from listings.insights.paths import knows_of, ways_between
from listings.insights.pictures import Scale, scale_of
from listings.insights.role_openings import FoundOpenings, openings_of
from listings.insights.separation import demands_of
from listings.insights.shown_pay import (
    cells_of,
    difference_in_words,
    gap_between,
    latest_between,
    shown_together,
)
from listings.insights.verdict import RoleEvidence, with_reasons
from listings.models import Level, Listing, Newcomers, Statistic
from listings.models.prepared import Prepared
from listings.search.card_cache import cards_of
from listings.search.facets import all_values
from listings.search.filters import search_with
from listings.search.form_fields import Rejected
from roles.models import Role

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


@kept_part(*MARKET, most=2)
def openings_by_role(*, are_real: bool = False) -> dict[str, int]:
    """Count live openings by the slug of a role; ``are_real`` leaves out those of the demo."""
    found = {one.value: one.number for one in all_values(search_with(), "role") if one.value}
    for role, number in _INVENTED() if are_real else ():
        found[role] = found.get(role, number) - number
    return found


_INVENTED = Prepared(
    lambda: (
        Listing.objects.live()
        .in_lists()
        .filter(is_demo=True, roles__isnull=False)
        .order_by()
        .values("roles__slug")
        .annotate(number=Count("pk"))
        .values_list("roles__slug", "number")
    )
)


def evidence_of(
    query: QueryDict, roles: Sequence[Role]
) -> tuple[CountryChoice, Mapping[int, RoleEvidence]]:
    """Return openings, pay and demand by role, in the country of ``?country=``.

    Five queries, or none: what postings say of these roles is kept until any of it changes.

    The default is the site's home country; to choose from are those with openings.
    """
    asked = asked_of(query)
    countries, evidence = _found(tuple(roles), asked.country)
    return choice_of(asked, countries), evidence


type Evidence = tuple[Sequence[str], Mapping[int, RoleEvidence]]


@kept_part(*MARKET, ChangeKind.FIGURES, most=200)
def _found(roles: tuple[Role, ...], country: str) -> Evidence:
    """The countries in which the roles have openings, and what there is of each role."""
    found = openings_of(roles, country)
    return found.countries, with_reasons(_evidence(roles, country, found)) if roles else {}


def choice_of(asked: SalaryQuery, countries: Iterable[str]) -> CountryChoice:
    """The country that was asked for, and from which others to choose."""
    codes = sorted({*countries, *([asked.country] if asked.country else [])}, key=place_label)
    options = [(EVERYWHERE, "Everywhere", not asked.country)]
    options += [(code, place_label(code), code == asked.country) for code in codes]
    return CountryChoice(asked.country, place_label(asked.country), options, asked.rejected)


def _evidence(roles: Sequence[Role], country: str, found: FoundOpenings) -> dict[int, RoleEvidence]:
    best = {pk for openings in found.of.values() for pk in openings.best}
    cards = {card.pk: card for card in cards_of(best)}
    demands = demands_of(roles, country)
    differences = demands.separating(roles)
    covered = demands.covered(roles)
    is_pair = len(roles) == 2
    ask = partial(_TWO, *sorted(role.pk for role in roles)) if is_pair else _DRAWN
    shown = shown_together(roles, country, ask)
    gap = gap_between(*(shown[role.pk] for role in roles)) if is_pair else None
    told = list(difference_in_words(roles, shown)) if is_pair else []
    here = "" if found.is_wider else country
    ways = ways_between(roles, demands, here)
    place = f"&country={here}" if here else ""
    return {
        role.pk: RoleEvidence(
            **_openings(role, found, cards, place),
            pay=shown[role.pk],
            pay_gap=gap,
            pay_difference=told,
            beginners=demands.beginners.get(role.pk),
            skills=demands.skills(role)[:SKILLS],
            knows=knows_of(role, demands),
            way_in=ways.get(role.pk),
            shares=demands.shares.get(role.pk),
            separating=differences.get(role.pk),
            covers=covered.get(role.pk),
            is_wider=found.is_wider,
        )
        for role in roles
    }


def _drawn(role: Any, country: Any, level: Any) -> QuerySet[Statistic]:
    """Cells of pay with the midpoints that a picture shows."""
    return cells_of(role, country, level).defer(None).defer("listing_ids")


_DRAWN = Prepared(_drawn)
_TWO = Prepared(
    lambda one, other, role, country, level: _drawn(role, country, level).annotate(
        difference=latest_between(one, other)
    )
)


def _openings(
    role: Role, found: FoundOpenings, cards: Mapping[int, Listing], place: str
) -> dict[str, Any]:
    """What the evidence says of the role's openings; ``place``: the country in their address."""
    openings = found.of[role.pk]
    url = f"{address_of('jobs')}?role={role.slug}{place}"
    return {
        "openings": [(cards[pk], why) for pk, why in openings.best.items() if pk in cards],
        "number": openings.number,
        "entry_number": openings.beginners,
        "newcomers_number": openings.newcomers,
        "real": openings.real,
        "invented": openings.invented,
        "employers": openings.employers,
        "companies": openings.companies,
        "openings_url": url,
        "skills_url": f"{address_of('own-skills')}?role={role.slug}{place}",
        "entry_url": f"{url}&level={Level.ENTRY.value}",
        "newcomers_url": url + "".join(f"&newcomers={one}" for one in Newcomers.values),
        "elsewhere_url": role.browse_url if openings.are_elsewhere else "",
    }


def common_scale(shown: Any) -> Scale | None:
    """Return one scale for pictures that stand beside each other; None across currencies."""
    rows = [one.figure.row for one in shown if one.figure]
    if len({row.currency for row in rows}) != 1:
        return None
    amounts = [x for row in rows for x in (row.p25, row.median, row.p75) if x]
    return scale_of([min(amounts) * MARGIN_LOW, max(amounts) * MARGIN_HIGH])
