"""Which rows the evidence of a page is made of: their versions say whether it has changed."""

from typing import Any

from django.db.models import QuerySet

from listings.models import Company, Demand, Listing, ListingPlace, Place, Skill, Statistic
from roles.models import Term


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
        Statistic.objects.order_by("-taken_at")[:1],  # figures in texts may be of any role
        Demand.objects.order_by("-taken_at")[:1],
    ]
