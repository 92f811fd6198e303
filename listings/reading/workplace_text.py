"""What the title and the sentences of a posting say of where the work is done. No Django.

The words are content (``data/workplace_phrases.toml``). What is said of this job counts before what
is said of the company, and what is denied, is so for a time only or speaks of others not at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from listings.reading import phrases
from listings.reading.data import content
from listings.reading.names import without_stops
from listings.reading.sections import Evidence, Section, Sentence, Sentences
from listings.reading.words import remembered

FILE = "workplace_phrases.toml"
_pattern = partial(phrases.pattern, FILE)
_patterns = partial(phrases.patterns, FILE)

WEEK = 5  # days of work
WORKPLACES = frozenset({"onsite", "hybrid", "remote"})
OF_COMPANY = frozenset({Section.EMPLOYER, Section.OFFER})
KINDS = ("hybrid", "partly", "onsite", "remote", "option", "choice", "culture")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one sentence says.

    ``kinds``: any of "hybrid", "onsite", "remote", "option" (remote beside an office), "choice"
    (whichever one likes), "culture" (the company thinks nothing of offices). ``office_days``: how
    many a week, where it names one number.
    """

    sentence: Sentence
    kinds: frozenset[str] = frozenset()
    office_days: int | None = None


@dataclass(frozen=True, slots=True)
class WorkplaceText:
    """The statements that count, and all that they and the title say."""

    says: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = ()

    def evidence(self, workplaces: Sequence[str]) -> Evidence | None:
        """The first sentence that states one of these, the rarest kind first."""
        for kind in ("hybrid", "onsite", "remote", "option", "choice"):
            states = "remote" if kind in ("option", "choice") else kind
            if states in workplaces:
                for one in self.statements:
                    if kind in one.kinds:
                        return one.sentence.evidence
        return None

    @property
    def office_days(self) -> int | None:
        return next((one.office_days for one in self.statements if one.office_days), None)


def read_workplace_text(title: str, sentences: Sentences) -> WorkplaceText:
    """Read title and sentences; costs one pass, and more for the few that speak of workplaces."""
    in_title = _of_title(title.lower())
    own: list[Statement] = []
    company: list[Statement] = []
    is_placed = False
    for sentence in phrases.naming(FILE, sentences):
        said = _said(sentence.lowered, sentence.section)
        is_placed = is_placed or said.is_placed
        if said.kinds:
            statement = Statement(sentence, said.kinds, said.office_days)
            (own if said.is_own else company).append(statement)
    return _weighed(in_title, own, company, is_placed=is_placed)


def _weighed(
    in_title: set[str], own: list[Statement], company: list[Statement], *, is_placed: bool
) -> WorkplaceText:
    """What is said of the company fills in where nothing is said of the job.

    A company of remote people may have a job with a place, whatever it thinks of offices.
    """
    if not in_title and _all_kinds(own) <= {"culture"}:
        away = {"remote", "culture"} if is_placed else set()
        kept = [one for one in [*company, *own] if not one.kinds & away]
        return WorkplaceText(_all_kinds(kept), tuple(kept))
    agreeing = [one for one in company if one.kinds & (in_title | _all_kinds(own))]
    return WorkplaceText(_all_kinds(own) | in_title, (*own, *agreeing))


def _all_kinds(statements: Sequence[Statement]) -> frozenset[str]:
    return frozenset(kind for one in statements for kind in one.kinds)


def is_title_remote(title: str) -> bool:
    """Whether a part of the title says that the job is remote."""
    return "remote" in _of_title(title.lower())


def _of_title(title: str) -> set[str]:
    words = content(FILE)["title"]
    found = set()
    for kind in _pattern("title", "kind").findall(title):
        named = next((name for name in ("remote", "hybrid") if kind in words[name]), "onsite")
        found.add(named)
    return found


class _Said(NamedTuple):
    """What a sentence says, and whether of this job, which has a place of its own."""

    is_own: bool
    is_placed: bool
    kinds: frozenset[str]
    office_days: int | None


@remembered
def _said(lowered: str, section: Section) -> _Said:
    lowered = without_stops(lowered)
    is_own = _is_of_this_job(lowered, section)
    is_placed = is_own and bool(_pattern("subject", "placed").search(lowered))
    return _Said(is_own, is_placed, *_stated(lowered))


