"""Demo users, with passwords that only the owner reads, and what waits for them in the queue.

There is one for each group and an administrator.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef

from jobboard.accounts.groups import GROUP_PERMISSIONS
from jobboard.demo.catalogue import TomlTable
from jobboard.demo.rows import city_rows
from jobboard.machine import write_whole
from jobboard.models import User
from listings.employers.forms import PostingForm
from listings.employers.revisions import send_edit
from listings.employers.services import become_posting, typed_of
from listings.models import Company, Listing, PostingDraft, PostingRevision, Purpose, Status
from listings.models.moderation import Report
from listings.moderation.reports import report
from listings.transitions import rows
from roles.models import Author

ADMINISTRATOR = "administrator"
FILE = "demo-users.txt"


def address_of(name: str) -> str:
    return f"{name}@demo.example"


@transaction.atomic
def make_users(var: Path) -> Path:
    """Make the demo users that are missing and return the file that holds their passwords.

    A user whose line is missing from the file gets a new password.
    """
    path = var / FILE
    known = _read(path)
    names = [*GROUP_PERMISSIONS, ADMINISTRATOR]
    for name in names:
        user = User.objects.filter(email=address_of(name)).first()
        if user is None:
            user = _new(name)
        elif name in known or not user.is_demo:
            continue
        known[name] = secrets.token_urlsafe(12)
        user.is_active = True
        user.set_password(known[name])
        user.save()
        if name != ADMINISTRATOR:
            user.groups.add(Group.objects.get(name=name))
    _tie_writer_to_author()
    _write(path, {name: known[name] for name in names if name in known})
    return path


def _tie_writer_to_author() -> None:
    """Give the demo’s writer guides to work on: those that came with the software."""
    writer = User.objects.get(email=address_of("writer"))
    free = Author.objects.filter(is_demo=True, user=None).order_by("slug").first()
    if free and not Author.objects.filter(user=writer).exists():
        free.user = writer
        free.save()


def forget_passwords(var: Path) -> None:
    """Delete the file of passwords: nobody can sign in with them any more."""
    (var / FILE).unlink(missing_ok=True)


def _new(name: str) -> User:
    return User(
        email=address_of(name),
        name=f"Demo {name}",
        is_staff=True,
        is_superuser=name == ADMINISTRATOR,
        is_demo=True,
    )


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = [line for line in lines if len(line) == 2 and "@" in line[0]]
    return {address.partition("@")[0]: password for address, password in pairs}


def _write(path: Path, passwords: dict[str, str]) -> None:
    lines = [f"{address_of(name)}  {password}" for name, password in passwords.items()]
    text = "\n".join(["Sign in at /admin/ with one of these:", "", *lines, ""])
    write_whole(path, text.encode())


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
        report(listing, said["reason"], said["text"], NETWORK)
