"""Reports by readers: when they freeze a posting, which wait, and what an editor decides.

Three readers in different networks within 7 days, or one editor, freeze a posting until an editor
decides. For a posting of a verified employer or of a source it takes six. A posting that an editor
has cleared is never frozen by readers again, and a company has a limit of automatic freezes a day:
beyond these, reports only stand in the editors' queue.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from jobboard.http import rate_limits
from listings import transitions
from listings.models import (
    ClosedReason,
    EventKind,
    Listing,
    Report,
    ReportedPosting,
    ReportOutcome,
    ReportReason,
    Status,
)
from listings.models.moderation import COUNTED, ENOUGH
from listings.transitions import EDITOR, READERS
from listings.transitions.rows import FREEZES

DAY = timedelta(days=1)
UNDECIDED_FOR = timedelta(hours=72)
NETWORKS_KEPT = timedelta(days=30)


@transaction.atomic
def report(
    posting: Listing, reason: str, text: str, network: str, *, is_editor: bool = False
) -> bool:
    """Save a report, and freeze the posting where the rules say so.

    ``network`` is as ``jobboard.http.networks`` names it.
    False, and nothing is saved, where this network has an open report of the posting already.
    The posting's row is locked, so that simultaneous reports are counted one by one.
    """
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if not is_editor and _has_reported(listing, network):
        return False
    Report.objects.create(
        listing=listing,
        reason=reason,
        text=text,
        network="" if is_editor else _hash(listing, network),
        at=timezone.now(),
    )
    by = _who_freezes(listing, is_editor=is_editor)
    if by:
        transitions.freeze(listing, by=by, reason=FREEZES[by])
    return True


def _who_freezes(listing: Listing, *, is_editor: bool) -> str:
    """Return who freezes it after this report; empty for nobody, or where it is frozen already."""
    if listing.frozen_at is not None or listing.status != Status.PUBLISHED:
        return ""
    if is_editor:
        return EDITOR
    return READERS if _is_enough(listing) and _may_freeze(listing) else ""


def _is_enough(listing: Listing) -> bool:
    if listing.cleared_at is not None:
        return False
    return _count(listing) >= (2 * ENOUGH if _is_vouched_for(listing) else ENOUGH)


def _is_vouched_for(listing: Listing) -> bool:
    """Whether a source lists it, or its sender is a verified member of the company."""
    if listing.source_id is not None:
        return True
    members = listing.company.members.filter(verified_at__isnull=False)
    return members.filter(user=listing.submitted_by_id).exists()


def _may_freeze(listing: Listing) -> bool:
    company = f"company {listing.company_id}"
    most = settings.LIMITS.freezes_company
    return rate_limits.spend("automatic freeze", company, limit=most, window=DAY)


def _count(listing: Listing) -> int:
    """Count the networks with an open report of the last 7 days, since the last review ended."""
    opened = Report.objects.filter(listing=listing, settled_at=None, at__gt=_counts_since(listing))
    return opened.exclude(network="").count()


def _counts_since(listing: Listing) -> datetime:
    last = listing.events.filter(kind=EventKind.UNFROZEN).order_by("at").last()
    week_ago = timezone.now() - COUNTED
    return max(week_ago, last.at) if last else week_ago


def _has_reported(listing: Listing, network: str) -> bool:
    known = [_hash(listing, network, periods_ago=ago) for ago in (0, 1)]
    return Report.objects.filter(listing=listing, settled_at=None, network__in=known).exists()


def _hash(listing: Listing, network: str, *, periods_ago: int = 0) -> str:
    """Hash a network anew for each posting, so that its other reports cannot be found by it."""
    return rate_limits.key_of(f"report {listing.pk}", network, periods_ago=periods_ago)


@transaction.atomic
def clear(listing: Listing) -> None:
    """Show it again and settle its reports; readers cannot freeze it any more."""
    transitions.clear(listing)
    _settle(listing, ReportOutcome.CLEARED)


@transaction.atomic
def remove(listing: Listing, reason: ClosedReason = ClosedReason.BLOCKED) -> None:
    """Close it and settle its reports as upheld."""
    if listing.frozen_at:
        transitions.unfreeze(listing)
    transitions.close(listing, reason, by=EDITOR)
    _settle(listing, ReportOutcome.UPHELD)


def _settle(listing: Listing, how: ReportOutcome) -> None:
    opened = Report.objects.filter(listing=listing, settled_at=None)
    opened.update(settled_at=timezone.now(), settled_as=how)


def ends_at(listing: Listing, reasons: Iterable[str]) -> datetime | None:
    """Return when an automatic freeze ends by itself, or None; ``reasons`` of open reports."""
    if listing.frozen_at is None or listing.frozen_by != READERS:
        return None
    is_scam = leading(reasons) == ReportReason.SCAM
    return None if is_scam else listing.frozen_at + UNDECIDED_FOR


def leading(reasons: Iterable[str]) -> str:
    """Return the most frequent reason; of equally frequent ones, scam first."""
    counts = Counter(reasons)
    return max(counts, key=lambda name: (counts[name], name == ReportReason.SCAM), default="")


def end_undecided_freezes() -> int:
    """End automatic freezes of more than 72 h, but for suspected scams; return how many.

    The reports stay in the queue; only new ones can freeze the posting again.
    """
    since = timezone.now() - UNDECIDED_FOR
    due = Listing.objects.filter(
        status=Status.PUBLISHED, frozen_by=READERS, frozen_at__lte=since
    ).values_list("pk", flat=True)
    return sum(_end_freeze(pk) for pk in list(due))


@transaction.atomic
def _end_freeze(pk: int) -> bool:
    """End one, unless an editor has decided meanwhile."""
    locked = Listing.objects.select_for_update(of=("self",)).filter(pk=pk, frozen_by=READERS)
    listing = locked.first()
    opened = Report.objects.filter(listing=pk, settled_at=None)
    if listing is None or ends_at(listing, opened.values_list("reason", flat=True)) is None:
        return False
    transitions.unfreeze(listing)
    return True


def forget_networks() -> int:
    """Empty the hashes of networks after 30 days; return how many."""
    old = Report.objects.filter(at__lte=timezone.now() - NETWORKS_KEPT).exclude(network="")
    return old.update(network="")


def reported() -> QuerySet[ReportedPosting]:
    """Under review first, then those with most reports; annotated with count and latest."""
    opened = Q(reports__settled_at=None)
    return (
        ReportedPosting.objects.filter(status=Status.PUBLISHED, company__blocked_at__isnull=True)
        .annotate(
            report_count=Count("reports", filter=opened),
            reported_at=Max("reports__at", filter=opened),
        )
        .filter(report_count__gt=0)
        .order_by(F("frozen_at").desc(nulls_last=True), "-report_count", "-reported_at", "-pk")
    )
