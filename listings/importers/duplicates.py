"""Near-identical postings of one company: lists show one card, with what all of them say.

A cluster is a company's published postings of one normalised title whose texts share nine in ten
of their runs of five words. The oldest heads it. What an editor split or joined
(``is_cluster_decided``) stays so: such a posting is never joined or parted by itself.

How alike two texts are is estimated from MinHash sketches (Broder 1997: the share of equal
minima estimates the Jaccard index, here with a standard error of about 0.03), and only sketches
that share a band are compared, so the work grows with the number of postings.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from rensa import RMinHash, RMinHashLSH

from listings.importers.batches import BatchReading
from listings.importers.plan import SyncPlan
from listings.models import Listing, Status
from listings.reading.descriptions import plain_text
from listings.reading.words import fold

RUN = 5  # words
ALIKE = 0.9  # share of common runs (Jaccard)
MINIMA = 128  # of a sketch
BANDS = 16  # of 8 minima: of texts alike to nine tenths all but 1 in 10,000 share one
SEED = 20_261_128
MOST_COMPARED = 100  # heads that share a band with a posting and are compared with it


def sketch(text: str) -> RMinHash:
    """The MinHash of every run of five words; a shorter text is one run."""
    words = fold(text).split()
    runs = range(max(1, len(words) - RUN + 1))
    made = RMinHash(num_perm=MINIMA, seed=SEED)
    made.update([" ".join(words[at : at + RUN]) for at in runs])
    return made


def join_duplicates(company: int, titles: Collection[str]) -> None:
    """Find the clusters of a company's titles again."""
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


def _cluster(listings: list[Listing]) -> None:
    """Point each posting of one title, oldest first, at the first one that it is like."""
    wanted = _decided(listings)
    chosen = set(wanted.values())
    heads = _Heads()
    for listing in listings:
        if listing.pk in chosen:
            heads.add(listing)
    for listing in listings:
        if listing.pk in wanted or listing.pk in chosen:
            continue
        like = heads.like(listing)
        wanted[listing.pk] = like
        if like is None:
            heads.add(listing)
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


class _Heads:
    """The postings of one title that stand for themselves, in the order in which they came."""

    def __init__(self) -> None:
        self._by_text: dict[str, int] = {}
        self._numbers: list[int] = []
        self._sketches: list[RMinHash] = []
        self._bands = RMinHashLSH(threshold=ALIKE, num_perm=MINIMA, num_bands=BANDS)

    def like(self, listing: Listing) -> int | None:
        """The head of the same text, else the first of those that are like it; else None."""
        if listing.text_hash and listing.text_hash in self._by_text:
            return self._by_text[listing.text_hash]
        own = _sketch_of(listing)
        near = sorted(self._bands.query(own))[:MOST_COMPARED]
        alike = (at for at in near if own.jaccard(self._sketches[at]) >= ALIKE)
        return next((self._numbers[at] for at in alike), None)

    def add(self, listing: Listing) -> None:
        own = _sketch_of(listing)
        self._bands.insert(len(self._sketches), own)
        self._sketches.append(own)
        self._numbers.append(listing.pk)
        if listing.text_hash:
            self._by_text.setdefault(listing.text_hash, listing.pk)


def _sketch_of(listing: Listing) -> RMinHash:
    """The sketch of a listing's text, made once for each listing in memory."""
    kept: RMinHash | None = getattr(listing, "_sketch_of_text", None)
    if kept is None:
        kept = sketch(plain_text(listing.description_html))
        listing._sketch_of_text = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept


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


def assign(
    groups: Mapping[str, Iterable[str]], previous: Mapping[str, int]
) -> dict[str, int | None]:
    """Give each group a listing of its members' past, or None where it needs a new one.

    ``groups`` maps a key to its postings, ``previous`` a posting to the listing it belonged to.
    Members vote; a listing that several groups want goes to the one with the most members from
    it, so a listing survives the change of some of its postings.
    """
    votes = Counter(
        (key, previous[member])
        for key, members in groups.items()
        for member in members
        if member in previous
    )
    chosen: dict[str, int | None] = dict.fromkeys(groups)
    taken: set[int] = set()
    for key, listing in sorted(votes, key=lambda vote: (-votes[vote], vote[1], vote[0])):
        if chosen[key] is None and listing not in taken:
            chosen[key] = listing
            taken.add(listing)
    return chosen


@dataclass(slots=True)
class Membership:
    """``keys`` of the postings that are present, ``groups`` by key, ``owners``: key → listing.

    An owner of None is a listing still to be made. ``pinned`` postings belong to a listing that a
    person rejected or closed: they stay with it, and nothing of it is listed again.
    """

    keys: dict[str, str]
    groups: dict[str, list[str]]
    owners: dict[str, int | None]
    pinned: dict[str, int]

    def listing_of(self, external_id: str) -> int | None:
        if external_id in self.pinned:
            return self.pinned[external_id]
        return self.owners.get(self.keys.get(external_id, ""))


def membership(plan: SyncPlan, reading: BatchReading) -> Membership:
    """Let postings with the same key be one listing, and listings keep their postings."""
    keys = _keys(plan, reading)
    previous = {
        one: record.listing_id
        for one, record in plan.known.items()
        if one in keys and record.listing_id is not None and record.may_rejoin(plan.now)
    }
    pinned = _pinned(plan, keys, previous)
    groups: dict[str, list[str]] = {}
    for one, key in keys.items():
        if one not in pinned:
            groups.setdefault(key, []).append(one)
    free = {one: listing for one, listing in previous.items() if one not in pinned}
    return Membership(keys=keys, groups=groups, owners=assign(groups, free), pinned=pinned)


def _keys(plan: SyncPlan, reading: BatchReading) -> dict[str, str]:
    """Keys of present postings; one that cannot be read any more keeps its old key."""
    old = {one: record.group_key for one, record in plan.known.items() if one in plan.raws}
    return {one: key for one, key in (old | reading.keys).items() if key}


def _pinned(plan: SyncPlan, keys: dict[str, str], previous: dict[str, int]) -> dict[str, int]:
    pinned = {one: listing for one, listing in previous.items() if plan.known[one].is_pinned}
    by_key = {keys[one]: listing for one, listing in pinned.items()}
    strangers = keys.keys() - previous.keys()
    return pinned | {one: by_key[keys[one]] for one in strangers if keys[one] in by_key}


def emptied(plan: SyncPlan, members: Membership, withheld: frozenset[str]) -> set[int]:
    """Listings that had a posting before and have none now."""
    before = {
        record.listing_id
        for record in plan.known.values()
        if record.listing_id is not None and record.is_present
    }
    after = {members.listing_of(one) for one in plan.raws}
    after |= {plan.known[one].listing_id for one in withheld}
    return before - {listing for listing in after if listing is not None}


def reopened(plan: SyncPlan, members: Membership) -> set[int]:
    """Closed listings that a posting has come back to."""
    return {
        record.listing_id
        for record in (plan.known[one] for one in plan.returned)
        if record.listing_id is not None
        and record.status == Status.CLOSED
        and record.external_id not in members.pinned
        and members.listing_of(record.external_id) == record.listing_id
    }
