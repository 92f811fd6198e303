"""Who may apply for a remote posting, as far as the employer says so. No Django."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from listings.reading import phrases
from listings.reading.countries import GROUPS, as_meant, expand, name_of_all, named_with_regions
from listings.reading.data import content
from listings.reading.names import without_stops
from listings.reading.sections import Evidence, Sentences
from listings.reading.words import remembered

type Scope = Literal["", "countries", "anywhere", "not-stated"]

FILE = "eligibility_phrases.toml"
_pattern = partial(phrases.pattern, FILE)
_patterns = partial(phrases.patterns, FILE)
# Characters about a match that can make it doubtful.
BEFORE, AFTER = 40, 30
_PARTS = re.compile(r"[()\[\]|]| [-–—] |, ")
_LIST = re.compile(r"\s*(?:[&/,+]|\b(?:and|or|und|oder)\b)\s*")
_ELISION = re.compile(r"\b[dl]['’](?=\w)", re.IGNORECASE)  # "de l'Union européenne"
_GENITIVE = re.compile(r"(?<=\w{4})s\b")  # "innerhalb Deutschlands"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Where a remote posting is open.

    `scope` is "" for a posting that is not remote; "not-stated" is never read as any country.
    `countries` are ISO 3166-1 alpha-2 codes with groups expanded, empty unless scope is
    "countries". `stated` are the group and country codes as the employer named them, for display.
    `evidence` is the sentence that says so, None where the location or the title does.
    """

    scope: Scope = ""
    countries: frozenset[str] = frozenset()
    stated: tuple[str, ...] = ()
    evidence: Evidence | None = None


def open_to(stated: Iterable[str], evidence: Evidence | None = None) -> Eligibility:
    """Open to countries and groups by their codes."""
    meant = as_meant(stated)
    return Eligibility("countries", expand(meant), meant, evidence)


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
    return open_to(code for part in said for code in part.stated)


def title_eligibility(title: str) -> Eligibility | None:
    """Whom the title of a remote posting lets in ("Tech Lead - Remote, Worldwide")."""
    title = _without_hours(title)
    if _pattern("where", "open_list").search(title.lower()):
        return NOT_STATED
    if stated := _countries(title):
        return open_to(stated)
    return ANYWHERE if _pattern("where", "worldwide").search(title.lower()) else None


def named_beside_remote(title: str) -> Eligibility | None:
    """Whom the words beside "remote" let in: Europe in "Engineer - Remote Europe", but not the
    market of "Sales EMEA (Remote)"."""
    for found in _pattern("where", "beside_remote").finditer(title.lower()):
        part = next(name for name, where in found.groupdict().items() if where)
        if stated := _countries(title[slice(*found.span(part))]):
            return open_to(stated)
    return None


def named_in_part(title: str, *, beside_places: bool) -> Eligibility | None:
    """Whom a part of a title that names nothing else lets in: "Backend Engineer (US & Canada)".

    In sales and the like it is a market ("Account Executive (EMEA)"), and so is a group of
    countries beside the places of a posting.
    """
    if _pattern("where", "of_markets").search(title.lower()):
        return None
    for part in _PARTS.split(title)[1:]:
        stated = tuple(map(name_of_all, _LIST.split(part.strip())))
        if all(stated) and not (beside_places and GROUPS.keys() & set(stated)):
            return open_to(stated)
    return None


def widened(located: Eligibility, *others: Eligibility | None) -> Eligibility:
    """The locations' countries; those of title or text where they name all of them and more.

    "We can hire in all 50 states and Canada", beside "Remote US". Beside a group of countries those
    of it that they name: "Location: Remote, Spain" beside "Remote EMEA".
    """
    if located.scope != "countries":
        return located
    told = [one for one in others if one and _is_to_applicants(one.evidence)]
    if GROUPS.keys() >= set(located.stated):
        for one in told:
            if GROUPS.keys().isdisjoint(one.stated) and set() < one.countries < located.countries:
                return one
    return next((one for one in told if located.countries < one.countries), located)


def _is_to_applicants(evidence: Evidence | None) -> bool:
    """Whether a sentence speaks to those who apply, as every title does."""
    said = evidence.sentence.lower() if evidence else "you"
    return bool(_pattern("where", "to_applicants").search(said))


def text_eligibility(title: str, sentences: Sentences) -> Eligibility | None:
    """Whom the text lets in, where it names countries unmistakably."""
    naming = list(phrases.naming(FILE, sentences))
    for sentence in naming:
        if stated := _named_residence(sentence.text):
            return open_to(stated, sentence.evidence)
    if named_with_regions(_without_hours(title)):
        return None  # "Account Executive (USA)" at an employer that hires globally
    said = next((one for one in naming if _says_anywhere(one.lowered)), None)
    return replace(ANYWHERE, evidence=said.evidence) if said else None


def _without_hours(title: str) -> str:
    return _pattern("where", "hours").sub(" ", title)


@remembered
def _says_anywhere(lowered: str) -> bool:
    if not _pattern("where", "anywhere").search(lowered):
        return False
    limits = ("for_a_time", "exceptions")
    return not any(_pattern("where", name).search(lowered) for name in limits)


@remembered
def _named_residence(sentence: str) -> tuple[str, ...]:
    """The countries and groups in which a sentence asks people to live, as codes."""
    written = without_stops(sentence.replace("’", "'").replace("\xa0", " "))
    written = _pattern("where", "aside").sub("", written)
    lowered = written.lower()
    if len(lowered) != len(written):
        return ()
    for pattern in _patterns("where", "is"):
        if found := pattern.search(lowered):
            begin, end = found.span("where")
            cut = _pattern("where", "stop").search(lowered, begin, end)
            end = cut.start() if cut else end
            all_over = content(FILE)["where"]["all_over"].get(found[0].strip())
            if stated := (all_over,) if all_over else _countries(written[begin:end]):
                around = lowered[max(0, found.start() - BEFORE) : end + AFTER]
                return () if _pattern("where", "unsure").search(around) else stated
    return ()


def _countries(text: str) -> tuple[str, ...]:
    """Countries and groups named in a text; a named state stands for its country."""
    text = _ELISION.sub(" ", text)
    stated = dict.fromkeys(named_with_regions(text))
    for part in _LIST.split(text):
        if (bare := _GENITIVE.sub("", part)) != part and not named_with_regions(part):
            stated |= dict.fromkeys(named_with_regions(bare))
    ambiguous = content(FILE)["where"]["ambiguous"]
    return () if set(ambiguous) & set(stated) else tuple(stated)
