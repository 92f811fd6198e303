"""What pages cost, as ratios measured side by side: ``make bench``."""

import os
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"

NOTHING_KEPT = "X-Nothing-Kept"
"""The header of a request that is answered as the first after a start."""

PAGE_NOT_KEPT = "X-Page-Not-Kept"
"""The header of a request for a page that nobody has asked for; what many pages share is kept."""

NOT_COUNTED = "X-Not-Counted"
"""The header of a search that is counted anew, as if nobody had asked for it."""


def write(page: str, name: str, measured: str, on: str = "") -> None:
    """Put what was measured into a page of ``docs/``; the prose around it stays.

    It replaces what stands between ``<!-- name -->`` and ``<!-- end of name -->``.

    ``on`` says what was measured; raises ValueError where the page lacks the marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    path = DOCS / page
    before, rest = path.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    day = f"Measured on {datetime.now(UTC).date():%-d %B %Y}{on}."
    path.write_text(f"{before}{begin}\n{day}\n\n{measured}\n{end}{after}", encoding="utf-8")


def at_load() -> str:
    """Say how busy the machine is, for figures of time."""
    return f", at load {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores"
