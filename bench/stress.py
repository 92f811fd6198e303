"""A board that changes all the time, with many visitors, and processes that are killed.

``python -m bench churn SECONDS``: its index is compared with SQL, after every look, while 50
postings a second are added, changed, closed, frozen and shown again, and now and then thousands in
one commit (``changes SECONDS``). Ends with 1 where anything differs.

``python -m bench load SECONDS [kill]``: 32 connections ask for lists that nobody asked for before,
beside the same changes, and with ``kill`` a web process ends by SIGKILL now and then. Whoever was
just being answered by it asks again. Ends with 1 where an answer is no 200.

``python -m bench kills ROUNDS``: the making of the index is killed at random moments; what is there
must stay whole. Ends with an error where the file cannot be read, or the next one not be made.

All on a board with an index (``JOBBOARD_VAR``). The first two spoil it: give them a copy.
"""

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http.client import HTTPException
from itertools import count

from django.db import transaction
from django.utils import timezone

from bench.pages import PAGES, PORT, Link, ask, board, children, memory
from listings.models import Listing, SearchDocument
from listings.search.index import current, snapshot
from listings.search.index.check import differences, random_query
from listings.search.index.view import Index

A_SECOND = 50
BURST = 5_000
SECONDS_BETWEEN_BURSTS = 15
SEARCHES_A_LOOK = 3


def write(seconds: str) -> None:
    """Change postings at random until the time is over."""
    pick = random.Random(1)
    ends, burst_at = time.monotonic() + float(seconds), time.monotonic() + SECONDS_BETWEEN_BURSTS
    while time.monotonic() < ends:
        began = time.monotonic()
        if began >= burst_at:
            burst(pick)
            burst_at = time.monotonic() + SECONDS_BETWEEN_BURSTS
        for _ in range(A_SECOND // 5):
            act(pick)
        time.sleep(max(0.0, 0.2 - (time.monotonic() - began)))


def _some(pick: random.Random, **asked: object) -> list[int]:
    numbers = list(Listing.objects.filter(**asked).values_list("pk", flat=True))
    return pick.sample(numbers, min(1, len(numbers)))


def _add(pick: random.Random) -> None:
    """A posting like another one; every third is a copy of it."""
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
    level = pick.choice(("", "entry", "senior", "lead"))
    Listing.objects.filter(pk__in=_some(pick)).update(level=level)


def _close(pick: random.Random) -> None:
    Listing.objects.filter(pk__in=_some(pick, status="published")).update(
        status="closed", closed_at=timezone.now(), closed_reason="filled"
    )


def _freeze(pick: random.Random) -> None:
    some = _some(pick, status="published")
    Listing.objects.filter(pk__in=some).update(frozen_at=timezone.now())


def _show_again(pick: random.Random) -> None:
    Listing.objects.filter(pk__in=_some(pick, frozen_at__isnull=False)).update(frozen_at=None)
    Listing.objects.filter(pk__in=_some(pick, status="closed")).update(
        status="published", closed_at=None, closed_reason=""
    )


def act(pick: random.Random) -> None:
    """Add, change, close, freeze or show again one posting or two."""
    pick.choice((_add, _change, _close, _freeze, _show_again))(pick)


def burst(pick: random.Random) -> None:
    """Change thousands in one commit."""
    numbers = list(Listing.objects.values_list("pk", flat=True))
    chosen = pick.sample(numbers, min(BURST, len(numbers)))
    Listing.objects.filter(pk__in=chosen).update(years_asked=pick.randrange(12))


def compare(seconds: float) -> tuple[int, int]:
    """Compare random searches after each look; return how many, and how many differed."""
    pick = random.Random(2)
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


def _index_after(state: current.State) -> Index:
    return current.looked(state).index


def _changing(seconds: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench", "changes", seconds])


def churn(seconds: str = "60") -> None:
    writer = _changing(seconds)
    searches, wrong = compare(float(seconds))
    print(f"{searches} searches, {wrong} differ")
    sys.exit(bool(writer.wait() or wrong))


CONNECTIONS = 32
SECONDS_BETWEEN_KILLS = 15
SHARE_OF_START = 0.25  # until then processes read what they keep


@dataclass
class Seen:
    """What all visitors saw: seconds of each answer, how many of each status, and lost ones."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0


def visit(number: int, ends: float, seen: Seen) -> None:
    """Ask one list after the other over one connection until the time is over."""
    pick, link = random.Random(number), Link("127.0.0.1", PORT)
    for turn in count():
        if time.monotonic() >= ends:
            return
        path = pick.choice(PAGES["browse"])
        began = time.monotonic()
        try:
            mark = "&" if "?" in path else "?"
            status, _, _ = ask(link, f"{path}{mark}from={number}-{turn}")
        except (OSError, HTTPException):  # its process was killed, or its connection had been idle
            link.close()
            seen.lost += 1
            continue
        seen.seconds.append(time.monotonic() - began)
        seen.statuses[status] += 1


def kill(master: int, pick: random.Random) -> None:
    """End a web process at once, as a machine that runs out of memory does."""
    if found := children(master):
        os.kill(pick.choice(found), signal.SIGKILL)


def watch(master: int, seconds: float, *, has_kills: bool) -> tuple[float, float]:
    """Return the memory after the start and at the end, in MB; kill meanwhile."""
    pick, ends = random.Random(3), time.monotonic() + seconds
    time.sleep(SHARE_OF_START * seconds)
    early = memory(master)
    while (left := ends - time.monotonic()) > 0:
        time.sleep(min(SECONDS_BETWEEN_KILLS, left))
        if has_kills and time.monotonic() < ends:
            kill(master, pick)
    return early, memory(master)


def load(length: str, *more: str) -> None:
    seconds, seen = float(length), Seen()
    with board() as master, ThreadPoolExecutor(CONNECTIONS + 1) as visitors:
        writer = _changing(length)
        ends = time.monotonic() + seconds
        memories = visitors.submit(watch, master, seconds, has_kills="kill" in more)
        for number in range(CONNECTIONS):
            visitors.submit(visit, number, ends, seen)
        early, late = memories.result()
    cuts = statistics.quantiles(seen.seconds, n=100)
    print(f"{dict(seen.statuses)}, {seen.lost} connections lost")
    half, most = 1_000 * cuts[49], 1_000 * cuts[98]
    print(f"p50 {half:.0f} ms, p99 {most:.0f} ms: {most / half:.1f} times")
    print(f"memory (PSS) {early:.0f} MB after the start, {late:.0f} MB at the end")
    sys.exit(bool(writer.wait() or seen.statuses.keys() - {200}))


LONGEST = 4.0  # seconds until it is killed


def killed(after: float) -> bool:
    """Make the index and kill that after some seconds; return whether it was still at it."""
    command = [sys.executable, "manage.py", "search_index", "build"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as building:
        time.sleep(after)
        was_running = building.poll() is None
        building.kill()
    return was_running


def kills(rounds: str = "10") -> None:
    pick, in_time = random.Random(1), 0
    for _ in range(int(rounds)):
        in_time += killed(pick.uniform(0.5, LONGEST))
        current.begin(*snapshot.load(snapshot.path()))
    if not snapshot.build():
        sys.exit("Something still holds the lock.")
    current.begin(*snapshot.load(snapshot.path()))
    print(f"{in_time} of {rounds} killed before they were done; each file was whole")
