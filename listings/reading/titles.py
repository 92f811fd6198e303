"""What a job title says: roles, level, kinds of employment, and whether it is a vacancy."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from listings.reading.alternatives import expand
from listings.reading.data import content
from listings.reading.patterns import GUESS, STAR, WHOLE, Patterns, PhraseMatch
from listings.reading.title_levels import ENTRY, LevelReader
from listings.reading.title_parts import (
    AND,
    LONGEST,
    TitleParts,
    divide,
    normalize_title,
    spoken_words,
    title_words,
)
from listings.reading.words import fold, tokens

NO_ROLE = ""
WEAK = (STAR, GUESS, WHOLE)
ENTRY_TYPES = frozenset({"internship", "apprenticeship"})
"""Interns and apprentices are beginners, whatever other word stands in their title."""


@dataclass(frozen=True, slots=True)
class RolePhrases:
    """A role, the patterns that mean it, and those that veto it (see ``reading.patterns``).

    ``evidence`` are words beside a title that confirm its guesses: see ``TitleContext``.
    """

    slug: str
    aliases: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


ENOUGH = 2
"""Different words of evidence that a text must hold; one may stand in a long text by chance."""

SHORT = 1_000
"""Characters of a text in which one word of evidence is enough."""

NOTHING = 60
"""Characters of a text that says no more than the title."""

READ_CHARACTERS = 10_000
"""Of a text that is looked through for evidence: what the work is stands near its beginning."""


@dataclass(frozen=True)
class TitleContext:
    """What stands beside a title, and decides where the title alone is a guess."""

    title: str
    department: str = ""
    text: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether next to nothing stands beside the title."""
        return len(self.text.strip()) < NOTHING

    def speaks_of(self, words: Iterable[str]) -> bool:
        """Whether one of the words stands in title or department, or several do in the text."""
        words = tuple(words)
        enough = 1 if len(self.text) < SHORT else ENOUGH
        return any(word in self._near for word in words) or (
            sum(word in self._far for word in words) >= enough
        )

    @cached_property
    def _near(self) -> str:
        return _spaced(f"{self.title[:LONGEST]} | {self.department[:LONGEST]}")

    @cached_property
    def _far(self) -> str:
        return _spaced(self.text[:READ_CHARACTERS])


