"""When reports take a posting off the lists by themselves. The rules are those of the market.

Three readers in different networks within 7 days, or one editor, freeze a posting until an editor
decides. One whose employer is verified, or that its own board still lists, is flagged first: it
takes three more. One that an editor has cleared is only ever flagged; so is what comes after
so many automatic freezes of a company in a day. A flag is a line in the desk's queue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobboard.http import rate_limits
from listings import transitions
from listings.models import EventKind, Listing, Report, ReportReason, Status
from listings.models.life import FREEZES
from listings.models.report import COUNTED, ENOUGH
from listings.transitions import EDITOR, READERS

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Word:
    """What one person says of a posting. ``network`` is as ``jobboard.http.networks`` names it."""

    reason: ReportReason | str
    text: str
    network: str
    is_editor: bool = False


@transaction.atomic
def report(posting: Listing, word: Word) -> bool:
    """Keep the word, and freeze the posting where the rules say so.

    False where this network has an open report of the posting already: then nothing changes.
    The posting's row is locked, so that reports at the same moment are counted one by one.
    """
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if not word.is_editor and _has_spoken(listing, word.network):
        return False
    Report.objects.create(
        listing=listing,
        reason=word.reason,
        text=word.text,
        network="" if word.is_editor else _hash(listing, word.network),
        at=timezone.now(),
    )
    by = _who_freezes(listing, word)
    if by:
        transitions.freeze(listing, by=by, reason=FREEZES[by])
    return True


def _who_freezes(listing: Listing, word: Word) -> str:
    """Return who takes it off the lists after this word; nobody where that is so already."""
    if listing.frozen_at is not None or listing.status != Status.PUBLISHED:
        return ""
    if word.is_editor:
        return EDITOR
    return READERS if _is_enough(listing) and _may_freeze(listing) else ""


def _is_enough(listing: Listing) -> bool:
    if listing.cleared_at is not None:
        return False
    return _count(listing) >= (2 * ENOUGH if _is_vouched_for(listing) else ENOUGH)


def _is_vouched_for(listing: Listing) -> bool:
    """Whether a source lists it, or who gave it to us speaks for the company."""
    if listing.source_id is not None:
        return True
    members = listing.company.members.filter(verified_at__isnull=False)
    return members.filter(user=listing.submitted_by_id).exists()


def _may_freeze(listing: Listing) -> bool:
    company = f"company {listing.company_id}"
    most = settings.LIMITS.freezes_company
    return rate_limits.spend("automatic freeze", company, limit=most, window=DAY)


def _count(listing: Listing) -> int:
    """How many networks have an open report of the last 7 days, since the last review ended."""
    opened = Report.objects.filter(listing=listing, settled_at=None, at__gt=_counts_since(listing))
    return opened.exclude(network="").count()


def _counts_since(listing: Listing) -> datetime:
    last = listing.events.filter(kind=EventKind.UNFROZEN).order_by("at").last()
    week_ago = timezone.now() - COUNTED
    return max(week_ago, last.at) if last else week_ago


def _has_spoken(listing: Listing, network: str) -> bool:
    known = [_hash(listing, network, periods_ago=ago) for ago in (0, 1)]
    return Report.objects.filter(listing=listing, settled_at=None, network__in=known).exists()


def _hash(listing: Listing, network: str, *, periods_ago: int = 0) -> str:
    """A hash of its own for each posting: nobody can tell what else a network has reported."""
    return rate_limits.key_of(f"report {listing.pk}", network, periods_ago=periods_ago)
