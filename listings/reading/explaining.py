"""Why a title gives a role or level: the phrases that decide, and why the others do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listings.reading.alternatives import expand
from listings.reading.patterns import PhraseMatch
from listings.reading.title_levels import NO_LEVEL
from listings.reading.title_parts import divide
from listings.reading.titles import (
    NO_ROLE,
    RoleDecision,
    RolePhrases,
    TitleContext,
    TitleReader,
)

DECIDES = "decides"


@dataclass(frozen=True, slots=True)
class PhraseFound:
    """``phrase`` as it was written, ``meaning`` a role's slug or a level, "" for none."""

    phrase: str
    meaning: str
    why: str
    is_exclusion: bool = False

    @property
    def is_deciding(self) -> bool:
        return self.why == DECIDES


class PhrasesAsWritten:
    """The phrase that one of its alternatives comes from, by what it means."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._phrases: dict[tuple[str, str], str] = {}
        for phrase, meaning in phrases:
            for variant in expand(phrase):
                self._phrases.setdefault((variant, meaning), phrase)

    def of(self, match: PhraseMatch) -> str:
        return self._phrases.get((match.phrase, match.meaning), match.phrase)


def explain_roles(
    reader: TitleReader, roles: Iterable[RolePhrases], occupations: Iterable[str], of: TitleContext
) -> list[PhraseFound]:
    """Every phrase of roles and occupations in a title; those that decide come first."""
    roles, parts = list(roles), divide(of.title)
    means = [(phrase, role.slug) for role in roles for phrase in (*role.aliases, *role.excludes)]
    written = PhrasesAsWritten([*means, *((phrase, NO_ROLE) for phrase in occupations)])
    decision = reader.decide(parts, of)
    found = [
        PhraseFound(written.of(match), match.meaning, _why_role(match, decision))
        for match in reader.found(parts)
    ]
    vetoes = [
        PhraseFound(written.of(match), match.meaning, "vetoes the role", is_exclusion=True)
        for match in decision.vetoes
    ]
    return sorted(dict.fromkeys([*found, *vetoes]), key=lambda one: not one.is_deciding)


def _why_role(match: PhraseMatch, decision: RoleDecision) -> str:
    if match in decision.roles:
        return DECIDES
    veto = next((one for one in decision.vetoes if one.meaning == match.meaning), None)
    if veto:
        return f"vetoed by the exclusion “{veto.phrase}”"
    if match not in decision.matches:
        return _why_not_counted(match, decision.matches)
    return _why_beside(match, decision)


def _why_beside(match: PhraseMatch, decision: RoleDecision) -> str:
    """Why a phrase that counts does not decide."""
    if match.meaning == NO_ROLE:
        return "is other work, none of the roles"
    if match.part != decision.matches[0].part:
        return "stands in a later part; the first that names any work decides"
    others = [one for one in decision.matches if one.part == match.part and one is not match]
    other = next((one for one in others if one.meaning == NO_ROLE), None)
    if other:
        return f"“{other.phrase}” beside it is other work"
    return "is the last resort, and another phrase was found"


def _why_not_counted(match: PhraseMatch, matches: Iterable[PhraseMatch]) -> str:
    winner = next((one for one in matches if not one.own.isdisjoint(match.own)), None)
    if match.is_guess and not (winner and winner.rank < match.rank):
        return "is a guess, and nothing beside the title confirms it"
    return f"“{winner.phrase}” is closer or longer" if winner else "does not count here"


def explain_level(
    reader: TitleReader, levels: Mapping[str, str], title: str, level: str
) -> list[PhraseFound]:
    """Every phrase for levels in a title; those that decide come first."""
    written, counting = PhrasesAsWritten(levels.items()), reader.levels.counting(title)
    found = (
        PhraseFound(written.of(match), match.meaning, _why_level(match, counting, level))
        for match in reader.levels.found(title)
    )
    return sorted(dict.fromkeys(found), key=lambda one: not one.is_deciding)


def _why_level(match: PhraseMatch, counting: list[PhraseMatch], level: str) -> str:
    if match not in counting:
        winners = (one for one in counting if not one.own.isdisjoint(match.own))
        return next((f"“{one.phrase}” is closer or longer" for one in winners), "does not count")
    if match.meaning == NO_LEVEL:
        return "states no level"
    first = next(one.part for one in counting if one.meaning != NO_LEVEL)
    if match.part != first:
        return "stands behind the first side that states a level"
    return DECIDES if match.meaning == level else f"the title is {level} by another word"
