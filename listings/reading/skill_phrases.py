"""The words that decide, around a skill in a posting, whether and how much it is asked for."""

from functools import cache, partial

from listings.reading import phrases
from listings.reading.data import content

FILE = "skill_phrases.toml"
pattern = partial(phrases.pattern, FILE, "")


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(content(FILE)[name])


@cache
def letters(name: str) -> tuple[str, ...]:
    """What a line holds one of, if the pattern that is named like it may find anything."""
    return tuple(content(FILE)[name])


def asks_nothing(text: str, *, is_of_demands: bool) -> bool:
    """Whether a paragraph is of law, of applying or of the offer, wherever it stands.

    Among demands also where it plainly tells of the employer.
    """
    lowered = text.replace("’", "'").lower()
    names = ("legal", "employer_among_demands") if is_of_demands else ("legal",)
    return any(pattern(name).search(lowered) is not None for name in names)
