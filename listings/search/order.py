"""The orders of a list, and amounts that differ by currency in SQL.

Each order is total: it ends with the newest first and then the number.
"""

import json
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    F,
    Func,
    IntegerField,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from jobboard.http.changes import ChangeKind
from jobboard.http.parts import kept_part
from jobboard.site import dates, identity
from listings.models import Listing, RemoteScope
from listings.models.listing_queryset import ListingQuerySet
from listings.models.pay import Rate, latest_rates
from listings.reading.query import Query
from listings.search.understood import HEADING, in_words, matches


@kept_part(ChangeKind.FIGURES, most=2)
def rates_of(day: date) -> dict[str, Rate]:
    """The rates that hold on a day; a query only after one was written."""
    return latest_rates(day)


class ComparedPay:
    """What ``ListingFilter`` knows of currencies: its own, those it compares, and how."""

    asked: Any  # given, by parameter
    values: Any  # given or understood, by parameter
    order: Any  # "salary" needs rates too

    @property
    def pay_currency(self) -> str:
        return self.values.get("currency") or identity.current().currency

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """Rates of the last 30 days, asked only where currencies are compared."""
        needed = "salary_min" in self.values or self.order == "salary" or "currency" in self.asked
        return rates_of(dates.today()) if needed else {}

    @property
    def rate_note(self) -> str:
        """With which rates pay in other currencies is compared, for the page to say.

        Empty where the currency was asked for and has no rate: its refusal says so.
        """
        days = {rate.on for code, rate in self.rates.items() if code != "EUR"}
        if self.pay_currency not in self.rates and "currency" in self.asked:
            return ""
        if self.pay_currency not in self.rates or not days:
            return f"Only pay in {self.pay_currency} is compared: no recent exchange rate is known."
        return (
            f"Other currencies are compared in {self.pay_currency} at the European Central Bank’s"
            f" rates of {dates.short(max(days))}."
        )

    def least_pay(self, threshold: Decimal) -> dict[str, Decimal]:
        """What ``threshold`` a year is in each currency that can be compared with it."""
        least = {self.pay_currency: threshold}
        if own := self.rates.get(self.pay_currency):
            equal = {code: threshold * r.per_euro / own.per_euro for code, r in self.rates.items()}
            least = equal | least
        return least

    def pay_reaches(self, threshold: Decimal) -> Q:
        """Pay of at least ``threshold`` a year; it is converted, what is stored never is."""
        return Q(pay_yearly_top__gte=ByCurrency(self.least_pay(threshold)))

    @property
    def comparable_currencies(self) -> set[str]:
        """Those in which ``salary_min`` can judge pay."""
        return {self.pay_currency, *(self.rates if self.pay_currency in self.rates else ())}

    @property
    def has_no_comparable_pay(self) -> Q:
        codes = sorted(self.comparable_currencies)
        return ~Q(pay_currency__in=codes, pay_yearly_top__isnull=False)

    def is_pay_comparable(self, posting: Listing) -> bool:
        """The same of a posting that is known already. It costs no query."""
        is_known = posting.pay_yearly_top is not None
        return is_known and posting.pay_currency in self.comparable_currencies


class ByCurrency(Func):
    """Of several amounts the one in a posting's own currency; null where there is none.

    One look into a table instead of a condition for each of thirty currencies: those took longer
    to write out than to answer.
    """

    template = "(%(expressions)s)::numeric"
    arg_joiner = " ->> "
    output_field = DecimalField(max_digits=24, decimal_places=6)

    def __init__(self, amounts: Mapping[str, Decimal]) -> None:
        table = json.dumps({code: str(amount) for code, amount in amounts.items()})
        super().__init__(Cast(Value(table, TextField()), JSONField()), F("pay_currency"))


SORTS = (("newest", "Newest"), ("relevance", "Best match"), ("salary", "Highest pay"))


@dataclass(frozen=True)
class Order:
    """``keys`` name columns or annotations, with a minus where the highest comes first."""

    keys: tuple[str, ...]
    annotations: dict[str, Combinable] = field(default_factory=dict)

    def of(self, queryset: ListingQuerySet) -> ListingQuerySet:
        return queryset.annotate(**self.annotations).order_by(*self.keys)


SILENT = "silent"
NEWEST = Order(("-posted_at", "-id"))


def by_relevance(
    query: Query, *, has_place: bool = False, named: Q | None = None, in_text: bool = False
) -> Order:
    """Disjoint sets one after the other (``reading.query.Tier``), each newest first.

    Where words of texts count, what is ``named`` by facts and title comes first. Where a place is
    asked for (``has_place``), what is open anywhere comes last in each of them. What a query that
    only excludes leaves is all as good.
    """
    keys: dict[str, Combinable] = {}
    if named is not None:
        keys["mentioned"] = Case(When(named, then=0), default=1, output_field=IntegerField())
    if not query.is_empty and not query.only_excludes:
        keys["tier"] = _tier(query.text_tiers if in_text else query.heading_tiers)
    if has_place:
        anywhere = When(remote_scope=RemoteScope.ANYWHERE, then=Value(1))
        keys["is_anywhere"] = Case(anywhere, default=Value(0), output_field=IntegerField())
    return Order((*keys, *NEWEST.keys), keys)


def _tier(literals: Sequence[str]) -> Case:
    """The number of a posting's tier; the last literal is met by whatever meets one before it.

    Most postings meet nothing: the index tells at once which.
    """
    better = [matches("search__heading", literal) for literal in literals[:-1]]
    return Case(
        When(~in_words(HEADING, literals[-1]), then=Value(len(literals))),
        *(When(condition, then=Value(at)) for at, condition in enumerate(better)),
        default=Value(len(better)),
        output_field=IntegerField(),
    )


def stating_first(order: Order, conditions: Sequence[Q]) -> Order:
    """Postings that state all that is asked for come first, then those that leave more unsaid.

    ``silent`` says how many of the conditions a posting leaves open.
    """
    if not conditions:
        return order
    silent: Combinable = Value(0)
    for condition in conditions:
        silent += Case(When(condition, then=0), default=1, output_field=IntegerField())
    return Order((SILENT, *order.keys), {SILENT: silent, **order.annotations})


def by_salary(rates: dict[str, Rate]) -> Order:
    """The yearly midpoint in euro, highest first; unknown pay and unknown rates last."""
    in_euro = F("pay_yearly_midpoint") / ByCurrency({c: r.per_euro for c, r in rates.items()})
    return Order(("-in_euro", *NEWEST.keys), {"in_euro": Coalesce(in_euro, Decimal(-1))})


BLOCK = 100
MOST_IN_A_ROW = 3
"""Postings of one employer that may follow one another on a page, and within how many."""


def spread(employers: Sequence[Hashable]) -> list[int]:
    """Places of a block in an order in which no employer has too many in a row; linear.

    Each place takes the first that may stand there. Where only one employer is left, it stays so.
    """
    order: list[int] = []
    waiting: deque[int] = deque()  # of one employer: while it waits, others take its place
    last: Hashable = None
    row = 0  # postings of the last one's employer that follow one another
    for at, employer in enumerate(employers):
        if employer == last and row >= MOST_IN_A_ROW:
            waiting.append(at)
            continue
        order.append(at)
        last, row = employer, row + 1 if employer == last else 1
        while waiting and (row < MOST_IN_A_ROW or employers[waiting[0]] != last):
            first = waiting.popleft()
            order.append(first)
            last, row = employers[first], row + 1 if employers[first] == last else 1
    return [*order, *waiting]
