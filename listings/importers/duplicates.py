"""Near-identical postings of one company: lists show one, with the places of all.

A cluster is a company's published postings of one normalised title whose texts share nine in ten
of their runs of five words. The oldest stands for all. What an editor split or joined
(``is_cluster_decided``) stays so: such a posting is never joined or parted by itself.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from listings.models import Listing, ListingPlace, Status
from listings.reading.descriptions import plain_text
from listings.reading.words import fold

RUN = 5  # words
ALIKE = 0.9  # share of common runs (Jaccard)
MOST_COMPARED = 100  # shown postings of one title whose texts a further one is compared with


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of five words; a shorter text is one run."""
    words = fold(text).split()
    runs = range(max(1, len(words) - RUN + 1))
    return frozenset(tuple(words[at : at + RUN]) for at in runs)


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Common runs as a share of all runs of both (Jaccard index)."""
    return len(one & other) / len(one | other)


def join_duplicates(company: int, titles: Collection[str]) -> None:
    """Find the clusters of a company's titles again, and lend their places to the one shown."""
    rows = Listing.objects.filter(company_id=company, normalized_title__in=titles)
    _release(rows.exclude(status=Status.PUBLISHED).values_list("pk", flat=True))
    published = rows.filter(status=Status.PUBLISHED)
    counted = published.values_list("normalized_title").annotate(count=Count("pk")).order_by()
    several = [title for title, count in counted if count > 1]  # by name: no table meets itself
    joined = Q(duplicate_of__isnull=False) | Q(normalized_title__in=several)
    by_title: dict[str, list[Listing]] = {}
    for listing in published.filter(joined).order_by("posted_at", "pk").only(*_NEEDED):
        by_title.setdefault(listing.normalized_title, []).append(listing)
    for listings in by_title.values():
        _cluster(listings)
    _lend_places(published)


_NEEDED = (
    "normalized_title",
    "description_html",
    "text_hash",
    "duplicate_of",
    "is_cluster_decided",
    "posted_at",
    "apply_url",
)


def _release(ended: Iterable[int]) -> None:
    """Closed postings neither stand for others nor under them."""
    ended = list(ended)
    if not ended:
        return
    Listing.objects.filter(pk__in=ended, duplicate_of__isnull=False).update(duplicate_of=None)
    ListingPlace.objects.filter(listing_id__in=ended, via__isnull=False).delete()
    ListingPlace.objects.filter(via_id__in=ended).delete()


def _cluster(listings: list[Listing]) -> None:
    """Point each posting of one title, oldest first, at the first one that it is like."""
    wanted = _decided(listings)
    heads = set(wanted.values())
    shown = [listing for listing in listings if listing.pk in heads]
    by_text = {one.text_hash: one for one in reversed(shown)}
    for listing in listings:
        if listing.pk in wanted or listing.pk in heads:
            continue
        like = _first_alike(listing, shown, by_text)
        wanted[listing.pk] = like.pk if like else None
        if like is None:
            shown.append(listing)
            by_text.setdefault(listing.text_hash, listing)
    moved = [one for one in listings if one.duplicate_of_id != wanted.get(one.pk)]
    for listing in moved:
        listing.duplicate_of_id = wanted.get(listing.pk)
    Listing.objects.bulk_update(moved, ["duplicate_of"])


def _decided(listings: list[Listing]) -> dict[int, int | None]:
    """What editors decided; where the posting they chose has ended, the oldest takes its place."""
    decided = [listing for listing in listings if listing.is_cluster_decided]
    chosen = {one.duplicate_of_id for one in decided if one.duplicate_of_id is not None}
    present = Listing.objects.filter(pk__in=chosen, status=Status.PUBLISHED) if chosen else ()
    heads = {listing.pk: listing.pk for listing in present}
    wanted: dict[int, int | None] = {}
    for listing in decided:
        if listing.duplicate_of_id is None:
            wanted[listing.pk] = None
            continue
        head = heads.setdefault(listing.duplicate_of_id, listing.pk)
        wanted[listing.pk] = None if head == listing.pk else head
    return wanted


