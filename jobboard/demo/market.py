"""The demo market: loaded, brought up to date as days pass, and taken away again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Max, Model, OuterRef, QuerySet
from tqdm import tqdm

from jobboard.content.rows import MODELS
from jobboard.demo.catalogue import Catalogue, catalogue
from jobboard.demo.drafts import DemoPosting, drafts_of, lifecycle_of
from jobboard.demo.rows import PostingWriter, company_rows
from jobboard.models import ShippedText, User
from listings import transitions
from listings.models import ClosedReason, Company, Listing, Status
from roles.models import Author, Guide, Role, Series, Term

BATCH = 500


@dataclass(frozen=True, slots=True)
class MarketChange:
    """What a run did to the demo's postings."""

    published: int
    closed: int
    live: int


def load(now: datetime, content: Catalogue | None = None, *, quiet: bool = False) -> MarketChange:
    """Fill an empty demo market as of ``now``; one that exists moves on instead."""
    return _move(content or catalogue(), now, quiet=quiet)


def refresh(now: datetime, content: Catalogue | None = None) -> MarketChange:
    """Close what has run out and publish what came since the last run. No date is ever moved."""
    if not stands():
        return MarketChange(0, 0, 0)
    return _move(content or catalogue(), now, quiet=True)


def stands() -> bool:
    """Tell whether there is a demo: what outlives a removal, edited or frozen postings, is none."""
    return _latest(Listing.objects.filter(is_demo=True)) is not None


@transaction.atomic
def _move(content: Catalogue, now: datetime, *, quiet: bool) -> MarketChange:
    demo = Listing.objects.filter(is_demo=True)
    latest = _latest(demo)
    closed = _move_on(content, now)
    there = set(demo.values_list("posted_at", flat=True))
    drafts = [
        draft for draft in _drafts_since(content, latest, now) if draft.posted_at not in there
    ]
    published = 0
    if drafts:
        writer = PostingWriter(content, company_rows(content), now)
        with tqdm(total=len(drafts), desc="Postings", unit="", disable=quiet) as progress:
            for part in batched(drafts, BATCH):
                published += writer.write(part)
                progress.update(len(part))
    return MarketChange(published, closed, demo.live().count())


def _latest(demo: QuerySet[Listing]) -> datetime | None:
    """When the market moved last; None where only edited or frozen postings outlived a removal."""
    made = demo.filter(submitted_at=None)  # what waits for moderation has its own time
    if not made.filter(edited_fields=[], frozen_at__isnull=True).exists():
        return None
    latest: datetime | None = made.aggregate(at=Max("first_seen_at"))["at"]
    return latest


def _drafts_since(
    content: Catalogue, latest: datetime | None, now: datetime
) -> Iterator[DemoPosting]:
    """Postings from after ``latest`` up to ``now``, of the past year at most."""
    shapes = content.shapes
    today = now.date()
    for ago in range(shapes["history_days"], -1, -1):
        day = today - timedelta(days=ago)
        if latest and day < latest.date():
            continue
        for draft in drafts_of(content, day, thinned=ago > shapes["live_days"]):
            if draft.posted_at <= now and (latest is None or draft.posted_at > latest):
                yield draft


def _move_on(content: Catalogue, now: datetime) -> int:
    """Let what is published go through its lifecycle, but for what a person edited or froze."""
    rows = Listing.objects.filter(
        is_demo=True, status=Status.PUBLISHED, edited_fields=[], frozen_at__isnull=True
    ).only("title", "posted_at", "expires_at", "verified_at")
    ends: dict[int, tuple[datetime, ClosedReason]] = {}
    verified: dict[int, datetime] = {}
    for row in rows.exclude(expires_at=None):
        if row.posted_at and row.expires_at:
            lifecycle = lifecycle_of(content.shapes, row.title, row.posted_at, row.expires_at)
            if lifecycle.verified_at and lifecycle.verified_at <= now and not row.verified_at:
                verified[row.pk] = lifecycle.verified_at
            if lifecycle.ends_at <= now:
                ends[row.pk] = lifecycle.ends_at, lifecycle.reason
    transitions.verify_each(verified)
    return len(transitions.close_each(ends))


