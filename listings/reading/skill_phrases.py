"""The words that decide, around a skill in a posting, whether and how much it is asked for."""

from functools import cache, partial

from listings.reading import phrases
from listings.reading.sections import content

FILE = "skill_phrases.toml"
pattern = partial(phrases.pattern, FILE, "")


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(content(FILE)[name])


@cache
def letters(name: str) -> tuple[str, ...]:
    """What a line holds one of, if the pattern that is named like it may find anything."""
    return tuple(content(FILE)[name])
