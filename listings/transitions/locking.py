"""The row of a posting, locked and read anew before anything happens to it."""

from listings.models import Listing, Status, WrongStateError

EDITOR, READERS, TIME = "editor", "readers", "time"
# what a step asks about, or writes
ASKED = (
    *("status", "closed_reason", "closed_by", "closed_at", "posted_at", "expires_at"),
    *("verified_at", "frozen_at", "frozen_by", "frozen_reason", "cleared_at", "edited_fields"),
    *("run_days", "apply_by_on", "submitted_at", "contact_email", "updated_at", "company_id"),
)


def hold(listing: Listing, *states: Status) -> None:
    """Lock its row until the transaction ends and read it anew; refuse any other state."""
    rows = Listing.objects.select_related("company").select_for_update(of=("self",))
    row = rows.get(pk=listing.pk)
    for name in ASKED:
        setattr(listing, name, getattr(row, name))
    listing.company = row.company
    if row.status not in states:
        raise WrongStateError(f"This posting is {row.get_status_display().lower()} by now.")
