"""The recorded boards, which lie beside the checkout: every fourth of them, or all.

Shares and floors show in a quarter of them, in seconds. ``make boards`` reads all
(``JOBBOARD_ALL_BOARDS=1``), as is due after a change of a reader.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("JOBBOARD_REAL_DATA", ROOT.parent / "shared" / "data"))
BOARDS = DATA / "ashby"
PACK = ROOT / "jobboard" / "demo" / "pack"
IS_ALL = os.environ.get("JOBBOARD_ALL_BOARDS") == "1"

needs_boards = pytest.mark.skipif(
    not BOARDS.is_dir(), reason=f"recorded boards are missing: {BOARDS} (JOBBOARD_REAL_DATA)"
)


def files(system: str = "ashby", *, every: int = 4) -> list[Path]:
    """The recorded answers of a system's boards."""
    return sorted((DATA / system).glob("*.json"))[:: 1 if IS_ALL else every]


@cache
def postings(system: str = "ashby", every: int = 4) -> list[dict[str, Any]]:
    """What stands in those answers, as recorded; to be read only."""
    return list(_postings(system, every))


def _postings(system: str, every: int) -> Iterator[dict[str, Any]]:
    for file in files(system, every=every):
        yield from json.loads(file.read_text(encoding="utf-8")).get("jobs") or ()
