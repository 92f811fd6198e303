"""Personal data of employers: export and deletion."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jobboard import mail
from jobboard.models import OutgoingMail, User
from jobboard.models.mail import mailbox_of
from listings import transitions
from listings.editing.services import rebuild_words
from listings.employers.managing.state import EMPLOYER, state_of
from listings.employers.services import typed_of
from listings.models import (
    ClosedReason,
    Company,
    CompanyMember,
    CompanyRevision,
    Listing,
    ListingDay,
    ModerationNote,
    PostingDraft,
    PostingRevision,
    Status,
)
from listings.models.event import Seen
from listings.models.fields import POSTING_FIELDS
from listings.models.listing_queryset import ListingQuerySet

# what a form holds of the person who fills it in
OF_A_PERSON = tuple(row.form.name for row in POSTING_FIELDS if row.is_contact and row.form)
PERSONAL = tuple(row.column for row in POSTING_FIELDS if row.is_contact or row.may_name_somebody)
EMPTY = {column: getattr(Listing(), column) for column in PERSONAL}  # as in a posting without them


def export(user: User) -> dict[str, Any]:
    """Return all data about a user, serialisable as JSON."""
    return {
        "companies": [
            _company(member)
            for member in CompanyMember.objects.filter(user=user).select_related("company")
        ],
        "company_pages": list(
            CompanyRevision.objects.filter(submitted_by=user).values(
                "company__name", "description", "state", "submitted_at", "decided_at"
            )
        ),
        "postings": _postings(user),
        "drafts": list(_drafts(user).values("data", "purpose", "created_at", "updated_at")),
        "edits": list(
            PostingRevision.objects.filter(submitted_by=user).values(
                "listing", "before", "data", "state", "submitted_at", "decided_at"
            )
        ),
        "notes": list(_notes(user).values("listing", "author", "kind", "text", "at")),
        "mail": list(
            _mail(user).values("kind", "recipient", "subject", "text", "created_at", "sent_at")
        ),
    }


def forget(user: User) -> None:
    """Close open postings and delete or empty what is personal; facts of postings stay.

    Runs inside the transaction that deletes the user, and sends no mail itself.

    Postings that were never public are deleted; of others the text is emptied, since it may name
    somebody. A company is deleted if it was never public and nobody else belongs to it.
    """
    own = Listing.objects.filter(submitted_by=user)
    list(own.select_for_update(of=("self",)).values_list("pk", flat=True))
    companies = list(Company.objects.filter(members__user=user))
    _drafts(user).delete()
    _notes(user).delete()
    for email in {
        user.email,
        *own.exclude(contact_email="").values_list("contact_email", flat=True),
    }:
        mail.forget(email, timezone.now())
    own.filter(posted_at__isnull=True).delete()
    _forget_postings(own)
    _forget_edits(user)
    CompanyRevision.objects.pending().filter(submitted_by=user).delete()
    for company in companies:
        _forget_company(company, user)


def _company(member: CompanyMember) -> dict[str, Any]:
    return {
        "name": member.company.name,
        "since": member.created_at,
        "verified_at": member.verified_at,
        "verified_by_domain": member.verified_by_domain,
    }


def _postings(user: User) -> list[dict[str, Any]]:
    rows = Listing.objects.filter(submitted_by=user).with_public_state().order_by("pk")
    found = list(rows.select_related("company", "source"))
    seen = ListingDay.objects.totals(listing.pk for listing in found)
    return [_posting(listing, seen.get(listing.pk, Seen())) for listing in found]


def _posting(listing: Listing, seen: Seen) -> dict[str, Any]:
    return {
        "number": listing.pk,
        "state": state_of(listing).label,
        "posted_at": listing.posted_at,
        "closed_at": listing.closed_at,
        "expires_at": listing.expires_at,
        "views": seen.views,
        "apply_clicks": seen.apply_clicks,
        "as_typed": typed_of(listing),
    }


def _drafts(user: User) -> QuerySet[PostingDraft]:
    """Drafts of the user, and those that wait for a confirmation of their address."""
    alike = Q(email__iexact=user.email) | Q(confirmations__email__iexact=user.email)
    found = PostingDraft.objects.filter(alike).values_list("pk", "email", "confirmations__email")
    theirs = {pk for pk, *said in found if user.email in [str(one).lower() for one in said]}
    return PostingDraft.objects.filter(Q(owner=user) | Q(pk__in=theirs))


def _notes(user: User) -> QuerySet[ModerationNote]:
    return ModerationNote.objects.filter(Q(by=user) | Q(listing__submitted_by=user))


def _mail(user: User) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(mailbox=mailbox_of(user.email))


def _forget_postings(own: ListingQuerySet) -> None:
    PostingRevision.objects.filter(listing__in=own).delete()
    for listing in own:
        if listing.status == Status.PUBLISHED:
            transitions.close(listing, ClosedReason.WITHDRAWN, by=EMPLOYER)
    own.update(**EMPTY, updated_at=timezone.now())
    rebuild_words(own)


def _forget_edits(user: User) -> None:
    """Remove name and address from edits of colleagues' postings."""
    for revision in PostingRevision.objects.filter(submitted_by=user).select_for_update():
        for form in (revision.data, revision.before):
            for name in OF_A_PERSON:
                form.pop(name, None)
        revision.save(update_fields=["data", "before"])


def _forget_company(company: Company, user: User) -> None:
    is_shared = company.members.exclude(user=user).exists() or company.listings.exists()
    if not company.is_approved and not is_shared:
        company.delete()
