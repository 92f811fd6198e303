"""What each posting says of pay: its amounts a year, or what keeps it out of a figure.

As columns, since a market has millions. Where a source states pay by place or level, a posting has
a row of its own for each country, and one for everywhere; any other has one row for all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from listings.insights.statistics.columns import ColumnQuery, Flags, Links, Numbers, as_sql, linked
from listings.insights.statistics.sample import EVERYWHERE, Sample
from listings.insights.statistics.stated_pay import SERIES_OF, TIER_FIELDS, Stated, stated_in
from listings.models import Company, EmploymentType, Listing, PaySeries, PayTransparencyRule
from listings.models.pay import Disclosure, Moment
from listings.pay.money import (
    WIDE_RANGE,
    Engagement,
    PayKind,
    PaySource,
    currencies_of,
)

TYPES = tuple(EmploymentType.values)
KINDS = tuple(PayKind)
SERIES = tuple(PaySeries.values)
PAID = """
SELECT id, (pay_quarantined_at IS NULL)::int::bigint, (pay_source = %(text)s)::int::bigint,
    coalesce(array_position(%(kinds)s::text[], pay_kind::text) - 1, 0)::bigint,
    (ascii(pay_currency) * 65536 + ascii(substr(pay_currency, 2)) * 256
        + ascii(substr(pay_currency, 3)))::bigint,
    (SELECT coalesce(sum(1 << (array_position(%(types)s::text[], one::text) - 1)), 0)
        FROM unnest(employment_types) one)::bigint,
    pay_is_full_time_rate::int::bigint,
    coalesce(pay_yearly_minimum * 100, 0)::bigint,
    coalesce(pay_yearly_maximum * 100, 0)::bigint,
    (pay_by_place <> '[]')::int::bigint
