"""From the postings of one cell to its figures of pay, by the rules of the market.

A cell is role × country (or everywhere) × level (or all). Near-identical postings of one employer
count once: by the first of them whose pay can be counted. Every posting weighs the same: a range
by its midpoint, a single amount by itself.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from fractions import Fraction

from listings.insights.estimates import effective_employers, median, median_interval, quantile
from listings.models import PaySeries, Withheld

METHOD_VERSION = 4

MIN_POSTINGS = 10  # below: no median
MIN_EMPLOYERS = 5  # effective ones; below: no median
MIN_FOR_INTERVAL = 20
MIN_EMPLOYERS_FOR_INTERVAL = 10  # effective ones
MIN_FOR_TENTHS = 50
MIN_EMPLOYERS_FOR_TENTHS = 20

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PayOffer:
    """What one posting says of pay: yearly amounts in ``currency``, or what keeps it out."""

    employer: int
    posting: int = 0
    head: int = 0  # the posting that lists show for it
    level: str = ""
    stratum: str = ""  # level and countries: what is alike but for the role
    is_given: bool = False
    currency: str = ""  # empty: no year is meant, as of day rates of contracts
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    series: str = PaySeries.POSTED
    is_from_text: bool = False
    is_minimum_only: bool = False  # one end, or ends too far apart to have a middle
    is_of_elsewhere: bool = False  # neither stated for this country nor in its currency
    is_zoned: bool = False  # several amounts within the country, by place: none is a city's own
    is_bound: bool = False  # a law of its place asks for pay in the posting

    @property
    def midpoint(self) -> Decimal:
        return (self.low + self.high) / 2

    @property
    def width(self) -> Decimal:
        """How far the ends are apart, as a share of the middle between them."""
        return (self.high - self.low) / self.midpoint


class Standing(IntEnum):
    """How far the pay of a posting gets in one cell, series and currency."""

    SILENT = 0
    OTHER_SERIES = 1
    FROM_TEXT = 2
    OTHER_KIND = 3
    OTHER_PLACE = 4
    OTHER_CURRENCY = 5
    MINIMUM_ONLY = 6
    COUNTED = 7


@dataclass(frozen=True, slots=True)
class PayFigures:
    """The figures of a cell; names and meaning as in ``models.Statistic``."""

    total: int
    n: int = 0
    employers: int = 0
    effective_employers: Decimal = Decimal(0)
    largest: int = 0
    wide: int = 0
    other_currency: int = 0
    other_place: int = 0
    other_kind: int = 0
    from_text: int = 0
    other_series: int = 0
    bound: int = 0
    bound_with_pay: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    currency: str = ""
    withheld: str = Withheld.FEW_POSTINGS
    amounts: dict[str, Decimal] = field(default_factory=dict)
    midpoints: list[Decimal] = field(default_factory=list)
    listing_ids: list[int] = field(default_factory=list)
    lowest: Decimal | None = None
    highest: Decimal | None = None


type Cluster = Sequence[PayOffer]
"""Near-identical postings of one cell, the one that stands for all first."""


def figures_of(
    clusters: Collection[Cluster], series: str, home_currency: str, currency: str = ""
) -> PayFigures:
    """Compute one cell in its most frequent currency, or in ``currency``.

    ``home_currency`` wins where two are equally frequent.
    """
    currency = currency or _currency(clusters, series, home_currency)
    best = _best(clusters, series, currency)
    found = Counter(stands for _, stands in best)
    counted = [offer for offer, stands in best if stands == Standing.COUNTED]
    sizes = Counter(offer.employer for offer in counted)
    bound = [any(offer.is_bound for offer in cluster) for cluster in clusters]
    effective = effective_employers(sizes.values())
    withheld = reason(len(counted), effective)
    return PayFigures(
        total=len(clusters),
        n=len(counted),
        employers=len(sizes),
        effective_employers=effective,
        largest=max(sizes.values(), default=0),
        wide=found[Standing.MINIMUM_ONLY],
        other_currency=found[Standing.OTHER_CURRENCY],
        other_place=found[Standing.OTHER_PLACE],
        other_kind=found[Standing.OTHER_KIND],
        from_text=found[Standing.FROM_TEXT],
        other_series=found[Standing.OTHER_SERIES],
        bound=sum(bound),
        bound_with_pay=sum(a and b.is_given for a, (b, _) in zip(bound, best, strict=True)),
        levels=dict(sorted(Counter(offer.level for offer in counted).items())),
        currency=currency,
        withheld=withheld,
        amounts={} if withheld else amounts_of(counted, effective),
        midpoints=[] if withheld else sorted(cents(offer.midpoint) for offer in counted),
        listing_ids=sorted(offer.head for offer in counted),
    )


def counted_of(clusters: Collection[Cluster], series: str, currency: str) -> list[PayOffer]:
    """Return the postings that make a figure in this currency."""
    best = _best(clusters, series, currency)
    return [offer for offer, stands in best if stands == Standing.COUNTED]


def _best(
    clusters: Collection[Cluster], series: str, currency: str
) -> list[tuple[PayOffer, Standing]]:
    """Of each cluster the first posting that gets furthest, and how far."""
    found = []
    for cluster in clusters:
        if len(cluster) == 1:
            found.append((cluster[0], standing(cluster[0], series, currency)))
            continue
        standings = [standing(offer, series, currency) for offer in cluster]
        furthest = max(standings)
        found.append((cluster[standings.index(furthest)], furthest))
    return found


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def standing(offer: PayOffer, series: str, currency: str) -> Standing:
    """Tell whether a posting counts, or the first thing that keeps it out."""
    is_text_series = series == PaySeries.TEXT
    checks = (
        (not offer.is_given, Standing.SILENT),
        (not offer.currency, Standing.OTHER_SERIES),
        (offer.is_from_text and not is_text_series, Standing.FROM_TEXT),
        (is_text_series and not offer.is_from_text, Standing.OTHER_KIND),
        (offer.series != (PaySeries.POSTED if is_text_series else series), Standing.OTHER_KIND),
        (offer.is_of_elsewhere, Standing.OTHER_PLACE),
        (offer.currency != currency, Standing.OTHER_CURRENCY),
        (offer.is_minimum_only, Standing.MINIMUM_ONLY),
    )
    return next((kept_out for fails, kept_out in checks if fails), Standing.COUNTED)


def _currency(clusters: Collection[Cluster], series: str, home: str) -> str:
    """Return the currency of most postings; of equals the board's own, else the first by name."""
    of_clusters = (
        {
            offer.currency
            for offer in cluster
            if standing(offer, series, offer.currency) >= Standing.OTHER_CURRENCY
        }
        for cluster in clusters
    )
    currencies = Counter(currency for found in of_clusters for currency in found)
    return min(currencies, key=lambda code: (-currencies[code], code != home, code), default="")


