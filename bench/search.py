"""What a search costs, as ratios: the index beside Tantivy, at each size of a made-up market.

``python -m bench.search``, with ``BENCH_SIZES=10000,100000,1000000``. Processor time of this
process, for other work on the machine counts less there; the two are asked in turn.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from pyroaring import BitMap

ROUNDS = 5
DEFAULT_SIZES = "10000,100000"


@dataclass(frozen=True)
class Row:
    """What was measured at one size, in milliseconds and megabytes."""

    size: int
    index: list[float]
    tantivy: list[float]
    first_page: float
    deep_page: float
    file: float


def cost(act: Callable[[], Any]) -> float:
    """Return the processor time of the best of a few rounds, in ms."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        times.append(1_000 * (time.process_time() - began))
    return min(times)


def measure(size: int, folder: Path) -> Row:
    """Make a market, put it into both, and ask both the same."""
    from bench import market  # noqa: PLC0415 (settings first)
    from bench.search_cases import CASES, search_of  # noqa: PLC0415 (settings first)
    from bench.with_tantivy import Tantivy  # noqa: PLC0415 (settings first)
    from listings.search.index import snapshot  # noqa: PLC0415 (settings first)
    from listings.search.index.answer import answer  # noqa: PLC0415 (settings first)
    from listings.search.index.part import Part  # noqa: PLC0415 (settings first)
    from listings.search.index.view import Index, View  # noqa: PLC0415 (settings first)

    made = market.make(size)
    file = folder / f"{size}.base"
    snapshot.save(Part.of_rows(made.rows), snapshot.Position(0, 0), file)
    other = Tantivy(made, folder / f"{size}.tantivy")
    part, _ = snapshot.load(file)
    index = Index((View.of(part, made.names, {}, BitMap(), time.time_ns() // 1_000),))

    def ask(asked: Any, **more: Any) -> Callable[[], Any]:
        search = search_of(asked, made.names, **more)
        _ = search.conditions  # reading what was typed is the same for all ways to answer
        answer(index, search)  # what is mapped is read from the disk once
        return lambda: answer(index, search)

    pairs = [(cost(ask(one)), cost(lambda one=one: other.search(one))) for one in CASES]  # type: ignore[misc]  # a lambda's default
    return Row(
        size,
        [mine for mine, _ in pairs],
        [theirs for _, theirs in pairs],
        cost(ask({})),
        cost(ask({}, page=size // 20 // 2)),
        file.stat().st_size / 1e6,
    )


def quantile(values: list[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(100 * share) - 1]


def table(rows: list[Row]) -> str:
    """Return the table of docs/benchmarks.md."""
    titles = (
        "postings",
        "index, ms p50 / p95",
        "Tantivy, ms p50 / p95",
        "index ÷ Tantivy",
        "a page halfway ÷ the first",
        "file, MB",
    )
    lines = [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    for row in rows:
        mine, theirs = (
            [quantile(values, share) for share in (0.5, 0.95)]
            for values in (row.index, row.tantivy)
        )
        lines.append(
            f"| {row.size:,} | {mine[0]:.1f} / {mine[1]:.1f} | {theirs[0]:.1f} / {theirs[1]:.1f}"
            f" | {mine[0] / theirs[0]:.2f} / {mine[1] / theirs[1]:.2f}"
            f" | {row.deep_page / row.first_page:.2f} | {row.file:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", DEFAULT_SIZES).split(",")]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            print(f"{size:,} postings …", file=sys.stderr, flush=True)
            rows.append(measure(size, Path(folder)))
    print(table(rows))


if __name__ == "__main__":
    main()
