"""Pages of figures change only with a figure, a role, or the program: else they answer 304."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.http import quote_etag

from jobboard.http.conditional import Version, unless_unchanged
from jobboard.site import dates, identity
from listings.models import (
    Company,
    Demand,
    Listing,
    ListingPlace,
    PayDifference,
    Place,
    Skill,
    Statistic,
)
from roles.models import Role, Term


def version_of_figures(request: HttpRequest, **kwargs: str) -> Version:
    """Return the version of any page of figures; one query.

    The view finds in ``request.has_demo`` whether the board holds invented companies.
    """
    etag, changed_at, request.has_demo = state()  # type: ignore[attr-defined]  # ours
    return Version(etag, int(changed_at.timestamp()))


unless_figures_unchanged = unless_unchanged(version_of_figures)


def state() -> tuple[str, datetime, bool]:
    """Return what the pages are made from as an ETag, when any of it last changed, and whether the
    board holds a demo.
    """
    demo = Company.objects.filter(is_demo=True).order_by("pk").values("pk")[:1]
    pay, demand = (
        model.objects.order_by("-taken_at").values("taken_at")[:1] for model in (Statistic, Demand)
    )
    found = Role.objects.aggregate(
        roles=Count("pk"),
        named=Max("updated_at"),
        pay=Max(Subquery(pay)),
        demand=Max(Subquery(demand)),
        demo=Max(Subquery(demo)),
    )
    times = [at for at in (*found.values(), _program()) if isinstance(at, datetime)]
    # the day: exchange rates of an order by pay
    parts = (*found.values(), dates.today(), _program(), identity.current().version)
    etag = quote_etag(sha256(repr(parts).encode()).hexdigest()[:24])
    return etag, max(times), found["demo"] is not None


@cache
def _program() -> datetime:
    """When what draws the pages was last changed; looked up once a process."""
    folders = (
        Path(__file__).parent,
        settings.BASE_DIR / "templates",
        settings.BASE_DIR / "static",
    )
    newest = max(path.stat().st_mtime for folder in folders for path in folder.rglob("*.*"))
    return datetime.fromtimestamp(newest, UTC)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Open postings that the figures leave out, and those that nobody made up."""

    invented: int
    real: int


def left_out(request: HttpRequest, *, is_demo: bool) -> LeftOut | None:
    """Count them; None where nothing is mixed or the figures are the demo's own.

    ``request`` has been through ``freshness``. No query where the board holds no demo.
    """
    if is_demo or not request.has_demo:  # type: ignore[attr-defined]
        return None
    live = Listing.objects.live().in_lists()
    invented = live.filter(is_demo=True).count()
    return LeftOut(invented, live.count() - invented) if invented else None


def rows_about(about: QuerySet[Any]) -> list[QuerySet[Any]]:
    """Return the rows behind the openings, figures and shares of roles, or the demand of a term.

    Which postings are live is asked anew each time, since it changes with the clock. Of their
    companies, places and skills more is looked at than shown, which is cheaper than choosing.
    """
    live = Listing.objects.live().in_lists()
    if about.model is Term:
        return [
            live.filter(skills__term__in=about),
            Skill.objects.filter(term__in=about),
            Demand.objects.order_by("-taken_at")[:1],  # which roles ask for it
        ]
    links = Listing.roles.through.objects.filter(role__in=about)
    postings = links.values("listing")
    return [
        links,
        live.filter(pk__in=postings),
        live.featured().filter(pk__in=postings),  # a grant runs out without a change of its row
        ListingPlace.objects.filter(listing__in=postings),
        Company.objects.filter(listings__in=postings),
        Place.objects.filter(listings__in=postings),
        Skill.objects.all(),
        Statistic.objects.latest_snapshots().filter(role__in=about),
        Demand.objects.latest_snapshots().filter(role__in=about),
        PayDifference.objects.latest_snapshots().filter(role__in=about, other__in=about),
        Statistic.objects.order_by("-taken_at")[:1],  # figures in texts may be of any role
        Demand.objects.order_by("-taken_at")[:1],
    ]
