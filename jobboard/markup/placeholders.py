"""What stands in a text file beside its Markdown: front matter, and names in double braces.

Names are looked up, never evaluated.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

PLACEHOLDER = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
FRONT_MATTER = re.compile(
    r"\A\s*^\+\+\+[ \t]*\n(?P<front>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split a text into what its front matter says, TOML between +++ lines, and the rest."""
    head = FRONT_MATTER.match(text)
    if head is None:
        return {}, text.strip()
    return tomllib.loads(head["front"]), text[head.end() :].strip()


def unknown_names(text: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield line and complaint of each placeholder that is none of the ``known`` names."""
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in known:
            near = get_close_matches(found[1], known, n=2)
            meant = f"did you mean {' or '.join(near)}?"
            hint = meant if near else f"known are {', '.join(known)}."
            yield text.count("\n", 0, found.start()) + 1, f"“{found[1]}” means nothing here; {hint}"
