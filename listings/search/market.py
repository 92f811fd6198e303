"""What the market usually pays for a posting's role, level and country."""

from listings.insights.fallback import shown_for
from listings.insights.figures import PayFigure
from listings.models import EmploymentType, Level, Listing

# the figures count no pay of these: an intern would read what others earn
APART = {EmploymentType.INTERNSHIP, EmploymentType.APPRENTICESHIP, EmploymentType.VOLUNTEER}
FAR_FROM_ALL = {Level.ENTRY, Level.EXECUTIVE}  # whose pay the figure of all levels says little of


def usual_pay(listing: Listing) -> PayFigure | None:
    """Return the published figure of the first of its roles that has one.

    Never another country's; of its own level, or of all levels where that is near enough. One
    query, none without a role.
    """
    roles = list(listing.roles.all())
    if not roles or APART.intersection(listing.employment_types):
        return None
    country = country_of(listing)
    shown = shown_for(roles, country=country, level=listing.level)
    figures = [shown[role.pk].figure for role in roles]
    fitting = [one for one in figures if one and _fits(one, country, listing.level)]
    return min(fitting, key=lambda one: one.row.level != listing.level, default=None)


def _fits(figure: PayFigure, country: str, level: str) -> bool:
    row = figure.row
    is_of_its_level = row.level == level or (not row.level and level not in FAR_FROM_ALL)
    return row.country == country and is_of_its_level


def country_of(listing: Listing) -> str:
    """The country in which its pay is earned; empty where it names none, or several."""
    countries = {link.place.country for link in listing.listing_places.all()}
    countries = countries or {*listing.remote_countries}
    return countries.pop() if len(countries) == 1 else ""
