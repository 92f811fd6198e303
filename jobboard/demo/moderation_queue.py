"""Postings and a report that wait in the demo board's moderation queue.

They are made by the same functions as people's, so the checks and signals beside them are real.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from jobboard.demo.catalogue import TomlTable
from jobboard.demo.rows import city_rows
from jobboard.models import User
from listings.employers.confirmation import become_posting
from listings.employers.forms import PostingForm
from listings.employers.revisions import send_edit
from listings.employers.services import typed_of
from listings.models import Company, Listing, PostingDraft, PostingRevision, Purpose, Status
from listings.models.moderation import Report
from listings.moderation.reports import ReportInput, report
from listings.transitions import rows

REST = timedelta(days=1)  # an empty queue stays empty for this long
NETWORK = "203.0.113.0/24"  # set apart for examples, RFC 5737


@transaction.atomic
def fill_queue(content: TomlTable, now: datetime) -> int:
    """Fill the queue unless something of the demo waits there; return how many postings came in."""
    sent = Listing.objects.filter(is_demo=True, submitted_at__isnull=False)
    edits = PostingRevision.objects.pending().filter(listing__is_demo=True)
    is_busy = sent.filter(status=Status.PENDING).exists() or edits.exists()
    if is_busy or sent.filter(submitted_at__gt=now - REST).exists():
        return 0
    city_rows({place for entry in content["posting"] for place in entry["form"].get("places", ())})
    for entry in content["posting"]:
        _receive(entry, now)
    _complain(content["report"])
    return len(content["posting"])


def _receive(entry: TomlTable, now: datetime) -> None:
    email = entry["email"]
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email, name=entry["name"], is_demo=True)
    data = _with_skills({**entry["form"], "email": email, "contact_name": entry["name"]})
    listing = _confirmed(data, email)
    at = now - timedelta(hours=entry["hours_ago"])
    _mark(listing, at)
    if "edit" in entry:
        rows.approve(listing, at=at)
        _edit(listing, user, entry["edit"])


def _with_skills(data: dict[str, Any]) -> dict[str, Any]:
    """Tick the skills that the text names, as the form offers them."""
    skills = list(PostingForm(data).reading.suggested)
    return {**data, "skills": skills, "seen_skills": skills}


def _confirmed(data: dict[str, Any], email: str) -> Listing:
    draft = PostingDraft.objects.create(data=data, email=email, nonce=f"demo {email}")
    listing = become_posting(draft, email)
    draft.delete()
    return listing


def _mark(listing: Listing, at: datetime) -> None:
    """Make it the demo's, and as old as it should look."""
    listing.is_demo, listing.submitted_at, listing.first_seen_at = True, at, at
    listing.save(update_fields=["is_demo", "submitted_at", "first_seen_at"])
    Company.objects.filter(pk=listing.company_id, is_approved=False).update(is_demo=True)


def _edit(listing: Listing, user: User, changes: TomlTable) -> None:
    data = _with_skills({**typed_of(listing), **changes})
    draft = PostingDraft.objects.create(
        data=data,
        email=user.email,
        owner=user,
        listing=listing,
        purpose=Purpose.EDIT,
        nonce=f"demo edit {listing.pk}",
    )
    form = PostingForm(data)
    if not form.is_valid():
        raise ValueError(f"waiting.toml: {form.errors.as_text()}")
    send_edit(draft, form)
    draft.delete()


def _complain(said: TomlTable) -> None:
    """A reader reports the newest posting of the demo that gives pay and has no report yet."""
    reported = Report.objects.filter(listing=OuterRef("pk"))
    live = Listing.objects.live().filter(
        ~Exists(reported), is_demo=True, submitted_at=None, pay_minimum__isnull=False
    )
    if listing := live.order_by("-posted_at", "-pk").first():
        report(listing, ReportInput(said["reason"], said["text"], NETWORK))
