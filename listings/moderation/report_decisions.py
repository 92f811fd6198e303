"""What editors decide about reported postings, and what time decides where they do not."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from listings import transitions
from listings.models import ClosedReason, Listing, Report, ReportReason, Settled, Status
from listings.models.life import FREEZES
from listings.transitions import EDITOR, READERS

UNDECIDED_FOR = timedelta(hours=72)
NETWORKS_KEPT = timedelta(days=30)


@transaction.atomic
def clear(listing: Listing) -> None:
    """Nothing is wrong: show it again, and let readers freeze it no more."""
    listing.cleared_at = timezone.now()
    listing.save(update_fields=["cleared_at", "updated_at"])
    if listing.frozen_at:
        transitions.unfreeze(listing)
    _settle(listing, Settled.CLEARED)


@transaction.atomic
def hold(listing: Listing) -> None:
    """Keep it off the lists until an editor has decided, however long that takes."""
    if listing.frozen_at is None:
        transitions.freeze(listing, by=EDITOR, reason=FREEZES[EDITOR])
    elif listing.frozen_by != EDITOR:
        listing.frozen_by = EDITOR
        listing.save(update_fields=["frozen_by", "updated_at"])


@transaction.atomic
def remove(listing: Listing, reason: ClosedReason = ClosedReason.BLOCKED) -> None:
    """The readers are right: close it."""
    if listing.frozen_at:
        transitions.unfreeze(listing)
    transitions.close(listing, reason, by=EDITOR)
    _settle(listing, Settled.UPHELD)


def _settle(listing: Listing, how: Settled) -> None:
    opened = Report.objects.filter(listing=listing, settled_at=None)
    opened.update(settled_at=timezone.now(), settled_as=how)


def ends_at(listing: Listing, reasons: Iterable[str]) -> datetime | None:
    """When an automatic freeze ends by itself, given the open reports' reasons; None for never."""
    if listing.frozen_at is None or listing.frozen_by != READERS:
        return None
    is_scam = leading(reasons) == ReportReason.SCAM
    return None if is_scam else listing.frozen_at + UNDECIDED_FOR


def leading(reasons: Iterable[str]) -> str:
    """Return the most frequent reason; of equals, a scam is the one."""
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
    """End one, unless an editor was faster."""
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
