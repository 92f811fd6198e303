"""Kills the making of the index at random moments; what is there must stay whole.

``python -m bench.kills ROUNDS``, on a board with an index (``JOBBOARD_VAR``). Ends with 1 where the
file could not be read afterwards, or where the next one could not be made.
"""

import os
import random
import subprocess
import sys
import time

import django

LONGEST = 4.0  # seconds until it is killed


def killed(after: float) -> bool:
    """Make the index and kill that after some seconds; return whether it was still at it."""
    command = [sys.executable, "manage.py", "search_index", "build"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as building:
        time.sleep(after)
        was_running = building.poll() is None
        building.kill()
    return was_running


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    from listings.search.index import current, snapshot

    rounds, pick = int(sys.argv[1]) if len(sys.argv) > 1 else 10, random.Random(1)
    in_time = 0
    for _ in range(rounds):
        in_time += killed(pick.uniform(0.5, LONGEST))
        current.begin(*snapshot.load(snapshot.path()))
    if not snapshot.build():
        sys.exit("Something still holds the lock.")
    current.begin(*snapshot.load(snapshot.path()))
    print(f"{in_time} of {rounds} killed before they were done; each file was whole")


if __name__ == "__main__":
    main()
