"""The content that readers go by: words, phrases, names of places, as TOML and text files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent


@cache
def content(file: str) -> dict[str, Any]:
    """What a TOML file holds; it is read once, and nobody changes it."""
    return tomllib.loads((DATA / file).read_text(encoding="utf-8"))