@dataclass(slots=True)
class Removed:
    """How many rows went, and a line for each kind of row that stayed."""

    postings: int = 0
    companies: int = 0
    guides: int = 0
    terms: int = 0
    roles: int = 0
    users: int = 0
    kept: list[str] = field(default_factory=list)


def is_shown() -> bool:
    """Tell whether visitors see postings of the demo, or its users can sign in."""
    postings = Listing.objects.live().filter(is_demo=True)
    return postings.exists() or User.objects.filter(is_demo=True, is_active=True).exists()


@transaction.atomic
def remove() -> Removed:
    """Delete the demo's rows. What a person edited or a real row leans on is kept and named."""
    done = Removed()
    demo = Listing.objects.filter(is_demo=True)
    going = demo.filter(edited_fields=[], frozen_at__isnull=True).exclude(_is_leant_on())
    done.postings = _delete(going)
    _keep(done, demo.count(), "postings (edited, frozen, or joined with a real posting)")

    companies = Company.objects.filter(is_demo=True)
    empty = companies.filter(listings=None, sources=None, edited_fields=[], blocked_at=None)
    done.companies = _delete(empty)
    _keep(done, companies.count(), "companies (edited, blocked, or with a posting that stays)")

    _remove_articles(done)
    roles = Role.objects.filter(is_demo=True)
    unused = roles.filter(listings=None, comparisons=None)
    done.roles = _delete(_untouched(unused))
    _keep(done, roles.count(), "roles (edited, or of a posting or guide that stays)")

    _forget_shipped()
    users = User.objects.filter(is_demo=True)
    users.update(is_active=False)
    done.users = _delete(users.filter(logentry=None))
    _keep(done, users.count(), "users (they stand in the admin's log; none can sign in)")
    return done


def _remove_articles(done: Removed) -> None:
    """Guides first: they hold on to the roles that they compare and to their authors."""
    guides = Guide.objects.filter(is_demo=True)
    done.guides = _delete(_untouched(guides))
    _keep(done, guides.count(), "guides (edited)")
    series = Series.objects.filter(is_demo=True)
    _delete(_untouched(series.filter(parts=None)))
    _keep(done, series.count(), "series (edited, or with a guide that stays)")
    terms = Term.objects.filter(is_demo=True)
    done.terms = _delete(_untouched(terms))
    _keep(done, terms.count(), "glossary terms (edited)")
    authors = Author.objects.filter(is_demo=True)
    _delete(_untouched(authors.filter(guides=None, user=None)))
    _keep(done, authors.count(), "authors (edited, or of a guide that stays)")


def _forget_shipped() -> None:
    """Forget what was shipped and is gone, so that loading the demo again brings it back."""
    for kind, model in MODELS.items():
        there = model.objects.values("slug")
        ShippedText.objects.filter(kind=kind).exclude(slug__in=there).delete()


def _is_leant_on() -> Exists:
    """A real posting counts as its duplicate."""
    real = Listing.objects.filter(is_demo=False)
    return Exists(real.filter(duplicate_of=OuterRef("pk")))


def _untouched[Row: Model](rows: QuerySet[Row]) -> QuerySet[Row]:
    """Leave out what stands in the admin's log: a person has edited it."""
    kind = ContentType.objects.get_for_model(rows.model)
    logged = LogEntry.objects.filter(content_type=kind).values_list("object_id", flat=True)
    return rows.exclude(pk__in=[int(key) for key in logged if key])


def _delete[Row: Model](rows: QuerySet[Row]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def _keep(done: Removed, count: int, what: str) -> None:
    if count:
        done.kept.append(f"{count:,} {what}")