def _spaced(text: str) -> str:
    """Words with a space around each, so that a phrase can be looked for as it is."""
    return f" {' '.join(tokens(text))} "


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What a title says; "" and () where it says nothing."""

    normalized: str
    roles: tuple[str, ...] = ()
    level: str = ""
    types: tuple[str, ...] = ()
    is_open_application: bool = False


@dataclass(frozen=True, slots=True)
class RoleDecision:
    """``roles`` decide, of the phrases that count and share no word; ``vetoes`` are exclusions."""

    roles: list[PhraseMatch]
    matches: list[PhraseMatch]
    vetoes: list[PhraseMatch]


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
        self._levels = LevelReader(levels or {})
        none = ((phrase, NO_ROLE) for phrase in occupations)
        beside = self._levels.markers | set(title_words()["no_difference"])
        self._roles = Patterns([*means, *none], beside=beside)
        self._vetoes = Patterns((phrase, role.slug) for role in roles for phrase in role.excludes)
        self._evidence = {role.slug: [_spaced(word) for word in role.evidence] for role in roles}

    def read(self, title: str, text: str = "", department: str = "") -> TitleFacts:
        """Everything that the title says; text and department decide where it is a guess."""
        parts = divide(title)
        types = _types(parts)
        return TitleFacts(
            normalized=normalize_title(title),
            roles=self._read_roles(parts, TitleContext(title, department, text)),
            level=self._level_of(title, types),
            types=types,
            is_open_application=_is_open_application(parts),
        )

    def level(self, title: str) -> str:
        """The level alone, of a title or of what names a range of pay."""
        return self._level_of(title, _types(divide(title)))

    def _level_of(self, title: str, types: tuple[str, ...]) -> str:
        return ENTRY if ENTRY_TYPES.intersection(types) else self._levels.read(title)

    def _read_roles(self, parts: TitleParts, context: TitleContext) -> tuple[str, ...]:
        found = self.decide(parts, context).roles
        return tuple(dict.fromkeys(match.meaning for match in found if match.meaning != NO_ROLE))

    def decide(self, parts: TitleParts, context: TitleContext) -> RoleDecision:
        """Roles of the first part that names any work, and of later parts that only name a role.

        Such a later part replaces a last resort and what is only known by another part: "Software
        Engineer, Site Reliability Engineer".
        """
        vetoes = list(self._vetoes.all(parts))
        vetoed = {match.meaning for match in vetoes}
        is_told = cache(lambda slug: context.speaks_of(self._evidence.get(slug, ())))

        def counts(match: PhraseMatch) -> bool:
            is_sure = not match.is_guess or (match.is_whole and context.is_bare)
            return match.meaning not in vetoed and (is_sure or is_told(match.meaning))

        matches = self._roles.best(parts, counts)
        decisive = [match for match in matches if match.part == matches[0].part]
        roles = [match for match in decisive if not _is_of_another(match, decisive, parts)]
        if roles:
            later = [match for match in matches if self._is_whole_part(match, decisive, parts)]
            keeps = [match for match in roles if not (later and match.is_replaceable)]
            roles = [*keeps, *later]
        return RoleDecision(roles, matches, vetoes)

    def found(self, parts: TitleParts) -> list[PhraseMatch]:
        """Every phrase of roles and occupations that a title holds, whether it counts or not."""
        return list(self._roles.all(parts))

    @property
    def levels(self) -> LevelReader:
        return self._levels

    def _is_whole_part(
        self, match: PhraseMatch, decisive: list[PhraseMatch], parts: TitleParts
    ) -> bool:
        if match in decisive or match.is_last_resort or match.meaning == NO_ROLE:
            return False
        return match.is_all_of(parts[match.part], self._levels.vocabulary | {AND})


def _telling(aliases: Iterable[str]) -> list[str]:
    """Aliases without those that also stand as a guess or last resort: a name is always one."""
    variants = [variant for alias in aliases for variant in expand(alias)]
    weak = {_pieces(variant) for variant in variants if variant.startswith(WEAK)}
    return [
        variant for variant in variants if variant.startswith(WEAK) or _pieces(variant) not in weak
    ]


def _pieces(phrase: str) -> tuple[tuple[str, ...], ...]:
    """Words between the gaps and commas of a phrase, without the marks in front of it."""
    bare = phrase.lstrip(f"{''.join(WEAK)} ")
    return tuple(tuple(spoken_words(fold(piece))) for piece in re.split(r"[*,]", bare))


def _is_of_another(match: PhraseMatch, matches: list[PhraseMatch], parts: TitleParts) -> bool:
    """Whether the match is no role, or only says more of one: "data scientist recruiter"."""
    if match.meaning == NO_ROLE:
        return True
    return any(
        other.meaning == NO_ROLE or (match.is_last_resort and not other.is_last_resort)
        for other in matches
        if other is not match and not _stand_beside(match, other, parts)
    )


def _stand_beside(one: PhraseMatch, other: PhraseMatch, parts: TitleParts) -> bool:
    """Whether an "and" stands between the two."""
    part = parts[one.part]
    first, last = sorted((max(one.own), max(other.own)))
    return AND in part.words[first - part.start : last - part.start]


@cache
def _type_patterns() -> Patterns:
    given = content("employment_types.toml")
    means = [(phrase, kind) for kind, phrases in given["types"].items() for phrase in phrases]
    return Patterns([*means, *((phrase, "") for phrase in given["none"]["phrases"])])


@cache
def _open_application_patterns() -> Patterns:
    given = content("employment_types.toml")["open_application"]
    open_ones = [(phrase, "open") for phrase in given["phrases"]]
    return Patterns([*open_ones, *((phrase, "") for phrase in given["not_one"])])


def _types(parts: TitleParts) -> tuple[str, ...]:
    found = dict.fromkeys(match.meaning for match in _type_patterns().best(parts))
    return tuple(kind for kind in found if kind)


def _is_open_application(parts: TitleParts) -> bool:
    return any(match.meaning for match in _open_application_patterns().best(parts))
