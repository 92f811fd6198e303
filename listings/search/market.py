"""What the market usually pays for a posting's role, level and country."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts
from listings.insights.fallback import Shown, shown_for
from listings.insights.figures import PayFigure, place_label
from listings.insights.others_pay import OthersPay, others_pay
from listings.insights.pictures import FigurePicture, RangeRow, ranges, scale_of
from listings.insights.stated_pay import countries_of_pay
from listings.models import EmploymentType, Level, Listing, Statistic
from listings.pay.money import PayKind

# the figures count no pay of these: an intern would read what others earn
APART = {EmploymentType.INTERNSHIP, EmploymentType.APPRENTICESHIP, EmploymentType.VOLUNTEER}
FAR_FROM_ALL = {Level.ENTRY, Level.EXECUTIVE}  # whose pay the figure of all levels says little of


@dataclass(frozen=True, slots=True)
class MarketPay:
    """What other employers pay, or why nothing is said of it."""

    others: OthersPay | None = None
    why_not: str = ""


def market_of(listing: Listing) -> MarketPay | None:
    """Return what other employers pay for the first of its roles that has a figure.

    Never another country's nor everywhere's; of its own level, or of all levels where that is near
    enough. None where nothing could be compared: without a role, or for an intern. Three queries,
    none without a role.
    """
    if not listing.roles.all() or APART.intersection(listing.employment_types):
        return None
    countries = countries_of(listing)
    country = market_country(listing, countries)
    if not country:
        return MarketPay(why_not=_why_no_country(listing, countries))
    others = _others_in(listing, country)
    return MarketPay(others, "" if others else TOO_FEW.format(place=place_label(country)))


NO_COUNTRY = "It names no country, and pay is compared within one country only."
SEVERAL = "It is open in {number} countries, and pay is compared within one country only."
WHOSE_PAY = "It is open in {number} countries and does not say in which its pay is earned."
TOO_FEW = "{place}: too few other employers say what they pay for this work."


def _why_no_country(listing: Listing, countries: Sequence[str]) -> str:
    if not countries:
        return NO_COUNTRY
    return (WHOSE_PAY if listing.pay else SEVERAL).format(number=len(countries))


def _others_in(listing: Listing, country: str) -> OthersPay | None:
    roles = list(listing.roles.all())
    numbers = tuple(role.pk for role in roles)
    shown = _kept.get(
        (numbers, country, listing.level),
        lambda: shown_for(roles, country=country, level=listing.level),
        *(ChangeKind.FIGURES, ChangeKind.ROLE),
    )
    figures = [shown[role.pk].figure for role in roles]
    fitting = [one for one in figures if one and _fits(one, country, listing.level)]
    nearest = min(fitting, key=lambda one: one.row.level != listing.level, default=None)
    if nearest is None:
        return None
    key = (nearest.row.pk, listing.company_id)
    return _of_others.get(key, lambda: others_pay(nearest, listing.company_id), ChangeKind.FIGURES)


def market_picture(listing: Listing, figure: PayFigure) -> FigurePicture:
    """Put a posting's own pay over the market's, on one scale; the market's alone where it says
    nothing that can be compared.
    """
    row = figure.row
    return _drawn(_pay_of(listing, row), row.p25, row.median, row.p75, row.currency)


@lru_cache(500)
def _drawn(
    pay: tuple[Decimal, Decimal] | None, p25: Decimal, median: Decimal, p75: Decimal, currency: str
) -> FigurePicture:
    """Drawn once for all postings beside which it is the same: those that state no pay."""
    own = [RangeRow("This posting", *pay, None, series="own")] if pay else []
    rows = [*own, RangeRow("The market", p25, p75, median)]
    title = "This posting’s pay and the market’s" if own else "The market’s pay"
    scale = scale_of(amount for one in rows for amount in (one.low, one.median, one.high))
    return ranges(title, rows, scale, currency=currency)


def _pay_of(listing: Listing, row: Statistic) -> tuple[Decimal, Decimal] | None:
    """Its base pay for a year, if that is of the figure's kind and currency."""
    low, high = listing.pay_yearly_minimum, listing.pay_yearly_maximum
    if low is None or high is None or listing.pay_currency != row.currency:
        return None
    return (low, high) if listing.pay_kind == PayKind.BASE else None


_kept: KeptParts[tuple[tuple[int, ...], str, str], dict[int, Shown]] = KeptParts(500)
_of_others: KeptParts[tuple[int, int], OthersPay | None] = KeptParts(500)


def _fits(figure: PayFigure, country: str, level: str) -> bool:
    row = figure.row
    is_of_its_level = row.level == level or (not row.level and level not in FAR_FROM_ALL)
    return row.country == country and is_of_its_level


def countries_of(listing: Listing) -> list[str]:
    """The countries of its places, in their order; without places, those that it is open to."""
    places = dict.fromkeys(link.place.country for link in listing.listing_places.all())
    return list(places) or list(listing.remote_countries)


def market_country(listing: Listing, countries: Sequence[str]) -> str:
    """The one country whose market stands beside a posting; empty where it has none.

    Of several it is the one for which its pay is stated: of places the first such, as the employer
    orders them; of countries that it is open to, which have no order, only where there is one.
    """
    if len(countries) == 1:
        return countries[0]
    stated = countries_of_pay(listing, countries)
    has_order = bool(listing.listing_places.all())
    return stated[0] if stated and (has_order or len(stated) == 1) else ""
