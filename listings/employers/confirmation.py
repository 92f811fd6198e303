"""Confirming an address by mail, after which a draft becomes a posting in the editors' queue."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from jobboard import mail
from jobboard.http import rate_limits
from jobboard.models import User
from jobboard.site import dates
from listings import transitions
from listings.employers.company import company_for
from listings.employers.forms import PostingForm
from listings.employers.services import write
from listings.models import (
    Confirmation,
    EventKind,
    Listing,
    PostingDraft,
    Purpose,
    Status,
)
from listings.models.posting_draft import VALID_FOR
from listings.moderation import signals


class NoLongerValidError(ValueError):
    """A draft that was valid when it was sent is not any more, such as when a day is over."""


def confirmation_of(draft: PostingDraft) -> Confirmation | None:
    """Return the confirmation of the draft's present address, open or not."""
    return draft.confirmations.filter(email=draft.email).first()


@transaction.atomic
def ask(draft: PostingDraft, *, again: bool = False, asked_from: str = "") -> Confirmation | None:
    """Send a code and a link to the draft's address, unless an open one was sent there already.

    ``again`` sends another one. A new code ends earlier ones; None where the limit is reached.
    ``asked_from`` is who asks, a network or a person.
    """
    draft = PostingDraft.objects.select_for_update().get(pk=draft.pk)
    known = confirmation_of(draft)
    if known and known.is_open and not again:
        return known
    confirmation = known or Confirmation(draft=draft, email=draft.email)
    if not confirmation.may_send or has_all_mails(draft):
        return None
    _send(confirmation, rate_limits.key_of("asked from", asked_from))
    return confirmation


def needs_mail(draft: PostingDraft) -> bool:
    """Tell whether ``ask`` would send a mail: there is no open code for the draft's address."""
    return not draft.confirmations.open().filter(email=draft.email).exists()


def has_all_mails(draft: PostingDraft) -> bool:
    """Tell whether the limit of codes for one draft, over all addresses, is reached."""
    sent = draft.confirmations.aggregate(sent=Sum("sent_count"))["sent"] or 0
    return bool(sent >= settings.LIMITS.codes_posting)


def _send(confirmation: Confirmation, asked_from: str) -> None:
    for earlier in confirmation.draft.confirmations.all():
        mail.withdraw(mail_key(earlier))
    code, token = confirmation.renew()
    confirmation.save()
    data = confirmation.draft.data
    facts = {
        "title": data.get("title", ""),
        "company": data.get("company_name", ""),
        "code": code,
        "confirm_url": settings.SITE_URL + reverse("posting-confirm-link", args=[token]),
        "hours": str(int(VALID_FOR.total_seconds() // 3600)),
    }
    mail.enqueue(
        "posting-received",
        confirmation.email,
        facts,
        key=mail_key(confirmation),
        asked_from=asked_from,
    )


def mail_key(confirmation: Confirmation) -> str:
    """Return the key of the newest mail of a confirmation."""
    return f"posting-received:{confirmation.pk}:{confirmation.sent_count}"


@transaction.atomic
def confirm(confirmation: Confirmation) -> Listing:
    """Mark an address as confirmed and make the posting; a second call returns the same one."""
    listing = become_posting(confirmation.draft, confirmation.email)
    if confirmation.confirmed_at is None:
        confirmation.confirmed_at = timezone.now()
        confirmation.save(update_fields=["confirmed_at"])
        mail.answered(confirmation.email)
    return listing


@transaction.atomic
def become_posting(draft: PostingDraft, email: str) -> Listing:
    """Make the posting of a draft whose address is confirmed; a second call returns the same one.

    Raises ``NoLongerValidError`` where its sender has to change something first.
    """
    draft = PostingDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.became is not None:
        return draft.became
    form = PostingForm(draft.data)
    if not form.is_valid():
        raise NoLongerValidError("Something needs to be changed first.")
    user = user_of(email)
    User.objects.select_for_update().get(pk=user.pk)  # a second posting finds the first's company
    listing = _make(form, user, email)
    draft.became, draft.owner = listing, draft.owner or user
    draft.sent_at = timezone.now()
    draft.save(update_fields=["became", "owner", "sent_at", "updated_at"])
    _note_signals(listing, draft)
    _note_old_date(listing, draft)
    return listing


def user_of(email: str) -> User:
    """Return the user of a confirmed address, created without a password if there is none."""
    if user := User.objects.filter(email__iexact=email).first():
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:  # made by another request at this moment
        return User.objects.get(email__iexact=email)


def _make(form: PostingForm, user: User, email: str) -> Listing:
    clean = form.cleaned_data
    company = company_for(user, email, clean)
    listing = Listing(company=company, status=Status.UNCONFIRMED, submitted_by=user)
    listing.contact_email = email
    write(listing, clean)
    transitions.confirm(listing)
    return listing


def _note_signals(listing: Listing, draft: PostingDraft) -> None:
    found = (*draft.signals, *signals.of_posting(listing), *signals.of_answers(draft.data))
    signals.add_notes(listing, found)


def _note_old_date(listing: Listing, draft: PostingDraft) -> None:
    """Log when a posting that is posted again was first posted."""
    before = draft.listing
    if draft.purpose == Purpose.AGAIN and before and before.posted_at:
        day = dates.long(before.posted_at)
        listing.log(EventKind.REPOSTED, reason=f"first posted on {day}")
