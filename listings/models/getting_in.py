"""How hard it is to get in: what the postings of a queryset ask of beginners."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, FloatField, Q

from listings.models.choices import Degree, Level
from listings.models.share import Share

if TYPE_CHECKING:
    from listings.models.listing_queryset import ListingQuerySet

MIN_POSTINGS = 5
MIN_EMPLOYERS = 3


@dataclass(frozen=True, slots=True)
class MedianYears:
    """The median of the years of experience that ``n`` postings state."""

    median: float
    n: int
    employers: int


@dataclass(frozen=True, slots=True)
class GettingIn:
    """Each figure is None where fewer than 5 postings or 3 employers stand behind it.

    ``entry``: entry-level among the postings that state a level. ``years``: of those that state
    years. ``degree``: those that insist on one among all ``n``, since silence insists on nothing.
    """

    n: int
    employers: int
    entry: Share | None
    years: MedianYears | None
    degree: Share | None


class Median(Aggregate):
    """The middle of the values that are not null, or the mean of the two middle ones."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def getting_in(postings: "ListingQuerySet") -> GettingIn:
    """Count in one statement; each posting once, whatever joins the queryset has."""
    return _figures(_alone(postings).aggregate(**_counted()))


def getting_in_by_role(postings: "ListingQuerySet", roles: Collection[int]) -> dict[int, GettingIn]:
    """Count for each of the roles, by its key, in one statement; a role without any is absent."""
    rows = _alone(postings).filter(roles__in=roles).order_by().values("roles")
    return {row["roles"]: _figures(row) for row in rows.annotate(**_counted())}


def _alone(postings: "ListingQuerySet") -> "ListingQuerySet":
    numbers = postings.order_by().values("pk")
    return postings.model._default_manager.filter(pk__in=numbers)  # noqa: SLF001


def _counted() -> dict[str, Aggregate]:
    levelled, with_years = ~Q(level=""), Q(years_asked__isnull=False)
    return {
        "n": Count("pk"),
        "employers": _employers(),
        "entry": Count("pk", filter=Q(level=Level.ENTRY)),
        "levelled": Count("pk", filter=levelled),
        "levelled_employers": _employers(levelled),
        "years": Median("years_asked"),
        "with_years": Count("pk", filter=with_years),
        "with_years_employers": _employers(with_years),
        "degree": Count("pk", filter=Q(degree_asked=Degree.REQUIRED)),
    }


def _employers(condition: Q | None = None) -> Count:
    return Count("company", distinct=True, filter=condition)


def _figures(found: Mapping[str, Any]) -> GettingIn:
    n, employers = found["n"], found["employers"]
    levelled = (found["levelled"], found["levelled_employers"])
    with_years = (found["with_years"], found["with_years_employers"])
    return GettingIn(
        n=n,
        employers=employers,
        entry=Share(found["entry"], *levelled) if _is_enough(*levelled) else None,
        years=MedianYears(found["years"], *with_years) if _is_enough(*with_years) else None,
        degree=Share(found["degree"], n, employers) if _is_enough(n, employers) else None,
    )


def _is_enough(n: int, employers: int) -> bool:
    return n >= MIN_POSTINGS and employers >= MIN_EMPLOYERS
