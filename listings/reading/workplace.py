"""On site, hybrid or remote, and for whom: what a posting says about where the work is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from listings.reading.eligibility import (
    ANYWHERE,
    NO_REMOTE,
    NOT_STATED,
    Eligibility,
    joined,
    named_beside_remote,
    named_in_part,
    text_eligibility,
    title_eligibility,
    widened,
)
from listings.reading.location_text import read_words
from listings.reading.places import LocationFacts
from listings.reading.sections import Evidence, Sentences
from listings.reading.workplace_text import WorkplaceText, is_title_remote, read_workplace_text

ORDER = ("onsite", "hybrid", "remote")


@dataclass(frozen=True, slots=True)
class WorkplaceFacts:
    """`workplaces` holds any of "onsite", "hybrid", "remote"; empty where nothing states it.

    `office_days`: how many a week of a hybrid posting, where the text names one number.
    `evidence` has, by the column of a posting, the sentence that states it.
    """

    workplaces: tuple[str, ...] = ()
    eligibility: Eligibility = NO_REMOTE
    office_days: int | None = None
    evidence: dict[str, Evidence] = field(default_factory=dict, compare=False)


def read_workplace(
    *,
    remote_flag: bool | None,
    workplace_type: str = "",
    locations: Sequence[LocationFacts],
    title: str,
    sentences: Sentences,
) -> WorkplaceFacts:
    """The workplaces of a posting and, when it is remote, who may apply.

    `workplace_type` is the source's own field ("OnSite", "hybrid", "REMOTE") and decides where it
    is filled. A remote flag is overruled only by a text that says hybrid or days in the office.
    """
    text = read_workplace_text(title, sentences)
    found = _of_type(workplace_type) or _of_flag(remote_flag, locations, text.says)
    workplaces = tuple(workplace for workplace in ORDER if workplace in found)
    eligibility = NO_REMOTE
    if "remote" in found:
        eligibility = _eligibility(locations, title, sentences)
    return WorkplaceFacts(
        workplaces,
        replace(eligibility, evidence=None),
        text.office_days if "hybrid" in found else None,
        _evidence(text, workplaces, eligibility),
    )


def _evidence(
    text: WorkplaceText, workplaces: Sequence[str], eligibility: Eligibility
) -> dict[str, Evidence]:
    said = {"workplaces": text.evidence(workplaces), "remote_countries": eligibility.evidence}
    return {column: one for column, one in said.items() if one}


def _eligibility(
    locations: Sequence[LocationFacts], title: str, sentences: Sentences
) -> Eligibility:
    """The locations' countries; where they name none, those that title or text name."""
    said = [location.eligibility for location in locations if location.eligibility]
    in_title = title_eligibility(title) if is_title_remote(title) else None
    if in_title == ANYWHERE:
        return ANYWHERE
    if any(location.more for location in locations):
        return NOT_STATED
    if stated := joined(said):
        in_text = text_eligibility(title, sentences)
        if in_text and in_text.scope == "anywhere" and not any(one.remote for one in locations):
            return in_text  # an office is no place where a remote worker has to live
        return widened(
            stated, named_beside_remote(title), named_in_part(title, beside_places=True), in_text
        )
    if said:  # it tells whom it keeps out, or that there are more
        return NOT_STATED
    in_text = text_eligibility(title, sentences)
    return in_title or in_text or named_in_part(title, beside_places=False) or NOT_STATED


def _of_type(workplace_type: str) -> set[str]:
    if not workplace_type:
        return set()
    spaced = workplace_type.replace("_", " ").replace("-", " ")
    return set(read_words(spaced) & set(ORDER))


def _of_flag(
    flag: bool | None, locations: Sequence[LocationFacts], says: frozenset[str]
) -> set[str]:
    if "choice" in says:
        return set(ORDER)
    found = _of_locations(locations)
    if flag is True:
        found |= _flagged(found, says)
    elif flag is False:
        found |= _unflagged(found, locations, says)
    else:
        found |= _unknown(found, locations, says)
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


def _unknown(found: set[str], locations: Sequence[LocationFacts], says: frozenset[str]) -> set[str]:
    """No flag: what locations and text say; a city of which nothing is said is an office."""
    if found:
        beside = {"onsite"} if _has_city(one for one in locations if not one.remote) else set()
        return {*(says & {"hybrid"}), *beside}
    kinds = set(says & set(ORDER))
    has_city = _has_city(locations)
    if has_city and not kinds and "culture" not in says:
        kinds.add("onsite")
    return kinds | ({"remote"} if "option" in says else set())


def _has_city(locations: Iterable[LocationFacts]) -> bool:
    return any(place.kind == "city" for location in locations for place in location.places)
