"""Serve the demo board as production does and ask it for every kind of page beside a hello-world.

Prints for each the processor time of web server and database together, as a multiple of what a
view costs that does nothing behind the same middleware: with nothing kept of it or of any other
(the first visitor after a start), the first time (a page that nobody asked for yet; what many
pages share may be kept), kept, and unchanged (304). A list is measured twice: of searches that were
counted for another of their pages, and of those that nobody asked for. Rounds alternate
between pages, so that a machine that slows down slows all of them.

``python -m bench memory``: what the whole of a small board takes, with two web processes that have
answered every kind of page, the worker between two jobs, and the database.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from bench import NOT_COUNTED, NOTHING_KEPT, PAGE_NOT_KEPT, at_load, write

PORT = int(os.environ.get("PORT", "8765"))
ROUNDS = 3
REQUESTS = 20  # of each page in a round
HELLO = "/hello/"
NEW_SEARCH = "browse, a new search"
HEAD = "| page | first | kept | 304 | nothing kept |\n|---|---|---|---|---|"
NONE: Mapping[str, str] = MappingProxyType({})
PAGES: dict[str, tuple[str, ...]] = {
    "browse": (
        "/jobs/",
        "/jobs/?q=data+engineer",
        "/jobs/?role=data-scientist&country=US",
        "/jobs/?workplace=remote&country=EU&level=senior",
        "/jobs/?q=%22machine+learning%22&salary_min=100000",
        "/jobs/?skill=python&skill=sql&sort=salary&page=3",
    ),
    "front": ("/",),
    "companies": ("/companies/",),
    "roles": ("/roles/",),
    "role": ("/roles/data-scientist/",),
    "guides": ("/guides/",),
    "guide": ("/guides/data-scientist-vs-machine-learning-engineer/",),
    "comparison": ("/roles/compare/data-engineer-vs-data-scientist/",),
    "salaries": ("/salaries/",),
    "salary": ("/salaries/data-scientist/",),
    "demand": ("/roles/data-scientist/demand/",),
    "glossary": ("/glossary/",),
    "site page": ("/about/",),
    "employers": ("/employers/",),
    "sitemap": ("/sitemap.xml",),
    "robots": ("/robots.txt",),
}


@contextmanager
def board() -> Iterator[int]:
    """Serve the board; yields the master's process number."""
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "JOBBOARD_URL": f"http://127.0.0.1:{PORT}",
        "JOBBOARD_WEB_WORKERS": "2",
        "HOST": "127.0.0.1",
        "PORT": str(PORT),
    }
    server = subprocess.Popen([*command, "--log-level", "error"], env=variables)
    try:
        wait_until_ready()
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def wait_until_ready() -> None:
    for _ in range(300):
        with suppress(OSError):
            if ask(Link("127.0.0.1", PORT), "/readyz")[0] == 200:
                return
        time.sleep(0.1)
    sys.exit("The board did not start.")


Link = http.client.HTTPConnection


def ask(
    link: Link, path: str, etag: str = "", more: Mapping[str, str] = NONE
) -> tuple[int, str, bytes]:
    """Return status, ETag and body, as a browser would get them."""
    headers = {"Accept-Encoding": "gzip", **more}
    headers |= {"If-None-Match": etag} if etag else {}
    link.request("GET", path, headers=headers)
    answer = link.getresponse()
    return answer.status, answer.headers.get("ETag", ""), answer.read()


def processor_time(pids: Iterable[int]) -> float:
    """Return the milliseconds that these processes have run so far, by the kernel's own count."""
    done = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):  # it has ended
                done += int(task.read_text().split()[0])
    return done / 1_000_000


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


