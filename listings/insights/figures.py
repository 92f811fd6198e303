"""A cell's pay in words: rounded amounts, sample, what was left out, and who says nothing."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count

from jobboard.http.changes import MARKET
from jobboard.http.parts import kept_part
from jobboard.site import identity
from jobboard.site.addresses import address_of
from listings.insights.statistics.estimates import three_digits
from listings.models import Level, Listing, PartKind, PaySeries, Statistic, Withheld
from listings.models.prepared import Prepared
from listings.pay.money import PERIODS_A_YEAR, WIDE_RANGE, Period, short_amount
from listings.reading.countries import country_name
from listings.search.facets import total
from listings.search.filters import on_offer, search_with

SEARCHED = {PartKind.CITY, PartKind.WORKPLACE, PartKind.COMPANY}
"""Parts of a cell that are filters of the list of openings, by the same name."""

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


def cell_label(country: str, level: str) -> str:
    """``Germany, all levels``, ``Everywhere, senior``."""
    return f"{place_label(country)}, {level_label(level).lower()}"


def counted(number: int, noun: str) -> str:
    """``1 posting``, ``1,204 postings``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def per_cent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""


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
        """The typical range: the middle half of the midpoints."""
        return money(self.row.currency, self.row.p25, self.row.p75)

    @property
    def typical_amounts(self) -> str:
        """The typical range beside a median that names the currency: ``120K to 165K``."""
        return self.typical.removeprefix(f"{self.row.currency} ")

    @property
    def own_width(self) -> str:
        """How wide the range of a single posting is, in words."""
        width = self.row.width
        if width is None:
            return ""
        if not width:
            return "Most of these postings name a single amount."
        half = f"{width / 2:.0%}"
        return f"A single posting’s own range usually goes {half} below and above its middle."

    @property
    def interval(self) -> str:
        """95% interval of the median; an end that would lie beyond the sample is not given."""
        low, high = self.row.ci_low, self.row.ci_high
        if low is None:
            return f"up to {money(self.row.currency, high)}" if high is not None else ""
        return money(self.row.currency, low, high) if high else f"from {self._money(low)}"

    def _money(self, amount: Decimal) -> str:
        return money(self.row.currency, amount)

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
    def series(self) -> str:
        return PaySeries(self.row.series).label

    @property
    def level_mix(self) -> str:
        """Whose pay it is, beside a median of all levels: ``4 entry, 30 senior, 14 not stated``."""
        levels = {level: n for level in Level.values if (n := self.row.levels.get(level))}
        named = [f"{n:,} {level_label(level).lower()}" for level, n in levels.items()]
        unknown = self.row.levels.get("")
        return ", ".join([*named, *([f"{unknown:,} not stated"] if unknown else [])])

    @property
    def is_of_few(self) -> bool:
        """Whether under half of the postings say what they pay."""
        return self.row.with_pay * 2 < self.row.total

    @property
    def withheld(self) -> str:
        """Why nothing is shown: ``too few postings with pay: 3 of 41``."""
        row = self.row
        if row.withheld == Withheld.FEW_POSTINGS:
            more = row.with_pay - row.n
            apart = f" ({more:,} more cannot be compared)" if more else ""
            return f"too few postings with pay: {row.n} of {row.total:,}{apart}"
        if row.withheld:
            employers = counted(row.employers, "employer")
            return (
                f"too few employers: {employers} behind {row.n} postings with pay, "
                f"{row.largest} of them of one employer"
            )
        return ""

    @property
    def left_out(self) -> list[str]:
        """What the sample does not hold, and why."""
        row = self.row
        reasons = (
            (row.total - row.with_pay, "no pay is given"),
            (row.wide, f"the minimum only: one end, or ends over {WIDE_RANGE} × apart"),
            (row.other_currency, f"pay in another currency than {row.currency}; never blended"),
            (row.other_place, "pay that is neither stated for this country nor in its currency"),
            (row.other_kind, "another kind of pay, such as on-target pay: a series of its own"),
            (row.from_text, "pay that only the text states: a series of its own"),
            (row.other_series, "rates of contracts, internships, and of part of a week’s work"),
        )
        return [f"{counted(number, 'posting')}: {why}" for number, why in reasons if number]

    @property
    def disclosure(self) -> str:
        """Who says what they pay, within the reach of a law that asks for it and outside of it."""
        row = self.row
        said = f"{_said(row.with_pay, row.total)} of these postings say what they pay"
        free, free_with_pay = row.total - row.bound, row.with_pay - row.bound_with_pay
        if not row.bound or not free:
            return f"{said}."
        bound = _said(row.bound_with_pay, row.bound)
        return (
            f"{said}: {bound} where a law asks for pay in the advertisement, "
            f"{_said(free_with_pay, free)} elsewhere."
        )

    @property
    def url(self) -> str:
        """The page that tells how the figure was made; it names the cell, whatever is usual."""
        asked = {"country": self.row.country or EVERYWHERE}
        asked |= {"level": self.row.level} if self.row.level else {}
        return f"{address_of('salary', self.row.role.slug)}?{urlencode(asked)}"

    @property
    def permalink(self) -> str:
        """This figure for ever, also when a newer one has taken its place."""
        return address_of("figure", f"pay-{self.row.pk}")

    @property
    def postings_url(self) -> str:
        """The postings behind the figure, as far as they are open now."""
        asked = {"role": self.row.role.slug, "has_salary": "true"}
        asked |= {"country": self.row.country} if self.row.country else {}
        asked |= {"level": self.row.level} if self.row.level else {}
        asked |= {self.row.part_kind: self.row.part} if self.row.part_kind in SEARCHED else {}
        return f"{address_of('jobs')}?{urlencode(asked)}"

    @property
    def own_ranges(self) -> str:
        """From the lowest minimum to the highest maximum of one company's postings, as posted."""
        row = self.row
        if row.lowest is None or row.highest is None:
            return ""
        high = f" to {short_amount(row.highest)}" if row.highest != row.lowest else ""
        return f"{row.currency} {short_amount(row.lowest)}{high}"


def _said(part: int, whole: int) -> str:
    """``304 of 2,000 (15%)``."""
    return f"{part:,} of {whole:,} ({per_cent(part, whole)})"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Open postings that the figures leave out, and those that nobody made up."""

    invented: int
    real: int


def left_out(*, is_demo: bool) -> LeftOut | None:
    """Count them; None where nothing is mixed or the figures are the demo's own."""
    return None if is_demo else _left_out()


@kept_part(*MARKET)
def _left_out() -> LeftOut | None:
    invented = sum(_INVENTED())
    return LeftOut(invented, total(search_with(), on_offer()) - invented) if invented else None


_INVENTED = Prepared(
    lambda: (
        Listing.objects.live()
        .in_lists()
        .filter(is_demo=True)
        .order_by()
        .values("is_demo")
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
    )
)
