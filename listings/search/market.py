"""What the market usually pays for a posting's role, level and country."""

from decimal import Decimal

from jobboard.http.changes import Kind
from jobboard.http.parts import KeptParts
from listings.insights.fallback import Shown, shown_for
from listings.insights.figures import PayFigure
from listings.insights.others_pay import OthersPay, others_pay
from listings.insights.pictures import Picture, RangeRow, ranges, scale_of
from listings.models import EmploymentType, Level, Listing, Statistic
from listings.pay.money import PayKind

# the figures count no pay of these: an intern would read what others earn
APART = {EmploymentType.INTERNSHIP, EmploymentType.APPRENTICESHIP, EmploymentType.VOLUNTEER}
FAR_FROM_ALL = {Level.ENTRY, Level.EXECUTIVE}  # whose pay the figure of all levels says little of


def usual_pay(listing: Listing) -> OthersPay | None:
    """Return what other employers pay for the first of its roles that has a figure.

    Never another country's; of its own level, or of all levels where that is near enough. Three
    queries, none without a role.
    """
    roles = list(listing.roles.all())
    if not roles or APART.intersection(listing.employment_types):
        return None
    country, numbers = country_of(listing), tuple(role.pk for role in roles)
    shown = _kept.get(
        (numbers, country, listing.level),
        lambda: shown_for(roles, country=country, level=listing.level),
        *(Kind.FIGURES, Kind.ROLE),
    )
    figures = [shown[role.pk].figure for role in roles]
    fitting = [one for one in figures if one and _fits(one, country, listing.level)]
    nearest = min(fitting, key=lambda one: one.row.level != listing.level, default=None)
    if nearest is None:
        return None
    key = (nearest.row.pk, listing.company_id)
    return _of_others.get(key, lambda: others_pay(nearest, listing.company_id), Kind.FIGURES)


def market_picture(listing: Listing, figure: PayFigure) -> Picture:
    """Put a posting's own pay over the market's, on one scale; the market's alone where it says
    nothing that can be compared.
    """
    row = figure.row
    pay = _pay_of(listing, row)
    own = [RangeRow("This posting", *pay, None, series="own")] if pay else []
    rows = [*own, RangeRow("The market", row.p25, row.p75, row.median)]
    title = "This posting’s pay and the market’s" if own else "The market’s pay"
    scale = scale_of(amount for one in rows for amount in (one.low, one.median, one.high))
    return ranges(title, rows, scale, currency=row.currency)


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


def country_of(listing: Listing) -> str:
    """The country in which its pay is earned; empty where it names none, or several."""
    countries = {link.place.country for link in listing.listing_places.all()}
    countries = countries or {*listing.remote_countries}
    return countries.pop() if len(countries) == 1 else ""
