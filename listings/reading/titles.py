"""What a job title says: roles, level, kinds of employment, and whether it is a vacancy."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from listings.reading.countries import country_code, group_code
from listings.reading.patterns import STAR, Match, Patterns, expand
from listings.reading.title_parts import (
    AND,
    LONGEST,
    TitleParts,
    clean,
    divide,
    in_order,
    title_words,
)
from listings.reading.words import tokens

NO_ROLE = ""
NO_LEVEL = ""
ENTRY_TYPES = frozenset({"internship", "apprenticeship"})
ENTRY = "entry"
"""The level of interns and apprentices, whatever other word stands in their title."""


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


class TitleReader:
    """Reads titles by a board's roles and words.

    ``levels`` maps a pattern to its level; an empty level says that the words mean none
    ("chief of staff"). ``occupations`` are patterns of work that is none of the roles.
    """

    def __init__(
        self,
        roles: Iterable[RolePhrases] = (),
        levels: Mapping[str, str] | None = None,
        occupations: Iterable[str] = (),
    ) -> None:
        roles = tuple(roles)
        means = [(alias, role.slug) for role in roles for alias in _telling(role.aliases)]
        self._roles = Patterns([*means, *((phrase, NO_ROLE) for phrase in occupations)])
        self._vetoes = Patterns((phrase, role.slug) for role in roles for phrase in role.excludes)
        self._levels = Patterns((levels or {}).items())

    def read(self, title: str) -> TitleFacts:
        """Everything that the title says."""
        parts = divide(title)
        types = _types(parts)
        return TitleFacts(
            normalized=normalize_title(title),
            roles=self._read_roles(parts),
            level=ENTRY if ENTRY_TYPES.intersection(types) else self._read_level(title),
            types=types,
            is_open_application=_is_open_application(parts),
        )

    def _read_roles(self, parts: TitleParts) -> tuple[str, ...]:
        """Roles of the first part that names any work, and of later parts that only name a role.

        Such a later part replaces a last resort: "Software Engineer, Site Reliability Engineer".
        """
        matches = self._roles.best(parts)
        if not matches:
            return ()
        decisive = [match for match in matches if match.part == matches[0].part]
        roles = [match for match in decisive if not _is_of_another(match, decisive, parts)]
        if roles:
            later = [match for match in matches if self._is_whole_part(match, decisive, parts)]
            keeps = [match for match in roles if not (later and match.is_last_resort)]
            roles = [*keeps, *later]
        vetoed = {match.meaning for match in self._vetoes.all(parts)}
        found = dict.fromkeys(match.meaning for match in roles)
        return tuple(slug for slug in found if slug != NO_ROLE and slug not in vetoed)

    def _is_whole_part(self, match: Match, decisive: list[Match], parts: TitleParts) -> bool:
        if match in decisive or match.is_last_resort or match.meaning == NO_ROLE:
            return False
        part = parts[match.part]
        places = range(part.start, part.start + len(part.words))
        left = {part.words[at - part.start] for at in places if at not in match.own}
        return left <= self._levels.vocabulary | {AND}

    def _read_level(self, title: str) -> str:
        found = self._levels.best(in_order(title))
        return next((match.meaning for match in found if match.meaning != NO_LEVEL), NO_LEVEL)


def _telling(aliases: Iterable[str]) -> list[str]:
    """Aliases without those that also stand as a last resort: a role's name is always one."""
    variants = [variant for alias in aliases for variant in expand(alias)]
    weak = {tuple(tokens(variant)) for variant in variants if variant.startswith(STAR)}
    return [
        variant
        for variant in variants
        if variant.startswith(STAR) or tuple(tokens(variant)) not in weak
    ]


def _is_of_another(match: Match, matches: list[Match], parts: TitleParts) -> bool:
    """Whether the match is no role, or only says more of one: "data scientist recruiter"."""
    if match.meaning == NO_ROLE:
        return True
    return any(
        other.meaning == NO_ROLE or (match.is_last_resort and not other.is_last_resort)
        for other in matches
        if other is not match and not _stand_beside(match, other, parts)
    )


def _stand_beside(one: Match, other: Match, parts: TitleParts) -> bool:
    """Whether an "and" stands between the two."""
    part = parts[one.part]
    first, last = sorted((max(one.own), max(other.own)))
    return AND in part.words[first - part.start : last - part.start]


@cache
def _employment() -> dict[str, Any]:
    file = Path(__file__).parent / "data" / "employment_types.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _type_patterns() -> Patterns:
    content = _employment()
    means = [(phrase, kind) for kind, phrases in content["types"].items() for phrase in phrases]
    return Patterns([*means, *((phrase, "") for phrase in content["none"]["phrases"])])


@cache
def _open_application_patterns() -> Patterns:
    content = _employment()["open_application"]
    open_ones = [(phrase, "open") for phrase in content["phrases"]]
    return Patterns([*open_ones, *((phrase, "") for phrase in content["not_one"])])


def _types(parts: TitleParts) -> tuple[str, ...]:
    found = dict.fromkeys(match.meaning for match in _type_patterns().best(parts))
    return tuple(kind for kind in found if kind)


def _is_open_application(parts: TitleParts) -> bool:
    return any(match.meaning for match in _open_application_patterns().best(parts))


LONGEST_NAME = 8
"""Words of a country's or region's name: "Saint Helena, Ascension and Tristan da Cunha" has 7."""

_PARTS = re.compile(r"(\s[-–—|:•·@]++\s|(?<![-–—])[-–—]++\s|\s[-–—]++|[,;:|–—()\[\]{}])")


def normalize_title(title: str) -> str:
    """The key by which postings of one vacancy are found to be the same.

    Case, accents, markers of gender and pictures are off, and so are parts that only say where:
    "(Remote)", "- LATAM", "| Brazil". A place after a comma stays: it may be the market that one
    sells to. Where a title says nothing else, nothing is left out.
    """
    pieces = _PARTS.split(clean(title))
    dividers = ["", *(divider.strip() for divider in pieces[1::2])]
    kept = [
        word
        for divider, piece in zip(dividers, pieces[::2], strict=True)
        if not _only_says_where(piece, may_be_place=divider not in {"", ",", ";", ")", "]"})
        for word in tokens(piece)
    ]
    return " ".join(kept or tokens(title[:LONGEST]))


def _only_says_where(piece: str, *, may_be_place: bool) -> bool:
    words = tokens(piece)
    vocabulary = title_words()
    rest = [word for word in words if word not in vocabulary["workplace"]]
    is_workplace = len(rest) < len(words)
    if is_workplace:
        rest = [word for word in rest if word not in vocabulary["beside_workplace"]]
    if not rest:
        return is_workplace
    return (may_be_place or is_workplace) and _are_places(rest)


def _are_places(words: list[str]) -> bool:
    """Whether the words are names of countries or regions and nothing else."""
    ends = {0}  # how many of the first words are names
    for start in range(len(words)):
        if start in ends:
            names = range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
            ends |= {end for end in names if _is_place(" ".join(words[start:end]))}
    return len(words) in ends


def _is_place(name: str) -> bool:
    """Two and three letters are mostly no country here: AI, IT and PM are codes of some."""
    if len(name) <= 3:
        return name in title_words()["places"]
    return bool(country_code(name) or group_code(name))
