"""Taking the demo away: only its own rows, and only those that nobody has touched.

Its users go too: their passwords were made for trying the board on one machine. One who stands in
the admin's log stays as a name there and cannot sign in.
"""

from dataclasses import dataclass, field

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from jobboard.content.rows import MODELS
from jobboard.models import ShippedText, User
from listings.models import Company, Listing
from roles.models import Author, Guide, Role, Series, Term


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
    done.postings = going.count()
    Listing.objects.filter(pk__in=list(going.values_list("pk", flat=True))).delete()
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
    rows.model._default_manager.filter(pk__in=keys).delete()  # noqa: SLF001 (Django's own name)
    return len(keys)


def _keep(done: Removed, count: int, what: str) -> None:
    if count:
        done.kept.append(f"{count:,} {what}")
