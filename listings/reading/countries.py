"""Country names, codes and groups of countries. Light: web processes may import it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from listings.reading.data import content
from listings.reading.names import NameTable, fold_name, words_of


@dataclass(frozen=True, slots=True)
class CountryGroup:
    """A named set of countries; `countries` are ISO 3166-1 alpha-2 codes."""

    code: str
    label: str
    countries: frozenset[str]


_COUNTRIES = content("countries.toml")
_GROUPS = content("country_groups.toml")

COUNTRY_NAMES: dict[str, str] = {code: row["name"] for code, row in _COUNTRIES.items()}
GROUPS: dict[str, CountryGroup] = {
    code: CountryGroup(code, row["label"], frozenset(row["countries"].split()))
    for code, row in _GROUPS.items()
}
_LARGE_GROUPS = sorted(
    (group for group in GROUPS.values() if len(group.countries) > 2),
    key=lambda group: (-len(group.countries), group.code),
)


def country_names() -> dict[str, str]:
    """Folded names and usual abbreviations of countries (no bare ISO codes) → alpha-2."""
    return _by_folded_name(_COUNTRIES)


def group_names() -> dict[str, str]:
    """Folded names of groups → group code."""
    return {**_by_folded_name(_GROUPS), **{fold_name(code): code for code in _GROUPS}}


def _by_folded_name(rows: dict[str, dict[str, Any]]) -> dict[str, str]:
    folded = ((fold_name(name), code) for code, row in rows.items() for name in _all_names(row))
    # "Trinidad & Tobago" has no "and" once it is folded.
    return {
        form: code for name, code in folded if name for form in (name.replace(" and ", " "), name)
    }


def compound_names() -> list[str]:
    """Folded names of which a separator is part, without their "and", the longest first."""
    names = (name for row in (*_COUNTRIES.values(), *_GROUPS.values()) for name in _all_names(row))
    folded = {
        fold_name(name).replace(" and ", " ")
        for name in names
        if {"and", "&"} & set(name.split()) or "," in name or "&" in name
    }
    return sorted(folded, key=len, reverse=True)


def _all_names(row: dict[str, Any]) -> tuple[str, ...]:
    return (*row.get("also", ()), row.get("name") or row["label"])


@cache
def _exact_names() -> dict[str, str]:
    codes = {code.lower(): code for code in _COUNTRIES}
    alpha3 = {row["alpha3"].lower(): code for code, row in _COUNTRIES.items()}
    return {**codes, **alpha3, **country_names()}


@cache
def _names_in_text() -> NameTable[str]:
    return NameTable({**country_names(), **group_names()})


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country's name, code or usual abbreviation, else None."""
    return _exact_names().get(fold_name(text).removeprefix("the "))


def area_code(text: str) -> str | None:
    """Code of a country or group by its code, name or usual abbreviation, else None."""
    return country_code(text) or group_code(text)


def country_name(code: str) -> str:
    """Plain English name of an alpha-2 code; the code itself where we know none."""
    return COUNTRY_NAMES.get(code, code)


def group_code(text: str) -> str | None:
    """Code of a group by its code, label or other name, else None."""
    return _names_in_groups().get(fold_name(text).removeprefix("the "))


@cache
def _names_in_groups() -> dict[str, str]:
    return group_names()


def label(code: str) -> str:
    """What to show for a group or country code."""
    return GROUPS[code].label if code in GROUPS else country_name(code)


def named_in(text: str) -> list[str]:
    """Group and country codes of every name in a text, in order; "US" in capitals only."""
    found = _names_in_text().find(words_of(text))
    return list(dict.fromkeys(code for _, _, code in found))


def name_of_all(text: str) -> str:
    """Group or country code of the name that a text is as a whole, else ""; "US" in capitals."""
    words = words_of(text)
    found = _names_in_text().at(words, 0) if words else None
    return found[1] if found and found[0] == len(words) else ""


@cache
def _names_and_regions() -> NameTable[str]:
    regions = {
        fold_name(name): code[:2]
        for code, row in content("regions.toml").items()
        for name in (*row.get("also", ()), row["name"])
    }
    return NameTable({**regions, **country_names(), **group_names()})


def named_with_regions(text: str) -> list[str]:
    """As `named_in`; a state or province stands for its country ("New Mexico" is US)."""
    found = _names_and_regions().find(words_of(text))
    return list(dict.fromkeys(code for _, _, code in found))


def expand(names: Iterable[str]) -> frozenset[str]:
    """Country codes of group codes, country codes and names; unknown ones are ignored."""
    codes: set[str] = set()
    for name in names:
        group = GROUPS.get(name) or GROUPS.get(group_code(name) or "")
        codes |= group.countries if group else {country_code(name) or ""} - {""}
    return frozenset(codes)


def as_meant(names: Iterable[str]) -> tuple[str, ...]:
    """Codes without a group that means what stands beside it: "North America (US, Canada)"."""
    given = tuple(dict.fromkeys(names))
    return tuple(name for name in given if not _is_said_beside(name, given))


def _is_said_beside(name: str, given: Iterable[str]) -> bool:
    beside = _GROUPS.get(name, {}).get("beside", "").split()
    return bool(beside) and set(beside) <= set(given)


def compress(codes: Iterable[str]) -> list[str]:
    """Labels for a set of countries: whole groups first, then single countries by name.

    A group stands only where the set holds all of it, so no country is shown that is not meant.
    """
    left, labels = set(codes), []
    for group in _LARGE_GROUPS if len(left) > 2 else ():
        if group.countries <= left:
            labels.append(group.label)
            left -= group.countries
    return labels + sorted(country_name(code) for code in left)
