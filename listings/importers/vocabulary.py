"""What a board knows of roles, skills and levels, as plain values for the readers. No Django."""

from dataclasses import dataclass, field
from decimal import Decimal

from listings.reading.skills import SkillPhrases
from listings.reading.titles import RolePhrases


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``levels`` maps a phrase to its level; ``units_per_euro`` a currency to its latest rate.

    ``read_characters`` is how much of a text is read with it.
    """

    roles: tuple[RolePhrases, ...] = ()
    levels: dict[str, str] = field(default_factory=dict)
    occupations: tuple[str, ...] = ()
    skills: tuple[SkillPhrases, ...] = ()
    units_per_euro: dict[str, Decimal] = field(default_factory=dict)
    read_characters: int = 60_000
