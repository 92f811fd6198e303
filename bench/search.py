"""What a search costs, as ratios: the index beside Tantivy, at each size of a made-up market.

``python -m bench search``; ``BENCH_SIZES=10000`` for a quick run, which only prints. Processor time
of this process, for other work on the machine counts less there; the two are asked in turn. Also
what a further process that answers searches adds to the memory of the machine.
"""

import os
import pickle
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

from pyroaring import BitMap

from bench import at_load, market, write
from bench.pages import pss
from bench.search_cases import CASES, search_of, suggestion_costs
from bench.with_tantivy import Tantivy
from listings.search.index import snapshot
from listings.search.index.answer import answer
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
