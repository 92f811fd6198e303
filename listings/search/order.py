"""The orders of a list, and amounts that differ by currency in SQL.

Each order is total: it ends with the newest first and then the number.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import (
    Case,
    DecimalField,
    F,
    Func,
    IntegerField,
    JSONField,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from listings.models.listing_queryset import ListingQuerySet
from listings.models.rate import Rate
from listings.reading.query import Query
from listings.search.words import matches


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

    @property
    def sql(self) -> str:
        """What follows ORDER BY, for a table that has the keys as columns."""
        return ", ".join(f"{key[1:]} DESC" if key[0] == "-" else key for key in self.keys)


NEWEST = Order(("-posted_at", "-id"))


def by_relevance(query: Query) -> Order:
    """The whole query met by the title; by title, company and skills; by everything."""
    tier = Case(
        When(matches("search__heading", query, "A"), then=Value(0)),
        When(matches("search__heading", query, "AB"), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return Order(("tier", *NEWEST.keys), {"tier": tier})


def by_salary(rates: dict[str, Rate]) -> Order:
    """The yearly midpoint in euro, highest first; unknown pay and unknown rates last."""
    in_euro = F("pay_yearly_midpoint") / ByCurrency({c: r.per_euro for c, r in rates.items()})
    return Order(("-in_euro", *NEWEST.keys), {"in_euro": Coalesce(in_euro, Decimal(-1))})
