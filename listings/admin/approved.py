"""What no editor has approved yet is read only by who moderates.

Writers and editors look up postings and companies for their texts; they get those that readers
could see. Lists, pages, history, autocomplete and search of the admin all start from here.
"""

from typing import Final

from django.http import HttpRequest

from jobboard.models import User
from listings.models.company import CompanyQuerySet
from listings.models.listing_queryset import ListingQuerySet

MODERATE_POSTINGS: Final = ("listings.change_listing", "listings.add_listing")
MODERATE_COMPANIES: Final = ("listings.change_company", *MODERATE_POSTINGS)


def may_read(request: HttpRequest, rows: ListingQuerySet) -> ListingQuerySet:
    """Return the postings among ``rows`` that the person may read in the admin."""
    return rows if _has_any(request, MODERATE_POSTINGS) else rows.public()


def may_read_companies(request: HttpRequest, rows: CompanyQuerySet) -> CompanyQuerySet:
    """Return the companies among ``rows`` that the person may read in the admin."""
    return rows if _has_any(request, MODERATE_COMPANIES) else rows.visible()


def _has_any(request: HttpRequest, permissions: tuple[str, ...]) -> bool:
    person = request.user
    return isinstance(person, User) and any(person.has_perm(name) for name in permissions)
