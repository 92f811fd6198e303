"""Openings of roles beside their articles: the first few of each, and how many there are.

One statement looks at all of them in the database and returns a few rows, so that a role with
thirty thousand openings costs no more to read than one with thirty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from listings.models import Listing, ListingPlace
from listings.models.listing_queryset import is_featured, remote_in, with_featured_first


@dataclass(slots=True)
class Openings:
    """``first`` are keys in the order of a list; ``real`` counts those nobody made up."""

    first: list[int] = field(default_factory=list)
    number: int = 0
    real: int = 0
    invented: int = 0  # of ``number``
    are_elsewhere: bool = False  # none in the country, though others of these roles have some


@dataclass(frozen=True, slots=True)
class Found:
    """``countries`` are those in which the roles have openings, whichever was asked for.

    ``is_wider``: none of them has an opening in the country, so these are from everywhere.
    """

    of: dict[int, Openings]
    countries: tuple[str, ...] = ()
    is_wider: bool = False


def openings_of(roles: Sequence[int], country: str, first: int) -> Found:
    """Return the openings in a country, or open to it; everywhere for an empty code. One query."""
    found = {role: Openings() for role in roles}
    if not roles:
        return Found(found)
    rows = list(_rows(roles, country).filter(place__lte=first))
    is_wider = bool(rows) and not any(row["is_here"] for row in rows)
    for role, openings in found.items():
        own = [row for row in rows if row["role"] == role]
        shown = [row for row in own if row["is_here"] or is_wider]
        newest = [(row["pk"], row["is_featured_now"]) for row in shown]
        openings.first = with_featured_first(newest)[:first]
        openings.number = shown[0]["number"] if shown else 0
        openings.real = own[0]["real"] if own else 0
        openings.invented = shown[0]["invented"] if shown else 0
        openings.are_elsewhere = bool(own) and not shown
    return Found(found, tuple(rows[0]["countries"]) if rows else (), is_wider)


def _rows(roles: Sequence[int], country: str) -> Any:
    """Openings, the newest first, each with its place among the featured or among the others."""
    live = Listing.objects.live().in_lists().filter(roles__in=roles)
    links = ListingPlace.objects.filter(listing__in=live.order_by().values("pk")).order_by()
    here = ["roles", "is_here"]
    newest = [F("posted_at").desc(), F("pk").desc()]
    return (
        live.annotate(role=F("roles"), is_here=_is_in(country), is_featured_now=is_featured())
        .annotate(
            place=Window(RowNumber(), [*here, "is_featured_now"], newest),
            number=Window(Count("pk"), here),
            invented=Window(Count("pk", filter=Q(is_demo=True)), here),
            real=Window(Count("pk", filter=Q(is_demo=False)), ["roles"]),
            countries=ArraySubquery(links.values("place__country").distinct()),
        )
        .order_by(*newest)
        .values(
            "role", "pk", "is_here", "is_featured_now", "number", "invented", "real", "countries"
        )
    )


def _is_in(country: str) -> Value | Case:
    if not country:
        return Value(value=True)
    placed = ListingPlace.objects.filter(listing=OuterRef("pk"), place__country=country)
    is_in = When(remote_in([country]) | Q(Exists(placed)), then=Value(value=True))
    return Case(is_in, default=Value(value=False), output_field=BooleanField())
