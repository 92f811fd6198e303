"""What a search costs, as ratios: the index beside Tantivy, at each size of a made-up market.

``python -m bench search``; ``BENCH_SIZES=10000`` for a quick run, which only prints. Processor time
of this process, for other work on the machine counts less there; the two are asked in turn. Also
what a further process that answers searches adds to the memory of the machine.

``python -m bench against_sql SEARCHES``: the index beside the definition of a search in SQL, and
how soon a change of a posting shows; on a board with an index (``JOBBOARD_VAR``), as
``bench postings`` fills one. SQL counts what meets the search, finds the page, and counts the
values of each facet without the facet's own choice, by the plain conditions of the ``FilterSet``.
Time by the clock, for SQL's is another process's: only the ratio means something.
"""

import os
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from pyroaring import BitMap

from bench import at_load, market, write
from bench.pages import pss
from bench.search_cases import CASES, search_of, suggestion_costs
from bench.with_tantivy import Tantivy
from listings.models import Listing
from listings.search.facets import clusters
from listings.search.index import snapshot
from listings.search.index.answer import answer
from listings.search.index.check import random_query, search_for
from listings.search.index.current import current
from listings.search.index.part import IndexPart
from listings.search.index.view import Index, Names, View

ROUNDS = 15
SIZES = [10_000, 100_000, 1_000_000]


@dataclass(frozen=True)
class Row:
    """What was measured at one size, in milliseconds and megabytes.

    ``index`` asks what nobody asked before, ``again`` what was counted already.
    """

    size: int
    index: list[float]
    again: list[float]
    tantivy: list[float]
    first_page: float
    deep_page: float
    suggestions: list[float]
    file: float
    memory: float


def cost(act: Callable[[], Any], before: Callable[[], Any] | None = None) -> float:
    """Return the processor time of the best of a few rounds, in ms; not that of ``before``."""
    times = []
    for _ in range(ROUNDS):
        if before:
            before()
        began = time.process_time()
        act()
        times.append(1_000 * (time.process_time() - began))
    return min(times)


