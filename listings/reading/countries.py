"""Country names, codes and groups of countries. Light: web processes may import it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of countries; `countries` are ISO 3166-1 alpha-2 codes."""

    code: str
    label: str
    countries: frozenset[str]


GROUPS: dict[str, Group] = {}


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country's name, code or usual abbreviation, else None."""
    return None


def country_name(code: str) -> str:
    """Plain English name of an alpha-2 code; the code itself where we know none."""
    return code


def expand(names: Iterable[str]) -> frozenset[str]:
    """Country codes of group codes, country codes and names; unknown ones are ignored."""
    return frozenset()


def compress(codes: Iterable[str]) -> list[str]:
    """Labels for a set of countries: whole groups first, then single countries by name."""
    return list(codes)
