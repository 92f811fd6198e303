"""What the market usually pays for a posting's role, level and country.

A posting stands beside the pay of others: its employer's own postings are left out.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.db.models import F, Func

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import KeptParts
from listings.insights.figures import PayFigure, counted, place_label
from listings.insights.pictures import FigurePicture, RangeRow, ranges, scale_of
from listings.insights.shown_pay import ShownPay, shown_for
from listings.insights.statistics.estimates import median, quantile
from listings.insights.statistics.pay_cells import cents, reason
from listings.insights.statistics.stated_pay import countries_of_pay
from listings.models import EmploymentType, Level, Listing, Statistic
from listings.models.company import one_employer
from listings.pay.money import PayKind

# the figures count no pay of these: an intern would read what others earn
APART = {EmploymentType.INTERNSHIP, EmploymentType.APPRENTICESHIP, EmploymentType.VOLUNTEER}
FAR_FROM_ALL = {Level.ENTRY, Level.EXECUTIVE}  # whose pay the figure of all levels says little of


@dataclass(frozen=True, slots=True)
class OthersPay:
    """The figure of the others; or of all, where ``own`` postings could not be told apart."""

    figure: PayFigure
    own: int = 0
    is_without_own: bool = True

    @property
    def told(self) -> str:
        """Whether this employer's own postings are among the sample."""
        if not self.own:
            return "None of them is this employer’s."
        are = "is" if self.own == 1 else "are"
        if self.is_without_own:
            return f"{counted(self.own, 'posting')} of this employer {are} left out."
        return f"{self.own:,} of them {are} this employer’s own."


def others_pay(figure: PayFigure, company: int) -> OthersPay | None:
    """Leave the postings of a company and its group out; None where too few are left.

    Three queries at most.

    The snapshot keeps postings and midpoints apart: a posting whose pay has changed since, or is
    another in this country, is not found among them, and all of the company's stay in then.
    """
    row = figure.row
    snapshot = Statistic.objects.filter(pk=row.pk).order_by()
    postings = snapshot.values(posting=Func("listing_ids", function="unnest"))
    # the employer's postings are read and sought among the cell's: by "+ 0" the planner cannot go
    # the other way, which fetches every posting of a large cell to find the few
    own = list(
        Listing.objects.filter(company__in=one_employer(company))
        .annotate(key=F("pk") + 0)
        .filter(key__in=postings)
        .order_by()
        .values_list("level", "pay_yearly_minimum", "pay_yearly_maximum")
    )
    if not own:
        return OthersPay(figure)
    midpoints = snapshot.values_list("midpoints", flat=True).get()
    left = _without(midpoints, [_midpoint(low, high) for _, low, high in own])
    if left is None:
        return OthersPay(figure, len(own), is_without_own=False)
    effective = effective_without(row, len(own))
    if reason(len(left), effective):
        return None
    return OthersPay(PayFigure(_others_row(row, left, [level for level, _, _ in own])), len(own))


def _without(midpoints: Iterable[Decimal], own: Iterable[Decimal | None]) -> list[Decimal] | None:
    left = list(midpoints)
    for amount in own:
        at = bisect_left(left, amount) if amount is not None else len(left)
        if at == len(left) or left[at] != amount:
            return None
        del left[at]
    return left


def _midpoint(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    return None if low is None or high is None else cents((low + high) / 2)


def effective_without(row: Statistic, own: int) -> Decimal:
    """(Σn)² ÷ Σn² of the other employers; all employers’ Σn² follows from the row's own figure."""
    squares = row.n**2 / (row.effective_employers or Decimal(1)) - own**2
    return (row.n - own) ** 2 / squares if squares > 0 else Decimal(0)


def _others_row(row: Statistic, midpoints: Sequence[Decimal], levels: Iterable[str]) -> Statistic:
    """A figure that is nowhere kept; what needs every posting's employer is not given."""
    found = copy(row)
    found.pk = None
    found.n, found.employers = len(midpoints), row.employers - 1
    found.p25 = cents(quantile(midpoints, Fraction(1, 4)))
    found.median = cents(median(midpoints))
    found.p75 = cents(quantile(midpoints, Fraction(3, 4)))
    found.ci_low = found.ci_high = found.p10 = found.p90 = found.width = None
    found.levels = dict(row.levels)
    for level in levels:
        found.levels[level] = found.levels.get(level, 0) - 1
    return found


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


_kept: KeptParts[tuple[tuple[int, ...], str, str], dict[int, ShownPay]] = KeptParts(500)
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