def measure(size: int, folder: Path) -> Row:
    """Make a market, put it into both, and ask both the same."""
    made = market.make(size)
    file = folder / f"{size}.base"
    snapshot.save(IndexPart.of_rows(made.rows), snapshot.Position(0, 0), file)
    other = Tantivy(made, folder / f"{size}.tantivy")
    index = _index_of(file, made.names)
    part = index.views[0].part

    def ask(asked: Any, **more: Any) -> Callable[[], Any]:
        search = search_of(asked, made.names, **more)
        _ = search.conditions  # reading what was typed is the same for all ways to answer
        answer(index, search)  # what is mapped is read from the disk once
        return partial(answer, index, search)

    def forget() -> None:
        """Keep of the results only that of all postings, which every first visitor asks for."""
        everything = part.results.pop("")
        part.results.clear()
        part.results[""] = everything

    costs = [
        (cost(ask(one), forget), cost(ask(one)), cost(partial(other.search, one))) for one in CASES
    ]
    mine, again, theirs = (list(column) for column in zip(*costs, strict=True))
    deep = min(10_000, size // 20 // 2)
    return Row(
        size=size,
        index=mine,
        again=again,
        tantivy=theirs,
        first_page=cost(ask({})),
        deep_page=cost(ask({}, page=deep)),
        suggestions=suggestion_costs(index, made),
        file=file.stat().st_size / 1e6,
        memory=memory_of_worker(file, made.names),
    )


def _index_of(file: Path, names: Names) -> Index:
    part, _ = snapshot.load(file)
    return Index((View.of(part, names, {}, BitMap(), time.time_ns() // 1_000),))


KINDS = ("role", "skill", "company", "places")


def memory_of_worker(file: Path, names: Names) -> float:
    """Return what a process adds that maps ``file`` beside this one and answers, in MB (PSS)."""
    known = file.with_suffix(".names")
    known.write_bytes(pickle.dumps({kind: getattr(names, kind) for kind in KINDS}))
    command = [sys.executable, "-m", "bench", "search-memory", str(file), str(known)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def print_memory(file: str, known: str) -> None:
    """What ``memory_of_worker`` starts."""
    names = Names(**pickle.loads(Path(known).read_bytes()))  # noqa: S301 (this program's own file)
    before = pss("self")
    index = _index_of(Path(file), names)
    for asked in CASES:
        answer(index, search_of(asked, names))
    print(pss("self") - before)


def quantile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(100 * share) - 1]


def table(rows: list[Row]) -> str:
    """Return the table of docs/benchmarks.md."""
    titles = (
        "postings",
        "index, ms p50 / p95",
        "asked again",
        "Tantivy",
        "index ÷ Tantivy",
        "again ÷ Tantivy",
        "page 10,000 ÷ page 1",
        "suggestion, ms p50 / p95",
        "file, MB",
        "a further worker, MB",
    )
    lines = [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    for row in rows:
        mine, again, theirs, suggestion = (
            [quantile(values, share) for share in (0.5, 0.95)]
            for values in (row.index, row.again, row.tantivy, row.suggestions)
        )
        cells = (
            f"{row.size:,}",
            _pair(mine),
            _pair(again),
            _pair(theirs),
            _pair([one / other for one, other in zip(mine, theirs, strict=True)], 2),
            _pair([one / other for one, other in zip(again, theirs, strict=True)], 2),
            f"{row.deep_page / row.first_page:.2f}",
            _pair(suggestion),
            f"{row.file:.0f}",
            f"{row.memory:.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    large, small = rows[-1], rows[0]
    growth = [quantile(large.index, share) / quantile(small.index, share) for share in (0.5, 0.95)]
    lines += ["", f"{large.size:,} ÷ {small.size:,} postings, p50 / p95: {_pair(growth)}"]
    return "\n".join(lines)


def _pair(values: list[float], digits: int = 1) -> str:
    return " / ".join(f"{value:.{digits}f}" for value in values)


def main() -> None:
    chosen = os.environ.get("BENCH_SIZES")
    sizes = [int(size) for size in chosen.split(",")] if chosen else SIZES
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            print(f"{size:,} postings …", file=sys.stderr, flush=True)
            rows.append(measure(size, Path(folder)))
    print(table(rows))
    if sizes == SIZES:
        write("benchmarks.md", "searches", table(rows), at_load())


CHANGES = 10
WAIT_SECONDS = 0.02
FACETS = {
    "role": "roles",
    "skill": "skills",
    "company": "company",
    "level": "level",
    "workplace": "workplaces",
    "type": "employment_types",
    "country": "listing_places__place__country",
    "city": "listing_places__place",
}


def _index() -> Index:
    return current() or sys.exit("The board has no index: manage.py search_index build")


def seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def by_sql(query: str) -> None:
    """Total, page and the counts of eight facets, as plainly as the ORM says it."""
    search = search_for(query)
    clusters(search.qs)
    list(search.qs.values_list("pk")[:100])
    for name, field in FACETS.items():
        rest = Listing.objects.live().vacancies()
        for other, condition in search.conditions.items():
            if other != name:
                rest = rest.filter(condition)
        list(rest.order_by().values_list(field).annotate(number=Count("pk")))


def compare(searches: int) -> list[tuple[float, float]]:
    """Ask both the same random searches; return the seconds of the index and of SQL."""
    pick, found, index = random.Random(4), [], _index()
    for _ in range(searches):
        query = random_query(index, pick)
        search = search_for(query)
        _ = search.conditions
        mine = seconds(partial(answer, index, search))
        found.append((mine, seconds(partial(by_sql, query))))
    return found


def until_shown() -> float:
    """Freeze a posting and show it again; return how long a process at most takes to notice."""
    pick, longest = random.Random(4), 0.0
    view = _index().views[0]
    ids = view.part.columns["id"][list(view.live[:5_000])].tolist()
    for number in pick.sample(ids, CHANGES):
        for frozen in (timezone.now(), None):
            Listing.objects.filter(pk=number).update(frozen_at=frozen)
            shown = partial(_wait, number, is_live=frozen is None)
            longest = max(longest, seconds(shown))
    return longest


def _wait(number: int, *, is_live: bool) -> None:
    while any(one.of_postings([number]) & one.live for one in _index().views) != is_live:
        time.sleep(WAIT_SECONDS)


def against_sql(searches: str = "40") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET work_mem = '256MB'")  # else what is excluded takes SQL hours
    costs = compare(int(searches))
    mine, sql = (statistics.median(column) for column in zip(*costs, strict=True))
    print(f"SQL {1_000 * sql:.0f} ms, index {1_000 * mine:.1f} ms, p50: {sql / mine:.0f} times")
    print(f"A change shows within {until_shown():.2f} s")
