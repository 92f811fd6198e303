"""On site, hybrid or remote, and for whom: what a posting says about where the work is done."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

from listings.reading.countries import DATA, expand, named_with_regions
from listings.reading.eligibility import ANYWHERE, NO_REMOTE, NOT_STATED, Eligibility, joined
from listings.reading.location_text import read_words
from listings.reading.names import without_stops
from listings.reading.places import LocationFacts

type Scope = Literal["", "countries", "anywhere", "not-stated"]


_SENTENCE_END = re.compile(r"\n+|(?<=[.!?])\s+(?=\S)|[•●*]\s")
REACH = 300
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((DATA / "workplace_phrases.toml").read_text(encoding="utf-8"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """One pattern of the content, a list of them as alternatives that are tried together."""
    table, _, key = name.rpartition(".")
    found = (_content()[table] if table else _content())[key]
    return re.compile(found if isinstance(found, str) else "|".join(found))


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    table, _, key = name.rpartition(".")
    return tuple(re.compile(one) for one in (_content()[table] if table else _content())[key])


@dataclass(frozen=True)
class WorkplaceText:
    """The sentences of a posting that speak of where the work is done."""

    title: str
    sentences: tuple[str, ...]

    @classmethod
    def of(cls, title: str, text: str) -> "WorkplaceText":
        """Keeps the few sentences worth reading; the rest costs one pass."""
        sentences = tuple(_sentences(without_stops(text).replace("’", "'")))
        return cls(title, sentences)

    @cached_property
    def says(self) -> frozenset[str]:
        """Any of "hybrid", "onsite", "remote" and "option" (remote beside an office)."""
        in_title = {kind.replace("-", "") for kind in _pattern("title").findall(self.title.lower())}
        found = {("onsite" if kind.startswith("in") else kind) for kind in in_title}
        for sentence in self.sentences:
            found |= _kinds(sentence.lower())
        return frozenset(found)

    @cached_property
    def title_is_remote(self) -> bool:
        return "remote" in _pattern("title").findall(self.title.lower())

    def eligibility(self) -> Eligibility | None:
        """Whom title or text let in, where they name countries unmistakably."""
        if self.title_is_remote and (stated := _countries(self.title)):
            return Eligibility("countries", expand(stated), stated)
        for sentence in self.sentences:
            if stated := _named_residence(sentence):
                return Eligibility("countries", expand(stated), stated)
        if named_with_regions(self.title):
            return None  # "Account Executive (USA)" at an employer that hires globally
        if any(_pattern("eligible.anywhere").search(one.lower()) for one in self.sentences):
            return ANYWHERE
        return None


def _sentences(text: str) -> Iterator[str]:
    """The sentences around each trigger word, at most `REACH` characters either side of it."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as İ, change length in lower case
        text = lowered
    end = -1
    for found in _pattern("trigger").finditer(lowered):
        if found.start() < end:
            continue
        earliest = max(0, found.start() - REACH)
        ends = [one.end() for one in _SENTENCE_END.finditer(text, earliest, found.start())]
        latest = min(len(text), found.end() + REACH)
        next_end = _SENTENCE_END.search(text, found.end(), latest)
        end = next_end.start() if next_end else latest
        yield text[ends[-1] if ends else earliest : end].strip()


def _kinds(sentence: str) -> set[str]:
    if _pattern("never").search(sentence):
        return set()
    is_negated = _pattern("negation").search(sentence) is not None
    found = {kind for kind in ("hybrid", "onsite") if _pattern(kind).search(sentence)}
    if not is_negated:
        found |= {kind for kind in ("remote", "option") if _pattern(kind).search(sentence)}
    return found | _days(sentence)


def _days(sentence: str) -> set[str]:
    """Days a week in the office: five are on site, fewer are hybrid."""
    for pattern in _patterns("days"):
        if found := pattern.search(sentence):
            named = found.groupdict()
            if "weekdays" in named:
                return {"hybrid"}
            days = _NUMBERS.get(named["days"]) or int(named["days"])
            return {"onsite" if days >= 5 else "hybrid"} if days else set()
    return set()


