"""Which actions a posting's own page offers: those that can do something with it as it stands."""

from collections.abc import Callable

from jobboard.admin_forms.object_actions import Steps
from listings.models import Listing, Status


def _is_open(listing: Listing) -> bool:
    return listing.status == Status.PUBLISHED


def _is_closed(listing: Listing) -> bool:
    return listing.status == Status.CLOSED


def _is_frozen(listing: Listing) -> bool:
    return listing.frozen_at is not None


def _is_typed_here(listing: Listing) -> bool:
    """A draft of an editor's, not one that its employer has taken back."""
    return listing.status == Status.DRAFT and listing.submitted_at is None


FITS: dict[str, Callable[[Listing], bool]] = {
    "publish": lambda listing: listing.status == Status.PENDING or _is_typed_here(listing),
    "close_filled": _is_open,
    "close_withdrawn": _is_open,
    "reopen": _is_closed,
    "freeze": lambda listing: not _is_frozen(listing) and _is_open(listing),
    "give_reason": _is_frozen,
    "unfreeze": _is_frozen,
    "verify": _is_open,
    "feature_week": lambda listing: _is_open(listing) and not listing.is_featured,
    "feature_month": lambda listing: _is_open(listing) and not listing.is_featured,
    "stop_featuring": lambda listing: listing.is_featured,
    "leave_pay_out": lambda listing: listing.pay_quarantined_at is not None,
    "split_postings": lambda listing: listing.duplicate_of_id is not None,
}


class ListingSteps(Steps):
    """Buttons above the form of a posting."""

    def has_step(self, obj: Listing, name: str) -> bool:
        return name not in FITS or FITS[name](obj)

    def state_words(self, obj: Listing) -> str:
        """The words of the list's column, which the admin of postings has."""
        return str(self.state(obj))  # type: ignore[attr-defined]