def reason(n: int, effective: Decimal) -> str:
    """Return why nothing may be shown, or an empty text."""
    if n < MIN_POSTINGS:
        return Withheld.FEW_POSTINGS
    return Withheld.FEW_EMPLOYERS if effective < MIN_EMPLOYERS else ""


def amounts_of(offers: Sequence[PayOffer], effective: Decimal) -> dict[str, Decimal]:
    """Return as many amounts as the sample allows, in cents; the width as a share."""
    n, employers = len(offers), len({offer.employer for offer in offers})
    midpoints = sorted(offer.midpoint for offer in offers)
    found: dict[str, Decimal | None] = {
        "p25": quantile(midpoints, Fraction(1, 4)),
        "median": median(midpoints),
        "p75": quantile(midpoints, Fraction(3, 4)),
        "width": median(sorted(offer.width for offer in offers)),
    }
    if n >= MIN_FOR_INTERVAL and effective >= MIN_EMPLOYERS_FOR_INTERVAL:
        pairs = [(offer.midpoint, offer.employer) for offer in offers]
        found["ci_low"], found["ci_high"] = median_interval(pairs)
    if n >= MIN_FOR_TENTHS and employers >= MIN_EMPLOYERS_FOR_TENTHS:
        found["p10"] = quantile(midpoints, Fraction(1, 10))
        found["p90"] = quantile(midpoints, Fraction(9, 10))
    return {name: cents(value) for name, value in found.items() if value is not None}
