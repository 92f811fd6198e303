"""Where the work is: places, workplaces and who may work remotely, read together.

"Remote, Germany" and "Berlin, hybrid" among the places tick what they say, where nothing is ticked.
"""

from typing import TYPE_CHECKING, Any

from listings.employers.places import PlacesRead, Unclear, read_places
from listings.models import PlaceKind, RemoteScope, Workplace
from listings.reading.location_text import read_words

if TYPE_CHECKING:
    from listings.employers.form import PostingForm

type Clean = dict[str, Any]

SAID = {
    "remote": Workplace.REMOTE,
    "anywhere": Workplace.REMOTE,
    "worldwide": Workplace.REMOTE,
    "hybrid": Workplace.HYBRID,
    "onsite": Workplace.ONSITE,
}


def check_where(form: "PostingForm", cleaned: Clean) -> None:
    """Add every error; ``cleaned`` gains rows of places, workplaces and the remote scope."""
    read = _read(form, cleaned)
    _settle_workplaces(form, cleaned, read)
    _settle_remote(form, cleaned, read)
    workplaces = cleaned.get("workplaces", [])
    if workplaces and workplaces != [Workplace.REMOTE] and not cleaned.get("places"):
        form.add_error_once("places", "Where is the place of work? Name at least one city.")
    if Workplace.HYBRID not in workplaces and cleaned.get("office_days"):
        form.add_error_once("office_days", "Office days belong to hybrid work: tick Hybrid above.")


def _read(form: "PostingForm", cleaned: Clean) -> PlacesRead:
    texts = cleaned.get("places") or []
    read = read_places(texts, form.answers_about("place")) if texts else PlacesRead()
    _say_unclear(form, read.unclear)
    for text, answer in form.answers_about("place").items():
        if text in texts and not any(one.text == text for one in read.unclear):
            form.keep_answer("places", f"place {text}", answer)
    cleaned["places"] = read.places  # after the errors, which take it out
    return read


def _say_unclear(form: "PostingForm", unclear: list[Unclear]) -> None:
    for one in unclear:
        if one.options:
            form.ask("places", f"place {one.text}", one.reason, *one.options)
        else:
            form.add_error("places", one.reason)


def _settle_workplaces(form: "PostingForm", cleaned: Clean, read: PlacesRead) -> None:
    """Tick what the places say where nothing is ticked; ask where both say different things."""
    said = list(dict.fromkeys(SAID[word] for word in sorted(read.says & set(SAID))))
    ticked = cleaned.get("workplaces") or []
    if not ticked and not form.errors.get("workplaces"):
        if read.countries and Workplace.REMOTE not in said:
            said.append(Workplace.REMOTE)  # "US only", and no office
        order = list(Workplace)
        cleaned["workplaces"] = sorted(said, key=order.index)
        if not said:
            form.add_error_once("workplaces", "This is missing.")
    elif missing := [place for place in said if place not in ticked]:
        label = missing[0].label
        form.add_error_once(
            "workplaces", f"Your places say “{label.lower()}”: tick {label}, or take the word out."
        )


def _settle_remote(form: "PostingForm", cleaned: Clean, read: PlacesRead) -> None:
    workplaces = cleaned.get("workplaces") or []
    if Workplace.REMOTE not in workplaces:
        cleaned["remote_scope"], cleaned["remote_countries"] = "", []
        if read.countries:
            form.add_error_once(
                "places", "This says who may work remotely: name a city, or tick Remote."
            )
        return
    named = set(cleaned.get("remote_countries") or ())
    if not named and "remote_countries" not in form.errors:
        named = read.countries | _whole_countries(cleaned, workplaces)
    if cleaned.get("remote_scope") == RemoteScope.ANYWHERE or (
        not named and (read.is_anywhere or _says_anywhere(form))
    ):
        cleaned["remote_scope"], cleaned["remote_countries"] = RemoteScope.ANYWHERE.value, []
    elif not named:
        form.add_error_once("remote_countries", "From which countries? Or choose “anywhere”.")
    else:
        cleaned["remote_scope"] = RemoteScope.COUNTRIES
        cleaned["remote_countries"] = sorted(named)


def _whole_countries(cleaned: Clean, workplaces: list[str]) -> set[str]:
    """Of remote work alone a whole country among the places says from where; it is no office."""
    if workplaces != [Workplace.REMOTE]:
        return set()
    whole = [place for place in cleaned.get("places", []) if place.kind == PlaceKind.COUNTRY]
    cleaned["places"] = [place for place in cleaned.get("places", []) if place not in whole]
    return {place.country for place in whole}


def _says_anywhere(form: "PostingForm") -> bool:
    """Whether "Worldwide" stands where countries would."""
    said = read_words(str(form.typed.get("remote_countries", ""))[:200])
    return bool(said & {"worldwide", "anywhere"})
