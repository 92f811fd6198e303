"""The words that decide, around a skill in a posting, whether and how much it is asked for."""

import re
import tomllib
from functools import cache
from typing import Any

from listings.reading.countries import DATA


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((DATA / "skill_phrases.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_content()[name]))


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(_content()[name])


@cache
def letters(name: str) -> tuple[str, ...]:
    """What a line holds one of, if the pattern that is named like it may find anything."""
    return tuple(_content()[name])