class Meter:
    """Asks for pages, and tells what one of them costs."""

    def __init__(self, web: int) -> None:
        self.link = Link("127.0.0.1", PORT)
        self.web = web
        self.hellos: list[float] = []

    def hello(self) -> float:
        self.hellos.append(self.cost((HELLO,)))
        return self.hellos[-1]

    def cost(
        self,
        paths: Sequence[str],
        etags: Mapping[str, str] = NONE,
        headers: Mapping[str, str] = NONE,
    ) -> float:
        """Return the processor time of one request in ms, web server and database together."""
        pids = [*children(self.web), *children(database_pid())]
        before = processor_time(pids)
        for turn in range(REQUESTS):
            path = paths[turn % len(paths)]
            status, _, _ = ask(self.link, path, etags.get(path, ""), headers)
            if status != (304 if etags else 200):
                sys.exit(f"{path} answered {status}.")
        return (processor_time(pids) - before) / REQUESTS

    def first(self, paths: Sequence[str], headers: Mapping[str, str] = NONE) -> float:
        """The same of pages that nobody has asked for."""
        return self.cost(paths, headers={PAGE_NOT_KEPT: "yes", **headers})

    def first_counted(self, paths: Sequence[str]) -> float:
        """The same of searches that nobody has asked for, on any of their pages."""
        return self.first(paths, {NOT_COUNTED: "yes"})

    def nothing_kept(self, paths: Sequence[str]) -> float:
        return self.cost(paths, headers={NOTHING_KEPT: "yes"})

    def kept(self, paths: Sequence[str]) -> float:
        self.tags(paths)
        return self.cost(paths)

    def unchanged(self, paths: Sequence[str]) -> float:
        return self.cost(paths, self.tags(paths))

    def tags(self, paths: Sequence[str]) -> dict[str, str]:
        return {path: ask(self.link, path)[1] for path in paths}


def addresses(link: Link, page: str, pattern: str, most: int = 10) -> tuple[str, ...]:
    """Return addresses that a page leads to."""
    link.request("GET", page)
    found = re.findall(rf'href="({pattern})"', link.getresponse().read().decode())
    return tuple(dict.fromkeys(found))[:most]


def database_pid() -> int:
    """Return the embedded server's process number; 0 where another server is used."""
    file = Path(os.environ["JOBBOARD_VAR"]) / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else 0


def pss(pid: int | str) -> float:
    """Return a process's share of the memory, in MB: what it shares is divided."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def memory(master: int) -> float:
    """Return the proportional memory of a process and its children, in MB."""
    total = 0.0
    for pid in (master, *children(master)):
        with suppress(OSError):  # it has ended
            total += pss(pid)
    return total


type Way = Callable[[Sequence[str]], float]


def measured(
    meter: Meter, pages: Mapping[str, Sequence[str]], ways: Sequence[Way], rounds: int
) -> dict[str, list[float]]:
    """Return what each page costs in each way, as a multiple of a hello-world view."""
    found: dict[str, list[list[float]]] = {name: [[] for _ in ways] for name in pages}
    for _ in range(rounds):
        for name, paths in pages.items():
            hello = meter.hello()
            for way, ratios in zip(ways, found[name], strict=True):
                ratios.append(way(paths) / hello)
    return {name: list(map(statistics.median, costs)) for name, costs in found.items()}


def main() -> None:
    """Measure all pages; print the table and write it into docs/benchmarks.md."""
    with board() as pid:
        meter = Meter(pid)
        pages = PAGES | {
            "posting": addresses(meter.link, "/jobs/", r"/jobs/\d+-[-\w]+/"),
            "company": addresses(meter.link, "/companies/", r"/companies/[-\w]+/"),
        }
        for paths in pages.values():
            meter.first(paths)
        found = measured(meter, pages, (meter.first, meter.kept, meter.unchanged), ROUNDS)
        lists = {NEW_SEARCH: pages["browse"]}
        found |= measured(meter, lists, (meter.first_counted,), ROUNDS)
        anew = measured(meter, pages, (meter.nothing_kept,), 1)  # takes the parts of all others
        anew[NEW_SEARCH] = []
        rows = [
            f"| {name} | {' | '.join(f'{one:.1f}' for one in costs + anew[name])} |"
            for name, costs in sorted(found.items())
        ]
        memories = f"web {memory(pid):.0f} MB, database {memory(database_pid()):.0f} MB"
        hello = f"A hello-world view: {statistics.median(meter.hellos):.2f} ms."
        table = "\n".join([HEAD, *rows, "", f"{hello} Memory (PSS): {memories}."])
        print(table)
        write("benchmarks.md", "pages", table, at_load())


SETTLED = 60  # seconds: what was due when the worker started is done


def print_memory() -> None:
    """Print the share of memory (PSS) of each part of a board that is served, in MB."""
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
