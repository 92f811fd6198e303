"""Who may apply for a remote posting, as far as the employer says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

type Scope = Literal["", "countries", "anywhere", "not-stated"]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Where a remote posting is open.

    `scope` is "" for a posting that is not remote; "not-stated" is never read as any country.
    `countries` are ISO 3166-1 alpha-2 codes with groups expanded, empty unless scope is
    "countries". `stated` are the group and country codes as the employer named them, for display.
    """

    scope: Scope = ""
    countries: frozenset[str] = frozenset()
    stated: tuple[str, ...] = ()


NO_REMOTE = Eligibility()
NOT_STATED = Eligibility(scope="not-stated")
ANYWHERE = Eligibility(scope="anywhere")


def joined(parts: Iterable[Eligibility | None]) -> Eligibility | None:
    """Open wherever one part is open; None where no part says anything."""
    said = [part for part in parts if part is not None and part.scope in ("countries", "anywhere")]
    if not said:
        return None
    if any(part.scope == "anywhere" for part in said):
        return ANYWHERE
    countries = frozenset[str]().union(*(part.countries for part in said))
    stated = tuple(dict.fromkeys(code for part in said for code in part.stated))
    return Eligibility("countries", countries, stated)
