"""The states that editors filter lists by, and what waits for them, each with its list."""

from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.urls import reverse

from jobboard.admin_forms.list_filters import Condition, ConditionFilter
from jobboard.models import User
from listings.models import CompanyRevision, Listing, PostingRevision, Source, Status
from listings.models.listing_queryset import is_live
from listings.moderation.reports import reported
from roles.admin.state import Waiting

STATES = {
    "live": Condition("Live", is_live()),
    "pending": Condition("Waits for approval", Q(status=Status.PENDING)),
    "frozen": Condition("Under review (frozen)", Q(frozen_at__isnull=False)),
    "unexplained": Condition(
        "Under review, and nobody said why", Q(frozen_at__isnull=False, frozen_reason="")
    ),
    "quarantine": Condition("Pay in quarantine", Q(pay_quarantined_at__isnull=False)),
    "featured": Condition("Featured now", Q(featured_until__gt=Now())),
    "expired": Condition("Run out", Q(status=Status.PUBLISHED, expires_at__lte=Now())),
    "closed": Condition("Closed", Q(status=Status.CLOSED)),
    "duplicate": Condition("Stands under another posting", Q(duplicate_of__isnull=False)),
    "edited": Condition("Edited by a person", ~Q(edited_fields=[])),
}

SOURCE_STATES = {
    "failed": Condition("Last sync failed", ~Q(last_error="")),
    "held": Condition("Withholds closings", ~Q(withheld_external_ids=[])),
    "enabled": Condition("Enabled", Q(is_enabled=True)),
    "disabled": Condition("Disabled", Q(is_enabled=False)),
}

COMPANY_STATES = {
    "blocked": Condition("Blocked", Q(blocked_at__isnull=False)),
    "visible": Condition("Visible", Q(blocked_at__isnull=True, is_approved=True)),
    "proposed": Condition("Proposed by an employer", Q(is_approved=False)),
    "edited": Condition("Edited by a person", ~Q(edited_fields=[])),
}


class StateFilter(ConditionFilter):
    title = parameter_name = "state"


class ListingStateFilter(StateFilter):
    conditions = STATES


class SourceStateFilter(StateFilter):
    conditions = SOURCE_STATES


class CompanyStateFilter(StateFilter):
    conditions = COMPANY_STATES


QUEUE = "Postings and edits to approve"
LISTINGS = {
    "frozen": "Postings under review",
    "quarantine": "Postings whose pay is in quarantine",
}
SOURCES = {
    "failed": "Sources whose last sync failed",
    "held": "Sources with postings that a sync would close",
}


def waiting_for(user: User | AbstractBaseUser | AnonymousUser) -> list[Waiting]:
    """What waits, as far as the user may see it; at most six queries."""
    found: list[Waiting] = []
    if isinstance(user, User) and user.has_perm("listings.change_listing"):
        found.append(Waiting(QUEUE, _in_queue(), reverse("admin:listings_listing_queue")))
    if isinstance(user, User) and user.has_perm("listings.view_listing"):
        counts = Listing.objects.aggregate(**_counts({name: STATES[name].q for name in LISTINGS}))
        found += _lines("listing", LISTINGS, counts)
    if isinstance(user, User) and user.has_perm("listings.view_reportedposting"):
        url = reverse("admin:listings_reportedposting_changelist")
        found.append(Waiting("Postings that readers report", reported().count(), url))
    if isinstance(user, User) and user.has_perm("listings.view_companyrevision"):
        url = f"{reverse('admin:listings_companyrevision_changelist')}?state__exact=pending"
        number = CompanyRevision.objects.pending().count()
        found.append(Waiting("Company pages to approve", number, url))
    if isinstance(user, User) and user.has_perm("listings.view_source"):
        conditions = {name: SOURCE_STATES[name].q for name in SOURCES}
        found += _lines("source", SOURCES, Source.objects.aggregate(**_counts(conditions)))
    return found


def _in_queue() -> int:
    return Listing.objects.waiting().count() + PostingRevision.objects.pending().count()


def _counts(conditions: dict[str, Q]) -> dict[str, Count]:
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def _lines(model: str, labels: dict[str, str], counts: dict[str, int]) -> list[Waiting]:
    url = reverse(f"admin:listings_{model}_changelist")
    return [
        Waiting(label, counts[name], f"{url}?{urlencode({'state': name})}")
        for name, label in labels.items()
    ]
