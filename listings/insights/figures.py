"""A cell's figures in words: rounded amounts, sample, what was left out, and open fallbacks.

For every page that shows pay of a role: ``shown_for(roles, country=…, level=…)`` asks one query.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from jobboard.site import identity
from listings.insights.pay_cells import three_digits
from listings.models import Level, Statistic, Withheld
from listings.pay.money import PERIODS_A_YEAR, WIDE_RANGE, Period, short_amount
from listings.reading.countries import country_name
from roles.models import Role

EVERYWHERE = "everywhere"  # the value of ?country= that asks for all of them


def rounded(amount: Decimal) -> str:
    """``143K`` for 142,500: three significant digits."""
    return short_amount(three_digits(amount))


def money(currency: str, low: Decimal | None, high: Decimal | None = None) -> str:
    """``USD 143K``, ``USD 120K to 165K``, or nothing where the sample is too small for it."""
    if low is None:
        return ""
    return f"{currency} {rounded(low)}" + (f" to {rounded(high)}" if high is not None else "")


def place_label(country: str) -> str:
    return country_name(country) if country else "Everywhere"


def level_label(level: str) -> str:
    return Level(level).label if level else "All levels"


def counted(number: int, noun: str) -> str:
    """``1 posting``, ``1,204 postings``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class PayFigure:
    """One snapshot, ready for a page."""

    row: Statistic

    @property
    def median(self) -> str:
        return money(self.row.currency, self.row.median)

    @property
    def usual(self) -> str:
        """The median in the period that people here think in: ``≈ USD 36.50 / hour``."""
        period = Period(identity.current().pay_period)
        if period == Period.YEAR or self.row.median is None:
            return ""
        amount = money(self.row.currency, self.row.median / PERIODS_A_YEAR[period])
        return f"≈ {amount} / {period}"

    @property
    def typical(self) -> str:
        return money(self.row.currency, self.row.typical_low, self.row.typical_high)

    @property
    def typical_amounts(self) -> str:
        """The typical range beside a median that names the currency: ``120K to 165K``."""
        return self.typical.removeprefix(f"{self.row.currency} ")

    @property
    def quartiles(self) -> str:
        return money(self.row.currency, self.row.p25, self.row.p75)

    @property
    def interval(self) -> str:
        return money(self.row.currency, self.row.ci_low, self.row.ci_high)

    @property
    def tenths(self) -> str:
        return money(self.row.currency, self.row.p10, self.row.p90)

    @property
    def sample(self) -> str:
        """``48 postings with pay, 26 employers``."""
        postings = counted(self.row.n, "posting")
        return f"{postings} with pay, {counted(self.row.employers, 'employer')}"

    @property
    def place(self) -> str:
        return place_label(self.row.country)

    @property
    def level(self) -> str:
        return level_label(self.row.level)

    @property
    def withheld(self) -> str:
        """Why nothing is shown: ``too few postings with pay: 3 of 41``."""
        row = self.row
        match row.withheld:
            case Withheld.FEW_POSTINGS:
                text = f"too few postings with pay: {row.n} of {row.total:,}"
                more = row.with_pay - row.n
                return text + (f" ({more} more cannot be compared)" if more else "")
            case Withheld.FEW_EMPLOYERS:
                employers = counted(row.employers, "employer")
                return f"too few employers: {employers} behind {row.n} postings with pay"
            case Withheld.ONE_EMPLOYER:
                return f"one employer has {row.largest} of the {row.n} postings with pay"
        return ""

    @property
    def left_out(self) -> list[str]:
        """What the sample does not hold, and why."""
        row = self.row
        reasons = (
            (row.total - row.with_pay, "no pay a year is given"),
            (row.other_currency, f"pay in another currency than {row.currency}; never blended"),
            (row.other_series, "hour or day rates of contracts, freelance work or internships"),
            (row.wide, f"ranges that end above {WIDE_RANGE} × where they begin, or have one end"),
        )
        return [f"{counted(number, 'posting')}: {why}" for number, why in reasons if number]

    @property
    def url(self) -> str:
        """The page that tells how the figure was made; it names the cell, whatever is usual."""
        asked = {"country": self.row.country or EVERYWHERE}
        asked |= {"level": self.row.level} if self.row.level else {}
        return f"{reverse('salary', args=[self.row.role.slug])}?{urlencode(asked)}"

    @property
    def postings_url(self) -> str:
        """The postings behind the figure, as far as they are open now."""
        asked = {"role": self.row.role.slug, "has_salary": "true"}
        asked |= {"country": self.row.country} if self.row.country else {}
        asked |= {"level": self.row.level} if self.row.level else {}
        return f"{reverse('jobs')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown where a cell was asked for: itself, a wider one that says so, or none."""

    country: str
    level: str
    own: PayFigure | None  # the very cell, where it holds any posting
    figure: PayFigure | None  # what is shown; None: no cell is large enough
    widest: PayFigure | None = None  # all of the role's postings

    @property
    def is_wider(self) -> bool:
        row = self.figure.row if self.figure else None
        return row is not None and (row.country, row.level) != (self.country, self.level)

    @property
    def asked(self) -> str:
        """``Germany, senior``."""
        return cell_label(self.country, self.level)

    @property
    def why(self) -> str:
        """Why the very cell is not shown."""
        return self.own.withheld if self.own and self.own.row.total else "no posting was seen"

    @property
    def why_nothing(self) -> str:
        """Why neither the very cell nor any wider one is shown."""
        if self.widest is None or not (self.country or self.level):
            return self.why
        return f"{self.asked}: {self.why}; everywhere: {self.widest.withheld}"


def cell_label(country: str, level: str) -> str:
    """``Germany, all levels``, ``Everywhere, senior``."""
    return f"{place_label(country)}, {level_label(level).lower()}"


def wider(country: str, level: str) -> Iterator[tuple[str, str]]:
    """The cell and what stands in for it: first all levels, then everywhere.

    The country is kept longest: pay differs more between countries, and so does the currency.
    """
    yield from dict.fromkeys(((country, level), (country, ""), ("", level), ("", "")))


def choose(cells: Mapping[tuple[str, str], Statistic], country: str, level: str) -> Shown:
    """Choose among a role's cells, by (country, level), what is shown for one of them."""
    own = cells.get((country, level))
    candidates = (cells.get(cell) for cell in wider(country, level))
    found = next((row for row in candidates if row and not row.withheld), None)
    rows = (own, found, cells.get(("", "")))
    return Shown(country, level, *(PayFigure(row) if row else None for row in rows))


def shown_for(roles: Collection[Role], *, country: str = "", level: str = "") -> dict[int, Shown]:
    """Return what is shown of each role's pay, by the role's key. One query."""
    cells: dict[int, dict[tuple[str, str], Statistic]] = {role.pk: {} for role in roles}
    rows = (
        Statistic.objects.latest_snapshots()
        .filter(role__in=roles, country__in={"", country}, level__in={"", level})
        .select_related("role")
    )
    for row in rows:
        cells[row.role_id][row.country, row.level] = row
    return {pk: choose(found, country, level) for pk, found in cells.items()}
