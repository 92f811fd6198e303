"""The orders of a list. Each is total: it ends with the newest first and then the number."""

from django.db.models import Case, DecimalField, F, IntegerField, Value, When

from listings.browse.words import matches
from listings.models.listing_queryset import ListingQuerySet
from listings.pay.rates import Rate
from listings.reading.query import Query

SORTS = (("newest", "Newest"), ("relevance", "Best match"), ("salary", "Highest pay"))

NEWEST = (F("posted_at").desc(), F("pk").desc())


def by_relevance(queryset: ListingQuerySet, query: Query) -> ListingQuerySet:
    """The whole query met by the title; by title, company and skills; by everything."""
    tier = Case(
        When(matches("search__heading", query, "A"), then=Value(0)),
        When(matches("search__heading", query, "AB"), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return queryset.annotate(tier=tier).order_by("tier", *NEWEST)


def by_salary(queryset: ListingQuerySet, rates: dict[str, Rate]) -> ListingQuerySet:
    """The yearly midpoint in euro, highest first; unknown pay and unknown rates last."""
    in_euro = Case(
        *(
            When(pay_currency=code, then=F("pay_yearly_midpoint") / Value(rate.per_euro))
            for code, rate in rates.items()
        ),
        default=None,
        output_field=DecimalField(max_digits=24, decimal_places=6),
    )
    return queryset.annotate(in_euro=in_euro).order_by(F("in_euro").desc(nulls_last=True), *NEWEST)
