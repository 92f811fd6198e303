"""What a further process that answers searches adds to the memory of the machine.

``python -m bench.memory board``: what the whole of a small board takes, with two web processes that
have answered every kind of page, the worker between two jobs, and the database.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from pyroaring import BitMap

SETTLED = 60  # seconds: what was due when the worker started is done
KINDS = ("role", "skill", "company", "places")


def of_worker(file: Path, names: Any) -> float:
    """Return what a process adds that maps ``file`` beside this one and answers, in MB (PSS)."""
    known = file.with_suffix(".names")
    known.write_bytes(pickle.dumps({kind: getattr(names, kind) for kind in KINDS}))
    command = [sys.executable, "-m", "bench.memory", str(file), str(known)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def pss() -> float:
    """Return this process's share of the memory, in MB: what it shares is divided."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_000


def of_board() -> None:
    """Print the share of memory (PSS) of each part of a board that is served, in MB."""
    from bench.__main__ import PAGES, PORT, Link, ask, board, database_pid, memory

    with board() as web, worker() as work:
        for _ in range(4):  # both processes meet every page
            for path in (one for paths in PAGES.values() for one in paths):
                ask(Link("127.0.0.1", PORT), path)
        time.sleep(SETTLED)
        parts = {"web": memory(web), "worker": memory(work), "database": memory(database_pid())}
    print(", ".join(f"{name} {size:.0f} MB" for name, size in parts.items()))
    print(f"together {sum(parts.values()):.0f} MB")


@contextmanager
def worker() -> Iterator[int]:
    """Have the worker work; yields its process number."""
    work = subprocess.Popen([sys.executable, "manage.py", "work"])
    try:
        yield work.pid
    finally:
        work.terminate()
        work.wait()


def main() -> None:
    if sys.argv[1:] == ["board"]:
        of_board()
        return
    django.setup()
    from bench.search_cases import CASES, search_of
    from listings.search.index import snapshot
    from listings.search.index.answer import answer
    from listings.search.index.view import Index, Names, View

    file, known = map(Path, sys.argv[1:])
    names = Names(**pickle.loads(known.read_bytes()))  # noqa: S301 (this program's own file)
    before = pss()
    part, _ = snapshot.load(file)
    index = Index((View.of(part, names, {}, BitMap(), time.time_ns() // 1_000),))
    for asked in CASES:
        answer(index, search_of(asked, names))
    print(pss() - before)


if __name__ == "__main__":
    main()
