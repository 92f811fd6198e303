"""Serve the demo board with two workers and ask it for pages in turn with a hello-world view.

Prints requests a second and the ratio hello ÷ page for each kind of page, the server's own time
for a page, and the memory of all processes. Rounds alternate between pages, so that a machine
that slows down slows all of them.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

PORT = int(os.environ.get("PORT", "8765"))
CLIENTS = 4
ROUNDS = 5
SECONDS = 1.5
HELLO = "/hello/"
SEARCHES = (
    "/jobs/",
    "/jobs/?q=data+engineer",
    "/jobs/?role=data-scientist&country=US",
    "/jobs/?workplace=remote&country=EU&level=senior",
    "/jobs/?q=%22machine+learning%22&salary_min=100000",
    "/jobs/?skill=python&skill=sql&sort=salary&page=3",
)
BROAD_SEARCHES = (
    "/jobs/?q=engineer",
    "/jobs/?q=-senior",
    "/jobs/?q=team+OR+data+OR+work",
    "/jobs/?q=team&page=50",
    "/jobs/?q=team&workplace=remote&workplace=hybrid&salary_min=10000&sort=salary",
)


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
    server = subprocess.Popen(  # noqa: S603 (our own command)
        [*command, "--log-level", "error"], env=variables
    )
    try:
        wait_until_ready()
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def wait_until_ready() -> None:
    for _ in range(200):
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", PORT), "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The board did not start.")


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def requests_a_second(paths: tuple[str, ...]) -> float:
    """Ask from several clients at once for a while."""

    def client(number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        done, until = 0, time.monotonic() + SECONDS
        while time.monotonic() < until:
            status, _ = ask(connection, paths[(number + done) % len(paths)])
            if status != 200:
                sys.exit(f"{paths} answered {status}.")
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(client, range(CLIENTS))) / SECONDS


def latency(paths: tuple[str, ...]) -> float:
    """Return the median time of one request at a time, in ms."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    times = []
    for turn in range(40):
        began = time.perf_counter()
        ask(connection, paths[turn % len(paths)])
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def a_posting() -> str:
    """Return the address of the first posting on the list."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.request("GET", "/jobs/")
    page = connection.getresponse().read().decode()
    return re.findall(r'href="(/jobs/\d+-[^"]+)"', page)[0]


def database_pid() -> int:
    """Return the embedded server's process number; 0 where another server is used."""
    file = Path(os.environ["JOBBOARD_VAR"]) / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else 0


def memory(*masters: int) -> float:
    """Return the proportional memory of processes and their children, in MB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if {int(folder.name), parent} & set(masters):
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, ValueError):
            continue
    return total / 1024


def main() -> None:
    """Print the table of docs/benchmarks.md."""
    with board() as pid:
        pages = {
            "hello world": (HELLO,),
            "browse, six searches in turn": SEARCHES,
            "browse, words of most postings": BROAD_SEARCHES,
            "posting": (a_posting(),),
            "front page": ("/",),
            "role": ("/roles/data-scientist/",),
            "guide": ("/guides/data-scientist-vs-machine-learning-engineer/",),
            "salaries of a role": ("/salaries/data-scientist/",),
        }
        for paths in pages.values():
            latency(paths)
        rates: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(ROUNDS):
            for name, paths in pages.items():
                rates[name].append(requests_a_second(paths))
        print("| page | requests/s | hello ÷ page | one at a time, ms |\n|---|---|---|---|")
        for name, paths in pages.items():
            ratio = statistics.median(
                hello / rate for hello, rate in zip(rates["hello world"], rates[name], strict=True)
            )
            rate = statistics.median(rates[name])
            print(f"| {name} | {rate:.0f} | {ratio:.1f} | {latency(paths):.1f} |")
        database = database_pid()
        print(f"\nMemory (PSS): web {memory(pid):.0f} MB, database {memory(database):.0f} MB")


if __name__ == "__main__":
    main()