def _first_alike(
    listing: Listing, shown: list[Listing], by_text: dict[str, Listing]
) -> Listing | None:
    """Return the shown posting of the same text, else the first of a few that is like it."""
    if listing.text_hash and listing.text_hash in by_text:
        return by_text[listing.text_hash]
    runs = _runs(listing)
    compared = shown[:MOST_COMPARED]
    return next((one for one in compared if likeness(_runs(one), runs) >= ALIKE), None)


def _runs(listing: Listing) -> frozenset[tuple[str, ...]]:
    """The runs of a listing's text, made once for each listing in memory."""
    kept: frozenset[tuple[str, ...]] | None = getattr(listing, "_runs_of_text", None)
    if kept is None:
        kept = shingles(plain_text(listing.description_html))
        listing._runs_of_text = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept


def _lend_places(published: QuerySet[Listing]) -> None:
    """Give each shown posting the places of those that stand under it, marked as lent."""
    pairs = published.values_list("pk", "duplicate_of")
    listings = {pk for pair in pairs for pk in pair if pk is not None}
    wanted = _wanted_loans(listings)
    lent = ListingPlace.objects.filter(listing__in=listings, via__isnull=False)
    present = {(row.listing_id, row.place_id): row for row in lent}
    kept = {pair for pair, row in present.items() if _is_same(row, wanted.get(pair))}
    stale = [row.pk for pair, row in present.items() if pair not in kept]
    if stale:
        ListingPlace.objects.filter(pk__in=stale).delete()
    ListingPlace.objects.bulk_create(row for pair, row in wanted.items() if pair not in kept)


def _wanted_loans(heads: Collection[int]) -> dict[tuple[int, int], ListingPlace]:
    """Return the places to lend by (head, place). By number, without a join, so that the planner
    needs no statistics of tables that were just filled."""
    under = Listing.objects.filter(duplicate_of__in=heads).order_by("posted_at", "pk")
    lenders = {row.pk: row for row in under.only("duplicate_of", "apply_url")}
    if not lenders:
        return {}
    links = ListingPlace.objects.filter(via__isnull=True)
    own = set(links.filter(listing__in=heads).values_list("listing_id", "place_id"))
    borrowed: dict[int, list[ListingPlace]] = {pk: [] for pk in lenders}
    for link in links.filter(listing__in=lenders).order_by("position", "pk"):
        borrowed[link.listing_id].append(link)
    wanted: dict[tuple[int, int], ListingPlace] = {}
    for pk, lender in lenders.items():
        head = lender.duplicate_of_id
        for link in borrowed[pk]:
            if head is not None and (head, link.place_id) not in own:
                wanted.setdefault((head, link.place_id), _lent(link, lender, head))
    return wanted


def _lent(link: ListingPlace, lender: Listing, head: int) -> ListingPlace:
    return ListingPlace(
        listing_id=head,
        place_id=link.place_id,
        apply_url=link.apply_url or lender.apply_url,
        position=1_000 + min(link.position, 1_000),
        via_id=lender.pk,
    )


def _is_same(row: ListingPlace, wanted: ListingPlace | None) -> bool:
    return wanted is not None and (row.via_id, row.apply_url, row.position) == (
        wanted.via_id,
        wanted.apply_url,
        wanted.position,
    )


@transaction.atomic
def split(listing: Listing) -> None:
    """An editor's word: this posting stands for itself, whatever it is like."""
    _decide(listing, None)


@transaction.atomic
def join(listing: Listing, into: Listing) -> None:
    """An editor's word: this posting stands under another one of the same company."""
    if listing.company_id != into.company_id or listing.pk == into.pk:
        raise ValueError("Only another posting of the same company can stand for a posting.")
    if into.duplicate_of_id is not None:
        raise ValueError("That posting stands under another one itself.")
    _decide(listing, into.pk)


def _decide(listing: Listing, head: int | None) -> None:
    listing.duplicate_of_id, listing.is_cluster_decided = head, True
    listing.save(update_fields=["duplicate_of", "is_cluster_decided"])
    titles = Listing.objects.filter(pk__in=[listing.pk, *([head] if head else [])])
    join_duplicates(listing.company_id, set(titles.values_list("normalized_title", flat=True)))
