"""Companies: two of them merged, a source moved to another, and better names chosen for them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from listings.editing.services import rebuild_words
from listings.importers.boards import board_lock
from listings.importers.duplicates import join_duplicates
from listings.models import Company, CompanyMember, Listing, OldCompanySlug, Source
from listings.models.revisions import RevisionState
from listings.reading.company_names import suggested
from listings.reading.descriptions import plain_text

TAKEN_OVER = (
    "website",
    "description",
    "country",
    "size",
    "logo",
)  # copied where the other has none


class CannotMergeError(ValueError):
    """Why two companies cannot be merged, in words for an editor."""


class SourceBusyError(RuntimeError):
    """A sync of the source runs, which would still write the old company."""


@dataclass(frozen=True, slots=True)
class MergeSummary:
    """What another company gets when a company is merged, or a source is moved, into it."""

    postings: int
    live: int
    sources: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    has_pending_page: bool = False


def merge_summary(company: Company, other: Company) -> MergeSummary:
    """Return what merging ``company`` into ``other`` would move; five queries."""
    listings = company.listings.all()
    members = _verified_members(company).select_related("user")
    return MergeSummary(
        postings=listings.count(),
        live=Listing.objects.live().filter(company=company).count(),
        sources=tuple(str(source) for source in company.sources.all()),
        members=tuple(member.user.email for member in members),
        fields=tuple(_taken_over(company, other)),
        has_pending_page=company.revisions.pending().exists(),
    )


def move_summary(source: Source) -> MergeSummary:
    """Return what moving a source to another company would move; two queries."""
    live = Listing.objects.live().filter(source=source).count()
    return MergeSummary(postings=source.listings.count(), live=live)


def check_mergeable(company: Company, other: Company) -> None:
    """Raise ``CannotMergeError`` with the reason if these two cannot become one."""
    if company.pk == other.pk:
        raise CannotMergeError("Choose another company than this one.")
    if (company.blocked_at is None) != (other.blocked_at is None):
        blocked = company if company.blocked_at else other
        raise CannotMergeError(f"“{blocked}” is blocked and the other is not: decide that first.")
    if company.is_approved and not other.is_approved:
        raise CannotMergeError(f"“{other}” is not public yet: merge it into “{company}” instead.")


@transaction.atomic
def merge(company: Company, other: Company) -> None:
    """Move all of ``company`` to ``other`` and delete it; its address redirects there.

    Raises ``CannotMergeError``.
    """
    rows = Company.objects.select_for_update().filter(pk__in=(company.pk, other.pk))
    locked = {row.pk: row for row in rows.order_by("pk")}
    company, other = locked[company.pk], locked[other.pk]
    check_mergeable(company, other)
    moved = list(company.listings.values_list("pk", flat=True))
    _move_listings(moved, other)
    company.sources.update(company=other)
    _move_members(company, other)
    _move_pages(company, other)
    _fill(company, other)
    company.old_slugs.update(company=other)
    slug, was_public = company.slug, company.is_approved
    company.delete()
    if was_public:
        OldCompanySlug.objects.create(slug=slug, company=other)


def move_source(source: Source, other: Company) -> None:
    """Move a source with all its postings to another company.

    Raises ``SourceBusyError`` while a sync of it runs.
    """
    with board_lock(source.system, source.board) as is_ours:
        if not is_ours:
            raise SourceBusyError(f"{source} is being read at this moment: try again in a minute.")
        _move_source(source, other)


@transaction.atomic
def _move_source(source: Source, other: Company) -> None:
    source = Source.objects.select_for_update().get(pk=source.pk)
    before = source.company_id
    moved = source.listings.values_list("pk", "normalized_title")
    titles = {title for _, title in moved}
    _move_listings([pk for pk, _ in moved], other)
    source.company = other
    source.save(update_fields=["company"])
    join_duplicates(before, titles)


def _move_listings(keys: Collection[int], other: Company) -> None:
    """Move postings to ``other``: search documents and duplicates follow."""
    listings = Listing.objects.filter(pk__in=keys)
    listings.update(company=other)
    rebuild_words(listings)
    join_duplicates(other.pk, set(listings.values_list("normalized_title", flat=True)))


def _verified_members(company: Company) -> QuerySet[CompanyMember]:
    """Return who speaks for ``company``; nobody does for one that was never approved."""
    members = CompanyMember.objects.filter(company=company, verified_at__isnull=False)
    return members if company.is_approved else members.none()


def _move_members(company: Company, other: Company) -> None:
    for member in _verified_members(company):
        there = CompanyMember.objects.filter(company=other, user=member.user_id).first()
        if there is None:
            member.company = other
            member.save(update_fields=["company"])
        elif there.verified_at is None:
            there.verified_at = member.verified_at
            there.verified_by_domain = member.verified_by_domain
            there.save(update_fields=["verified_at", "verified_by_domain"])


def _move_pages(company: Company, other: Company) -> None:
    """Move edits of the company's page; of two that wait, that of ``other`` is kept."""
    if other.revisions.pending().exists():
        company.revisions.settle(RevisionState.SUPERSEDED)
    company.revisions.update(company=other)


def _taken_over(company: Company, other: Company) -> list[str]:
    return [name for name in TAKEN_OVER if getattr(company, name) and not getattr(other, name)]


def _fill(company: Company, other: Company) -> None:
    names = _taken_over(company, other)
    for name in names:
        setattr(other, name, getattr(company, name))
    other.edited_fields = sorted({*other.edited_fields, *names})
    other.save()


MOST_TEXTS = 20  # of the newest postings, which the name is looked for in


def suggested_name(company: Company) -> str:
    """Return how its postings write its name; empty where a person wrote the one it has.

    One query, two for a company that is read from a board.
    """
    if "name" in company.edited_fields or not company.sources.exists():
        return ""
    newest = company.listings.order_by("-posted_at", "-pk").values_list(
        "description_html", flat=True
    )
    name = suggested(company.name, map(plain_text, newest[:MOST_TEXTS]))
    return name[: Company._meta.get_field("name").max_length]


@transaction.atomic
def take_suggested_name(company: Company) -> bool:
    """Give a company the name that is suggested, as an editor's; False where there is none."""
    name = suggested_name(company)
    if not name:
        return False
    company.name = name
    company.edited_fields = sorted({*company.edited_fields, "name"})
    company.save(update_fields=["name", "sort_name", "edited_fields", "updated_at"])
    rebuild_words(company.listings.all())
    return True