def _named_residence(sentence: str) -> tuple[str, ...]:
    lowered = sentence.lower()
    if len(lowered) != len(sentence) or _pattern("eligible.unsure").search(lowered):
        return ()
    for pattern in _patterns("eligible.where"):
        if found := pattern.search(lowered):
            where = sentence[slice(*found.span("where"))]
            cut = _pattern("eligible.stop").search(where.lower())
            if stated := _countries(where[: cut.start()] if cut else where):
                return stated
    return ()


def _countries(text: str) -> tuple[str, ...]:
    """Countries and groups named in a text; a named state stands for its country."""
    stated = named_with_regions(text)
    return () if set(_content()["eligible"]["ambiguous"]) & set(stated) else tuple(stated)


ORDER = ("onsite", "hybrid", "remote")


@dataclass(frozen=True, slots=True)
class WorkplaceFacts:
    """`workplaces` holds any of "onsite", "hybrid", "remote"; empty where nothing states it."""

    workplaces: tuple[str, ...] = ()
    eligibility: Eligibility = NO_REMOTE


def read_workplace(
    *,
    remote_flag: bool | None,
    workplace_type: str = "",
    locations: Sequence[LocationFacts],
    title: str,
    text: str,
) -> WorkplaceFacts:
    """The workplaces of a posting and, when it is remote, who may apply.

    `workplace_type` is the source's own field ("OnSite", "hybrid", "REMOTE") and decides where it
    is filled. A remote flag is overruled only by a text that says hybrid or days in the office.
    """
    words = WorkplaceText.of(title, text)
    found = _of_type(workplace_type) or _of_flag(remote_flag, locations, words.says)
    workplaces = tuple(workplace for workplace in ORDER if workplace in found)
    if "remote" not in found:
        return WorkplaceFacts(workplaces)
    return WorkplaceFacts(workplaces, _eligibility(locations, words))


def _eligibility(locations: Sequence[LocationFacts], words: WorkplaceText) -> Eligibility:
    """The locations' countries; where they name none, those that title or text name."""
    said = [location.eligibility for location in locations if location.eligibility]
    if stated := joined(said):
        return stated
    keeps_some_out = bool(said)
    return (None if keeps_some_out else words.eligibility()) or NOT_STATED


def _of_type(workplace_type: str) -> set[str]:
    spaced = workplace_type.replace("_", " ").replace("-", " ")
    return set(read_words(spaced) & set(ORDER))


def _of_flag(
    flag: bool | None, locations: Sequence[LocationFacts], says: frozenset[str]
) -> set[str]:
    found = _of_locations(locations)
    if flag is True:
        found |= _flagged(found, says)
    elif flag is False:
        found |= _unflagged(found, locations, says)
    else:
        found |= _of_text(says) if not found else says & {"hybrid"}
    # An office that expects some days is hybrid, not on site.
    return found - {"onsite"} if "hybrid" in found else found


def _of_locations(locations: Sequence[LocationFacts]) -> set[str]:
    """What the location texts say in so many words ("NYC (Hybrid)", "Office (or Remote)")."""
    found = {"remote" for location in locations if location.remote}
    found |= {"hybrid" for location in locations if location.hybrid}
    found |= {"onsite" for location in locations if location.remote and location.office}
    return found | {"onsite" for location in locations if location.hybrid is False}


def _flagged(found: set[str], says: frozenset[str]) -> set[str]:
    """Flagged as remote: hybrid or on site instead only where the text says so and not remote."""
    if found:
        return set(says & {"hybrid"}) | ({"remote"} if says & {"remote"} else set())
    in_office = set(says & {"hybrid", "onsite"})
    if in_office and not says & {"remote", "option"}:
        return in_office
    return {"remote", *(in_office & {"hybrid"})}


def _unflagged(
    found: set[str], locations: Sequence[LocationFacts], says: frozenset[str]
) -> set[str]:
    """Flagged as not remote: a place of work is an office, unless the text says otherwise."""
    if "remote" in says and not (says | found) & {"hybrid", "onsite"}:
        return {"remote"}
    has_office = any(location.places and not location.remote for location in locations)
    kinds = set(says & {"hybrid"}) | ({"onsite"} if has_office else set())
    return kinds | ({"remote"} if "option" in says else set())


def _of_text(says: frozenset[str]) -> set[str]:
    kinds = set(says & set(ORDER))
    return kinds | ({"remote"} if "option" in says else set())
