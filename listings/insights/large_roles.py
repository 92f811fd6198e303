"""The openings of a role that has very many, as the search index counts and orders them.

The database looks at every opening of a role to choose a few: about half a millisecond for each,
two or three where none was read before.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce

from jobboard.site import identity
from listings.models import Level, Listing, Newcomers
from listings.models.listing_queryset import is_featured
from listings.search.facets import all_values, clusters, first, total
from listings.search.filters import ListingFilter, on_offer
from listings.search.index.answer import total as total_of_index
from listings.search.index.current import current

LARGE = 500
"""Openings of a role from which on the index is asked."""

type Row = Mapping[str, Any]


def is_large(everywhere: ListingFilter) -> bool:
    """Whether openings of a role, wherever they are, are very many; False without an index."""
    index = current()
    return index is not None and total_of_index(index, everywhere) >= LARGE


def rows_of(role: int, everywhere: ListingFilter, here: ListingFilter) -> list[Row]:
    """Return what ``role_openings`` chooses from, the newest first: some twenty openings.

    Those in the country; where it has none, those of everywhere, which say so. Two queries.
    """
    is_here = total(here, on_offer()) > 0
    shown = here if is_here else everywhere
    newest, entry = first(shown), first(shown.replacing(level=[Level.ENTRY.value]))
    paid = first(shown.replacing(sort="salary"))
    welcoming = shown.replacing(newcomers=list(Newcomers.values))
    in_all = total(everywhere, on_offer())
    invented_in_all = _invented(everywhere)
    counted = {
        "role": role,
        "is_here": is_here,
        "number": newest.total,
        "beginners": entry.total,
        "to_newcomers": total(welcoming, on_offer()),
        "invented": invented_in_all and _invented(shown),
        "real": in_all - invented_in_all,
        "countries": _countries(everywhere),
    }
    found = list(_looked_up({*newest.page, *entry.page, *paid.page}))
    stated = [row for row in found if row["pay_here"] is not None]
    best = {
        "place_by_level": _first_plain(row for row in found if row["is_entry"]),
        "place_by_pay": _first_plain(sorted(stated, key=lambda row: -row["pay_here"])),
    }
    return [
        {**row, **counted, **{name: int(row["pk"] == pk) for name, pk in best.items()}}
        for row in found
    ]


def _first_plain(rows: Iterable[Row]) -> int | None:
    """The first that stands in its place without being featured."""
    return next((row["pk"] for row in rows if not row["is_featured_now"]), None)


def _invented(search: ListingFilter) -> int:
    """How many of a search the demo made up; the database counts them, where there are any."""
    if not Listing.objects.filter(is_demo=True).exists():
        return 0
    return clusters(search.qs.filter(is_demo=True))


def _countries(search: ListingFilter) -> list[str]:
    """Countries of the cities in which there are openings; a city's label ends with the code."""
    return [*dict.fromkeys(one.label.rpartition(", ")[2] for one in all_values(search, "city"))]


def _looked_up(numbers: Iterable[int]) -> Iterator[Row]:
    """What decides between openings, the newest first: heads of clusters, as lists show them."""
    currency = identity.current().currency
    shown = Listing.objects.filter(pk__in=numbers).values(head=Coalesce("duplicate_of", "pk"))
    rows: QuerySet[Listing, dict[str, Any]] = (
        Listing.objects.live()
        .filter(pk__in=shown)
        .order_by("-posted_at", "-pk")
        .annotate(
            is_featured_now=is_featured(),
            pay_here=Case(When(pay_currency=currency, then=F("pay_yearly_midpoint"))),
        )
        .values("pk", "level", "is_featured_now", "pay_here")
    )
    for row in rows:
        yield {**row, "is_entry": row.pop("level") == Level.ENTRY}