FROM listings_listing WHERE {span} AND (pay_minimum IS NOT NULL OR pay_maximum IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Offers:
    """Of each posting of the sample, and after them of each country of those with tiers.

    ``currency`` 0: no year is meant, as of day rates of contracts.
    """

    given: Flags
    from_text: Flags
    minimum_only: Flags
    zoned: Flags
    elsewhere: Flags  # of tiers alone
    series: NDArray[np.int8]  # a number of ``SERIES``
    currency: NDArray[np.int16]  # a number of ``currencies``
    low: Numbers
    high: Numbers
    currencies: list[str]
    tiers: Numbers  # keys of a posting and a country, ascending: see ``_keys``
    bound: Flags  # by posting: a law of its place asks for pay in it
    is_tiered: Flags  # by posting
    is_single: Flags  # by posting: it counts in one country
    pays: Flags  # country × currency

    def at(self, rows: NDArray[Any], countries: NDArray[Any]) -> Numbers:
        """Return the rows here of postings in a country."""
        found = rows.astype(np.int64)
        tiered = np.flatnonzero(self.is_tiered[rows])
        keys = _keys(found[tiered], countries[tiered])
        found[tiered] = len(self.is_tiered) + np.searchsorted(self.tiers, keys)
        return found

    def of_elsewhere(
        self, rows: NDArray[Any], countries: NDArray[Any], offers: NDArray[Any]
    ) -> Flags:
        """Tell which do not count in a country: neither stated for it nor in its currency."""
        is_here = (
            (countries == EVERYWHERE)
            | self.is_single[rows]
            | self.pays[countries, self.currency[offers]]
        )
        found: Flags = np.where(self.is_tiered[rows], self.elsewhere[offers], ~is_here)
        return found


def offers_of(sample: Sample) -> Offers:
    """Read what the postings of a sample say of pay. Three queries, one for each law's reach."""
    n = len(sample.pk)
    paid = _Paid.of(sample)
    is_tiered = np.zeros(n, bool)
    is_tiered[paid.rows[paid.tiered & paid.given]] = True
    stated = sorted(_stated(sample, np.flatnonzero(is_tiered)), key=itemgetter(0, 1))
    found = {_currency(one) for one in np.unique(paid.letters)}
    currencies = ["", *sorted({*found, *(one.currency for *_, one in stated)} - {""})]
    columns = {name: np.zeros(n + len(stated), type_) for name, type_ in COLUMNS.items()}
    paid.write(columns, currencies)
    for at, (row, _, one) in enumerate(stated, n):
        columns["given"][at], columns["from_text"][at] = True, columns["from_text"][row]
        _write(columns, at, one, currencies)
    return Offers(
        **columns,
        currencies=currencies,
        tiers=_keys(*(np.array([one[at] for one in stated], np.int64) for at in (0, 1))),
        bound=_bound(sample),
        is_tiered=is_tiered,
        is_single=sample.counted_in.counts(np.arange(n)) == 1,
        pays=_pays(sample.countries, currencies),
    )


def _keys(rows: Numbers, countries: NDArray[Any]) -> Numbers:
    """Of each posting and country a number, ascending as they do."""
    return rows << 16 | countries


COLUMNS: dict[str, Any] = {
    **dict.fromkeys(("given", "from_text", "minimum_only", "zoned", "elsewhere"), bool),
    "series": np.int8,
    "currency": np.int16,
    "low": np.int64,
    "high": np.int64,
}


@dataclass(frozen=True, slots=True)
class _Paid:
    """The postings that say what they pay, as their rows have it, whatever tiers they have."""

    rows: NDArray[np.int32]
    given: Flags
    text: Flags
    tiered: Flags
    kinds: Numbers
    letters: Numbers
    types: Numbers
    full: Numbers
    low: Numbers  # cents; 0: not given
    high: Numbers

    @classmethod
    def of(cls, sample: Sample) -> "_Paid":
        params = {"text": PaySource.TEXT, "kinds": list(KINDS), "types": list(TYPES)}
        query = ColumnQuery(as_sql(PAID, params), 10, "listings_listing", "id")
        rows, found = linked(sample.pk, query)
        given, text, kinds, letters, types, full, low, high, tiered = found
        flags = given == 1, text == 1, tiered == 1
        return cls(rows, *flags, kinds, letters, types, full, low, high)

    def write(self, columns: dict[str, NDArray[Any]], currencies: list[str]) -> None:
        low = np.where(self.low > 0, self.low, self.high)
        high = np.where(self.high > 0, self.high, self.low)
        is_one = (self.low == 0) | (self.high == 0)
        letters, which = np.unique(self.letters, return_inverse=True)
        numbers = np.array([currencies.index(_currency(one)) for one in letters], np.int16)
        is_year = self.given & (low > 0) & ~self._is_apart()
        series = [SERIES.index(SERIES_OF.get(one, one.value)) for one in KINDS]
        for name, column in (
            ("given", self.given),
            ("from_text", self.text),
            ("series", np.array(series)[self.kinds]),
            ("low", low),
            ("high", high),
            ("minimum_only", is_one | (high > WIDE_RANGE * low)),
            ("currency", np.where(is_year, numbers[which], 0)),
        ):
            columns[name][self.rows] = column

    def _is_apart(self) -> Flags:
        """Tell whose pay is a rate, or that of less than full-time work."""
        found, which = np.unique(2 * self.types + self.full, return_inverse=True)
        works = [
            Engagement(
                [name for at, name in enumerate(TYPES) if one >> 1 + at & 1],
                is_full_time_rate=bool(one & 1),
            )
            for one in found.tolist()
        ]
        return np.array([one.is_rate or one.is_part_time for one in works], bool)[which]


def _currency(letters: int) -> str:
    return "".join(chr(int(letters) >> shift & 255) for shift in (16, 8, 0)).strip("\0")


def _pays(countries: Sequence[str], currencies: Sequence[str]) -> Flags:
    return np.array(
        [[one in currencies_of(country) for one in currencies] for country in countries]
    )


def _write(columns: dict[str, NDArray[Any]], at: int, one: Stated, currencies: list[str]) -> None:
    columns["minimum_only"][at], columns["zoned"][at] = one.is_minimum_only, one.is_zoned
    columns["elsewhere"][at], columns["series"][at] = one.is_of_elsewhere, SERIES.index(one.series)
    columns["currency"][at] = currencies.index(one.currency)
    columns["low"][at], columns["high"][at] = one.low, one.high


def _stated(sample: Sample, rows: Numbers) -> Iterator[tuple[int, int, Stated]]:
    """Yield what postings with tiers say everywhere and in each of their countries."""
    keys = sample.pk[rows]
    row_of = dict(zip(keys.tolist(), rows.tolist(), strict=True))
    tiered = Listing.objects.exclude(pay_by_place=[]).filter(pay_quarantined_at__isnull=True)
    for posting in tiered.order_by().values(*TIER_FIELDS).iterator(2_000):
        row = row_of.get(posting["pk"])
        if row is None:
            continue
        counted = {sample.countries[one]: int(one) for one in sample.counted_in.one(row)}
        for country, number in {"": EVERYWHERE, **counted}.items():
            yield row, number, stated_in(posting, country, set(counted))


def _bound(sample: Sample) -> Flags:
    """Tell of which postings a law asked for pay in the posting when they were published."""
    found = np.zeros(len(sample.pk), bool)
    sizes = dict(Company.objects.exclude(size="").values_list("pk", "size"))
    number = {code: at for at, code in enumerate(sample.countries)}
    for law in laws_on_pay():
        spared = [pk for pk, size in sizes.items() if law.spares(size)]
        is_reached = (sample.posted_on >= law.since_on.toordinal()) & ~np.isin(
            sample.company, spared
        )
        if law.region_code:
            regions = np.array([one == law.region_code for one in sample.places.regions], bool)
            is_reached &= _any(sample.offices, regions)
        else:
            countries = np.zeros(len(sample.countries), bool)
            countries[[number[one] for one in law.countries if one in number]] = True
            is_reached &= _any(sample.counted_in, countries)
        found |= is_reached
    return found


def _any(links: Links, wanted: Flags) -> Flags:
    """Tell which rows have any of the values that are wanted."""
    rows, values = links.of_rows(np.arange(len(links.starts) - 1))
    return np.bincount(rows[wanted[values]], minlength=len(links.starts) - 1) > 0


def laws_on_pay() -> list[PayTransparencyRule]:
    """Return the laws that ask for pay in the advertisement itself. One query."""
    rules = PayTransparencyRule.objects.in_force().filter(moment=Moment.ADVERTISEMENT)
    return list(rules.filter(demands__contains=[Disclosure.PAY]))
