"""What a job title says: roles, level, kinds of employment, and whether it is a vacancy."""

from dataclasses import dataclass

from listings.reading.words import tokens


@dataclass(frozen=True, slots=True)
class RolePhrases:
    """A role, the patterns that mean it, and those that veto it (see ``reading.patterns``)."""

    slug: str
    aliases: tuple[str, ...]
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a title says; "" and () where it says nothing."""

    normalized: str
    roles: tuple[str, ...] = ()
    level: str = ""
    types: tuple[str, ...] = ()
    is_open_application: bool = False


def normalize_title(title: str) -> str:
    """The key by which a board's postings of one vacancy are found to be the same."""
    return " ".join(tokens(title))
