"""Many visitors at once while the board changes and its processes are killed.

``python -m bench.load SECONDS [kill]``, on a copy of a board (``JOBBOARD_VAR``) that may be spoilt:
32 connections ask for lists that nobody asked for before, ``bench.churn`` changes 50 postings a
second, and with ``kill`` a web process ends by SIGKILL now and then. Whoever was just being
answered by it asks again. Ends with 1 where an answer is no 200.
"""

import multiprocessing
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count

from bench import churn
from bench.__main__ import PAGES, PORT, Link, ask, board, children, memory

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


def watch(master: int, seconds: float, *, kills: bool) -> tuple[float, float]:
    """Return the memory after the start and at the end, in MB; kill meanwhile."""
    pick, ends = random.Random(3), time.monotonic() + seconds
    time.sleep(SHARE_OF_START * seconds)
    early = memory(master)
    while (left := ends - time.monotonic()) > 0:
        time.sleep(min(SECONDS_BETWEEN_KILLS, left))
        if kills and time.monotonic() < ends:
            kill(master, pick)
    return early, memory(master)


def main() -> None:
    seconds, kills = float(sys.argv[1]), "kill" in sys.argv[2:]
    writer = multiprocessing.get_context("spawn").Process(target=churn.write, args=(seconds, 1))
    seen = Seen()
    with board() as master, ThreadPoolExecutor(CONNECTIONS + 1) as visitors:
        writer.start()
        ends = time.monotonic() + seconds
        memories = visitors.submit(watch, master, seconds, kills=kills)
        for number in range(CONNECTIONS):
            visitors.submit(visit, number, ends, seen)
        early, late = memories.result()
    writer.join()
    cuts = statistics.quantiles(seen.seconds, n=100)
    print(f"{dict(seen.statuses)}, {seen.lost} connections lost")
    half, most = 1_000 * cuts[49], 1_000 * cuts[98]
    print(f"p50 {half:.0f} ms, p99 {most:.0f} ms: {most / half:.1f} times")
    print(f"memory (PSS) {early:.0f} MB after the start, {late:.0f} MB at the end")
    sys.exit(bool(seen.statuses.keys() - {200} or writer.exitcode))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    main()
