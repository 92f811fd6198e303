"""Near-identical postings of one company: lists show one card, with what all of them say.

A cluster is a company's published postings of one normalised title whose texts share nine in ten
of their runs of five words. The oldest heads it. What an editor split or joined
(``is_cluster_decided``) stays so: such a posting is never joined or parted by itself.

How alike two texts are is estimated from MinHash sketches (Broder 1997: the share of equal
minima estimates the Jaccard index, here with a standard error of about 0.03), and only sketches
that share a band are compared, so the work grows with the number of postings. Sketches are kept
(``TextSketch``): a posting that is new meets those that are known without their texts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from django.db import transaction
from rensa import RMinHash

from listings.models import Listing, Status, TextSketch
from listings.models.prepared import Prepared
from listings.reading.descriptions import plain_text
from listings.reading.words import fold

RUN = 5  # words
ALIKE = 0.9  # share of common runs (Jaccard)
MINIMA = 128  # of a sketch
BANDS = 16  # of 8 minima: of texts alike to nine tenths all but 1 in 10,000 share one
SEED = 20_261_128
VERSION = 1  # of sketches: rises with RUN, MINIMA, SEED, and what ``fold`` and ``plain_text`` give
TEXTS = 500  # read or written at once
MOST_COMPARED = 100  # heads that share a band with a posting and are compared with it


def sketch(text: str) -> bytes:
    """The MinHash of every run of five words, four bytes a minimum; a shorter text is one run."""
    words = fold(text).split()
    runs = range(max(1, len(words) - RUN + 1))
    made = RMinHash(num_perm=MINIMA, seed=SEED)
    made.update([" ".join(words[at : at + RUN]) for at in runs])
    return np.array(made.digest(), np.uint32).tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """The share of runs that the texts of two sketches have in common, estimated."""
    same = np.frombuffer(one, np.uint32) == np.frombuffer(other, np.uint32)
    return np.count_nonzero(same) / MINIMA


def join_duplicates(company: int, titles: Collection[str]) -> None:
    """Find the clusters of a company's titles again."""
    rows = _of_titles(company, list(titles))
    _release([pk for pk, _, status, _ in rows if status != Status.PUBLISHED])
    published = [row for row in rows if row[2] == Status.PUBLISHED]
    counted = Counter(title for _, title, _, _ in published)
    wanted = [pk for pk, title, _, head in published if head is not None or counted[title] > 1]
    if not wanted:
        return
    found = list(Listing.objects.filter(pk__in=wanted).order_by("posted_at", "pk").only(*_NEEDED))
    sketches = _sketches_of(found)
    by_title: dict[str, list[Listing]] = {}
    for listing in found:
        by_title.setdefault(listing.normalized_title, []).append(listing)
    moved = [one for listings in by_title.values() for one in _moved(listings, sketches)]
    Listing.objects.bulk_update(moved, ["duplicate_of"], batch_size=TEXTS)


_of_titles = Prepared(
    lambda company, titles: (
        Listing.objects.filter(company_id=company, normalized_title__in=[titles])
        .order_by()
        .values_list("pk", "normalized_title", "status", "duplicate_of_id")
    )
)


_NEEDED = (
    "normalized_title",
    "text_hash",
    "duplicate_of",
    "is_cluster_decided",
    "posted_at",
    "apply_url",
)


def _release(ended: Sequence[int]) -> None:
    """Closed postings neither stand for others nor under them."""
    if not ended:
        return
    Listing.objects.filter(pk__in=ended, duplicate_of__isnull=False).update(duplicate_of=None)
    TextSketch.objects.filter(listing__in=ended).delete()


type Sketches = Mapping[str | int, bytes]
"""By the hash of a text; of a posting without one, by its key."""


def _text_of(listing: Listing) -> str | int:
    return listing.text_hash or listing.pk


def _sketches_of(listings: Sequence[Listing]) -> Sketches:
    """Sketches of all texts; those that are not kept yet are made of one posting of each text."""
    speaking = {_text_of(one): one for one in reversed(listings)}
    keys = {one.pk: one for one in speaking.values()}
    kept = TextSketch.objects.filter(listing__in=keys, version=VERSION)
    found = {
        _text_of(keys[pk]): bytes(minima)
        for pk, text_hash, minima in kept.values_list("listing", "text_hash", "minima")
        if text_hash and text_hash == keys[pk].text_hash
    }
    new = [one.pk for text, one in speaking.items() if text not in found]
    texts = Listing.objects.filter(pk__in=new).order_by().values_list("pk", "description_html")
    for pk, description in texts.iterator(TEXTS):
        found[_text_of(keys[pk])] = sketch(plain_text(description))
    _keep([keys[pk] for pk in new], found)
    return found


def _keep(listings: Iterable[Listing], sketches: Sketches) -> None:
    TextSketch.objects.bulk_create(
        [
            TextSketch(
                listing=one,
                text_hash=one.text_hash,
                version=VERSION,
                minima=sketches[_text_of(one)],
            )
            for one in listings
            if one.text_hash
        ],
        update_conflicts=True,
        unique_fields=["listing"],
        update_fields=["text_hash", "version", "minima"],
        batch_size=TEXTS,
    )


def _moved(listings: list[Listing], sketches: Sketches) -> list[Listing]:
    """Point each posting of one title, oldest first, at the first one that it is like.

    Returns those that pointed elsewhere.
    """
    wanted = _decided(listings)
    chosen = set(wanted.values())
    heads = _Heads(sketches)
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
    return moved


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

    def __init__(self, sketches: Sketches) -> None:
        self._of_texts = sketches
        self._by_text: dict[str, int] = {}
        self._numbers: list[int] = []
        self._sketches: list[bytes] = []
        self._by_band: dict[tuple[int, bytes], list[int]] = {}

    def like(self, listing: Listing) -> int | None:
        """The head of the same text, else the first of those that are like it; else None."""
        if listing.text_hash and listing.text_hash in self._by_text:
            return self._by_text[listing.text_hash]
        own = self._of_texts[_text_of(listing)]
        near = sorted({at for band in _bands(own) for at in self._by_band.get(band, ())})
        alike = (at for at in near[:MOST_COMPARED] if likeness(own, self._sketches[at]) >= ALIKE)
        return next((self._numbers[at] for at in alike), None)

    def add(self, listing: Listing) -> None:
        own = self._of_texts[_text_of(listing)]
        for band in _bands(own):
            self._by_band.setdefault(band, []).append(len(self._sketches))
        self._sketches.append(own)
        self._numbers.append(listing.pk)
        if listing.text_hash:
            self._by_text.setdefault(listing.text_hash, listing.pk)


def _bands(minima: bytes) -> Iterator[tuple[int, bytes]]:
    size = len(minima) // BANDS
    return ((at, minima[at : at + size]) for at in range(0, len(minima), size))


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
