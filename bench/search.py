"""What a search costs, as ratios: the index beside Tantivy, at each size of a made-up market.

``python -m bench.search``; ``BENCH_SIZES=10000`` for a quick run, which only prints. Processor time
of this process, for other work on the machine counts less there; the two are asked in turn.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import django
from pyroaring import BitMap

from bench import at_load, write

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
    from bench import market, memory, suggestions
    from bench.search_cases import CASES, search_of
    from bench.with_tantivy import Tantivy
    from listings.search.index import snapshot
    from listings.search.index.answer import answer
    from listings.search.index.part import IndexPart
    from listings.search.index.view import Index, View

    made = market.make(size)
    file = folder / f"{size}.base"
    snapshot.save(IndexPart.of_rows(made.rows), snapshot.Position(0, 0), file)
    other = Tantivy(made, folder / f"{size}.tantivy")
    part, _ = snapshot.load(file)
    index = Index((View.of(part, made.names, {}, BitMap(), time.time_ns() // 1_000),))

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
        suggestions=suggestions.request_costs(index, made),
        file=file.stat().st_size / 1e6,
        memory=memory.of_worker(file, made.names),
    )


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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
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


if __name__ == "__main__":
    main()
