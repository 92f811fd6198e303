"""Changes a board all the time while its index is compared with SQL, after every look.

``python -m bench.churn SECONDS``, on a copy of a board (``JOBBOARD_VAR``) that may be spoilt: 50
postings a second are added, changed, closed, frozen and shown again, and now and then thousands in
one commit. Ends with 1 where anything differs.
"""

import multiprocessing
import os
import random
import sys
import time
from datetime import timedelta
from functools import partial
from typing import Any

import django

A_SECOND = 50
BURST = 5_000
SECONDS_BETWEEN_BURSTS = 15
SEARCHES_A_LOOK = 3


def write(seconds: float, seed: int) -> None:
    """Change postings at random until the time is over."""
    django.setup()
    pick = random.Random(seed)
    ends, burst_at = time.monotonic() + seconds, time.monotonic() + SECONDS_BETWEEN_BURSTS
    while time.monotonic() < ends:
        began = time.monotonic()
        if began >= burst_at:
            burst(pick)
            burst_at = time.monotonic() + SECONDS_BETWEEN_BURSTS
        for _ in range(A_SECOND // 5):
            act(pick)
        time.sleep(max(0.0, 0.2 - (time.monotonic() - began)))


def _some(pick: random.Random, **asked: object) -> list[int]:
    from listings.models import Listing

    numbers = list(Listing.objects.filter(**asked).values_list("pk", flat=True))
    return pick.sample(numbers, min(1, len(numbers)))


def _add(pick: random.Random) -> None:
    """A posting like another one; every third is a copy of it."""
    from django.db import transaction

    from listings.models import Listing, SearchDocument

    for number in _some(pick, status="published"):
        listing = Listing.objects.get(pk=number)
        roles, skills = list(listing.roles.all()), list(listing.skills.all())
        words = SearchDocument.objects.filter(pk=number).first()
        if pick.random() < 1 / 3:
            listing.duplicate_of_id = listing.duplicate_of_id or number
        listing.pk, listing.source = None, None
        if listing.posted_at:
            listing.posted_at -= timedelta(seconds=pick.randrange(86_400))
        with transaction.atomic():
            listing.save(force_insert=True)
            listing.roles.set(roles)
            listing.skills.set(skills)
            if words:
                words.pk = listing.pk
                words.save(force_insert=True)


def _change(pick: random.Random) -> None:
    from listings.models import Listing

    level = pick.choice(("", "entry", "senior", "lead"))
    Listing.objects.filter(pk__in=_some(pick)).update(level=level)


def _close(pick: random.Random) -> None:
    from listings.models import Listing

    now = django.utils.timezone.now()
    Listing.objects.filter(pk__in=_some(pick, status="published")).update(
        status="closed", closed_at=now, closed_reason="filled"
    )


def _freeze(pick: random.Random) -> None:
    from listings.models import Listing

    now = django.utils.timezone.now()
    Listing.objects.filter(pk__in=_some(pick, status="published")).update(frozen_at=now)


def _show_again(pick: random.Random) -> None:
    from listings.models import Listing

    Listing.objects.filter(pk__in=_some(pick, frozen_at__isnull=False)).update(frozen_at=None)
    Listing.objects.filter(pk__in=_some(pick, status="closed")).update(
        status="published", closed_at=None, closed_reason=""
    )


def act(pick: random.Random) -> None:
    """Add, change, close, freeze or show again one posting or two."""
    pick.choice((_add, _change, _close, _freeze, _show_again))(pick)


def burst(pick: random.Random) -> None:
    """Change thousands in one commit."""
    from listings.models import Listing

    numbers = list(Listing.objects.values_list("pk", flat=True))
    chosen = pick.sample(numbers, min(BURST, len(numbers)))
    Listing.objects.filter(pk__in=chosen).update(years_asked=pick.randrange(12))


def compare(seconds: float, seed: int) -> tuple[int, int]:
    """Compare random searches after each look; return how many, and how many differed."""
    from listings.search.index import current, snapshot
    from listings.search.index.check import differences, random_query

    pick = random.Random(seed)
    state = current.begin(*snapshot.load(snapshot.path()))
    ends, searches, wrong, longest = time.monotonic() + seconds, 0, 0, 0.0
    while time.monotonic() < ends:
        with snapshot.one_snapshot():
            began = time.monotonic()
            state = current.looked(state)
            longest = max(longest, time.monotonic() - began)
            again = partial(_index_after, state)
            for _ in range(SEARCHES_A_LOOK):
                query, searches = random_query(state.index, pick), searches + 1
                found = differences(state.index, query, pick, again).wrong
                wrong += bool(found)
                for line in found:
                    print(line, file=sys.stderr)
    moved, parts = len(state.moved), len(state.index.views)
    print(f"{moved:,} postings changed, {parts} parts; the longest look took {longest:.2f} s")
    return searches, wrong


def _index_after(state: Any) -> Any:
    """The index after one more look; its types are known once settings are."""
    from listings.search.index import current

    return current.looked(state).index


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    writer = multiprocessing.get_context("spawn").Process(target=write, args=(seconds, 1))
    writer.start()
    searches, wrong = compare(seconds, 2)
    writer.join()
    print(f"{searches} searches, {wrong} differ")
    sys.exit(bool(wrong or writer.exitcode))


if __name__ == "__main__":
    main()
