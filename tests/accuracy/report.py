"""Recompute every measure, show it and write it to ``docs/accuracy.md``: ``make accuracy``."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import django

from bench import write

if TYPE_CHECKING:
    from tests.accuracy.measures import Measure

KEPT = Path(__file__).parent / "kept.json"
HEAD = """| what | right | 95 % interval | of | goal | half for tuning |
|---|---|---|---|---|---|"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()
    from tests.accuracy.measures import measures  # noqa: PLC0415 (models need the settings first)

    found = measures()
    table = "\n".join([HEAD, *map(_row, found)])
    print(table)
    write("accuracy.md", "measures", table)
    kept = {one.name: round(one.share, 4) for one in found}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _row(one: "Measure") -> str:
    low, high = one.interval
    right, n = one.tuned
    tuned = f"{right / n:.1%} of {n}" if n else "none"
    cells = (one.name, f"{one.share:.1%}", f"{low:.1%} to {high:.1%}", str(one.n))
    return f"| {' | '.join(cells)} | {one.goal:.0%} | {tuned} |"


if __name__ == "__main__":
    main()
