"""The address that mail about a posting goes to: it changes once the new one has proven itself.

An edit asks for it; a code goes to the new address, and whoever manages the posting types it in.
The old address is told.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.models import User
from listings.models import (
    Confirmation,
    Listing,
    ModerationNote,
    NoteFrom,
    NoteKind,
    PostingDraft,
    Purpose,
    WrongStateError,
)
from listings.models.confirmation import VALID_FOR

DAY = timedelta(days=1)
WRONG = "That is not the code of our newest mail to the new address."
OVER = "This code is no longer valid. Edit the posting and send the new address once more."


def waiting(listing: Listing) -> Confirmation | None:
    """Return the newest change of address that waits for its code."""
    asked = Confirmation.objects.open().filter(
        draft__listing=listing, draft__purpose=Purpose.EDIT, draft__sent_at__isnull=False
    )
    asked = asked.exclude(email__iexact=listing.contact_email).select_related("draft")
    return asked.order_by("-sent_at").first()


@transaction.atomic
def ask(draft: PostingDraft, listing: Listing, email: str) -> bool:
    """Send a code to the address that a sent edit names; False where nothing is to be asked.

    A newer edit takes the place of an older one's question.
    """
    owner = draft.owner
    older = Confirmation.objects.open().filter(draft__listing=listing, draft__purpose=Purpose.EDIT)
    older.exclude(draft=draft).update(expires_at=timezone.now())
    if owner is None or not email or email.lower() == listing.contact_email.lower():
        return False
    most = settings.CONTACT_CODES_A_DAY
    if not rate_limits.spend("contact-codes", str(owner.pk), limit=most, window=DAY):
        return False
    asked = Confirmation(draft=draft, email=email)
    code, _ = asked.renew()
    asked.save()
    facts = {"number": str(listing.pk), "code": code, "hours": str(VALID_FOR // timedelta(hours=1))}
    mail.enqueue(
        "contact-asked",
        email,
        facts,
        key=f"contact-asked:{asked.pk}",
        asked_from=rate_limits.key_of("asked from", f"person {owner.pk}"),
    )
    return True


def confirm(listing: Listing, typed: str, *, by: User) -> None:
    """Change the address if this is the code. Raises ``WrongStateError`` with what is wrong.

    A try counts whatever comes of it, so it stands in no transaction that an error would undo.
    """
    asked = waiting(listing)
    if asked is None or asked.is_dead:
        raise WrongStateError(OVER)
    if not asked.try_code(typed):
        raise WrongStateError(WRONG)
    _change(listing, asked, by)


@transaction.atomic
def _change(listing: Listing, asked: Confirmation, by: User) -> None:
    row = (
        Listing.objects.select_for_update(of=("self",)).select_related("company").get(pk=listing.pk)
    )
    old = row.contact_email
    Listing.objects.filter(pk=row.pk).update(contact_email=asked.email)
    asked.confirmed_at = timezone.now()
    asked.save(update_fields=["confirmed_at"])
    mail.answered(asked.email)
    ModerationNote.objects.create(
        listing=row,
        author=NoteFrom.EMPLOYER,
        by=by,
        kind=NoteKind.INTERNAL,
        text="Mail about this posting goes to another address now.",
    )
    if old:
        manage_url = settings.SITE_URL + reverse("own-posting", args=[row.pk])
        facts = {"title": row.title, "company": row.company.name, "manage_url": manage_url}
        mail.enqueue("contact-changed", old, facts, key=f"contact-changed:{asked.pk}")
