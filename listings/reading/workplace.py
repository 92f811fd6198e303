"""On site, hybrid or remote, and for whom: what a posting says about where the work is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from listings.reading.eligibility import NO_REMOTE, NOT_STATED, Eligibility, joined
from listings.reading.location_text import read_words
from listings.reading.places import LocationFacts
from listings.reading.workplace_text import WorkplaceText

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