def _is_of_this_job(lowered: str, section: Section) -> bool:
    if _pattern("subject", "own").search(lowered):
        return True
    return section not in OF_COMPANY and not _pattern("subject", "company").search(lowered)


def _stated(lowered: str) -> tuple[frozenset[str], int | None]:
    plain = _without_denials(_without_others(lowered))
    found, office_days = _kinds(plain.lowered), None
    if _may("days", plain.lowered):
        of_days, office_days = _of_days(plain.lowered)
        found |= of_days
    if "remote" in plain.denied and not found & WORKPLACES:
        found.add("onsite")
    if "part" in plain.denied and "remote" not in found:
        found.add("hybrid")
    if "hybrid" in found and "choice" not in found:
        found.discard("onsite")
    if not found or _pattern("subject", "other").search(lowered):
        return frozenset(), None
    return frozenset(found), office_days


def _may(name: str, lowered: str) -> bool:
    """Whether a sentence holds the letters without which an expression finds nothing."""
    return any(letters in lowered for letters in content(FILE)["needs"][name])


def _without_others(lowered: str) -> str:
    """The sentence without what bears the name only, and without what is so for a time only."""
    for name in ("things", "time"):
        if _may(name, lowered):
            lowered = _pattern("cut", name).sub(" … ", lowered)
    return lowered


@dataclass(frozen=True, slots=True)
class _Plain:
    """A sentence without what it denies, and which of "remote" and "part" (of it) that was."""

    lowered: str
    denied: frozenset[str]


def _without_denials(lowered: str) -> _Plain:
    denied: set[str] = set()

    def note(found: re.Match[str]) -> str:
        if _pattern("words", "remote").search(found["what"]):
            denied.add("part" if found.groupdict().get("part") else "remote")
        return " … "

    if _may("duty", lowered):
        lowered = _pattern("negation", "duty").sub(" … ", lowered)
    for name in ("label", "after", "before"):
        if _may(name, lowered):
            lowered = _pattern("negation", name).sub(note, lowered)
    return _Plain(lowered, frozenset(denied))


def _kinds(lowered: str) -> set[str]:
    found = {
        kind for kind in KINDS if _may(kind, lowered) and _pattern("kinds", kind).search(lowered)
    }
    if "hybrid" in found and _is_other_mixture(lowered):
        found.discard("hybrid")
    return {"hybrid" if kind == "partly" else kind for kind in found}


def _is_other_mixture(lowered: str) -> bool:
    return bool(
        _pattern("kinds", "mixed").search(lowered)
        and not _pattern("kinds", "about_place").search(lowered)
    )


def _of_days(lowered: str) -> tuple[set[str], int | None]:
    """Days a week in the office: five are on site, fewer are hybrid."""
    for pattern in _patterns("days", "office"):
        if found := pattern.search(lowered):
            days = _number(found["days"])
            if not 1 <= days <= WEEK + 2:
                return set(), None
            if days >= WEEK:
                return {"onsite"}, None
            return {"hybrid"}, None if found["to"] else days
    if days := _weekdays(lowered):
        return ({"onsite"}, None) if days >= WEEK else ({"hybrid"}, days)
    return ({"hybrid"} if _is_partly_at_home(lowered) else set()), None


def _number(word: str) -> int:
    numbers: dict[str, int] = content(FILE)["days"]["numbers"]
    return numbers.get(word) or int(word)


def _weekdays(lowered: str) -> int:
    """How many weekdays in the office a sentence names, 0 where it names none."""
    for pattern in _patterns("days", "weekdays"):
        if found := pattern.search(lowered):
            named = [
                _place_in_week(one)
                for one in _pattern("words", "weekday").findall(found["weekdays"])
            ]
            is_range = _pattern("days", "through").search(found["weekdays"])
            return named[-1] - named[0] + 1 if is_range else len(named)
    return 0


def _place_in_week(name: str) -> int:
    """0 for Monday."""
    begin = content(FILE)["days"]["begin"]
    return next((at for at, letters in enumerate(begin) if name.startswith(tuple(letters))), 0)


def _is_partly_at_home(lowered: str) -> bool:
    for pattern in _patterns("days", "home"):
        if found := pattern.search(lowered):
            return 1 <= _number(found["days"]) < WEEK
    if _pattern("days", "home_weekdays").search(lowered):
        return True
    share = _pattern("days", "share").search(lowered)
    return bool(share and not _pattern("days", "not_share").search(lowered))
