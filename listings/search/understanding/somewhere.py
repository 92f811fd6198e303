"""What the "Where" box calls parts: a place, a way to work, or both, and circles around cities.

"Paris or remote", "hybrid berlin or london", "near boston", "within 20 miles of london".
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from listings.models import Workplace
from listings.reading.countries import COUNTRY_NAMES
from listings.reading.regions import around_km, around_words
from listings.search.understanding.distances import LONE
from listings.search.understanding.draft import SearchDraft, is_filler, kind_of, put
from listings.search.understanding.matching import FoundPhrase
from listings.search.understanding.parts import LEFT_OUT, Meaning
from listings.search.understanding.phrases import folded, words_of
from listings.search.understanding.pieces import Kind
from listings.search.understanding.place_names import ELSEWHERE
from listings.search.understanding.table import PLACES, PhraseEntry

WAY, WHERE = "workplace", "where"
FINEST = ("city", "region", "country")

LONGEST_AROUND = 3
"""Words of "metropolitan area of" and the like."""

MOST_NAMESAKES = 5
"""Cities of one name around which circles are drawn; an area has more."""

type Side = list[FoundPhrase]
"""What stands before, between or behind "or"."""


def join_places(draft: SearchDraft) -> None:
    """Make alternatives of one filter of places of several kinds and of ways to work.

    "Remote or hybrid in Berlin" has values of two filters already, and stays so.
    """
    for run in [*_runs(draft, draft.in_order())]:
        pairs = [*pairwise(run)]
        if any(_is_or(draft, *pair) and kind_of(pair[0]) != kind_of(pair[1]) for pair in pairs):
            sides = [side for side in _sides(draft, run) if not _is_part(side)]
            if all(kind_of(one) != WHERE for side in sides for one in side):
                for side in sides:
                    put(draft, _joined(draft, side))


def cities_abroad(draft: SearchDraft) -> None:
    """A city with another country behind it is the one of that name there: "San Jose Costa Rica".

    The Where box knows it, be there openings or none.
    """
    if "where" in draft.taken:
        return
    for city, country in pairwise(draft.in_order()):
        if (kind_of(city), kind_of(country)) != ("city", "country") or not (
            city.meaning and country.meaning and country.first == city.last + 1
        ):
            continue
        own = city.meaning.value.rpartition("-")[2].upper()
        if own in COUNTRY_NAMES and country.meaning.value in set(COUNTRY_NAMES) - {own}:
            name = f"{city.meaning.label.partition(',')[0]}, {country.meaning.label}"
            also = ((ELSEWHERE, name),)
            meaning = Meaning(WHERE, name, name, also=also, heading="Where")
            put(draft, FoundPhrase.of(meaning, city.first, country.last))


def areas_in_titles(draft: SearchDraft) -> None:
    """Areas that titles name, too, are a part of the "Where" box: "sales, West Coast"."""
    if "where" in draft.taken:
        return
    for one in [one for one in draft.kept if kind_of(one) == "city"]:
        meaning = one.meaning
        if meaning and meaning.titles and not _has_alternative(draft, one):
            also = ((meaning.kind, meaning.value),)
            meaning = meaning._replace(kind="where", also=also, heading="Where")
            put(draft, one._replace(entry=PhraseEntry(meaning)))


def _is_part(side: Side) -> bool:
    """Whether it is a part of the "Where" box already, as a time zone is."""
    return [kind_of(one) for one in side] == [WHERE]


def _runs(draft: SearchDraft, found: Sequence[FoundPhrase]) -> Iterator[list[FoundPhrase]]:
    """Places and ways to work with nothing but commas, "or" and fillers between them."""
    run: list[FoundPhrase] = []
    for one in found:
        is_where = kind_of(one) in (WAY, WHERE, *PLACES)
        if run and is_where and _only_joined(draft, run[-1], one):
            run.append(one)
            continue
        yield run
        run = [one] if is_where else []
    yield run


def _between(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> list[int]:
    return [at for at in range(one.last + 1, two.first) if not is_filler(draft.at(at))]


def _only_joined(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> bool:
    joints = (Kind.OR, Kind.COMMA)
    return all(draft.found[at].kind in joints for at in _between(draft, one, two))


def _is_or(draft: SearchDraft, one: FoundPhrase, two: FoundPhrase) -> bool:
    return any(draft.found[at].kind is Kind.OR for at in _between(draft, one, two))


def _sides(draft: SearchDraft, run: Sequence[FoundPhrase]) -> list[Side]:
    """The alternatives; a way to work before or behind places alone is none: "remote in …"."""
    sides: list[Side] = [[run[0]]]
    for one, two in pairwise(run):
        is_list = kind_of(one) == kind_of(two) and bool(_between(draft, one, two))
        if is_list or _is_or(draft, one, two):
            sides.append([])
        sides[-1].append(two)
    ways = sum(kind_of(one) == WAY for one in run)
    if ways == 1 and all(any(kind_of(one) in PLACES for one in side) for side in sides):
        if kind_of(sides[0][0]) == WAY:
            sides[0] = sides[0][1:]
        if kind_of(sides[-1][-1]) == WAY:
            sides[-1] = sides[-1][:-1]
    return sides


def _joined(draft: SearchDraft, side: Side) -> FoundPhrase:
    """The finest place of one alternative, and the way to work there."""
    meanings = [one.meaning for one in side if one.meaning]
    way = next((one.value for one in meanings if one.kind == WAY), "")
    place = next((one for kind in FINEST for one in meanings if one.kind == kind), None)
    label = Workplace(way).label if way else ""
    if place:
        label = f"{label} in {place.label}" if way else place.label
    first, last = side[0].first, side[-1].last
    typed = draft.typed(first, last)
    meaning = Meaning(
        *("where", typed, label, place.keys if place else (), _said(way, place)), heading="Where"
    )
    return FoundPhrase.of(meaning, first, last)


def _said(way: str, place: Meaning | None) -> tuple[tuple[str, str], ...]:
    said = [(WAY, way)] if way else []
    return (*said, (place.kind, place.value)) if place else tuple(said)


def draw_circles(draft: SearchDraft) -> None:
    """Make what lies around a city of a distance, or "near" and the like, beside its name.

    Without a city beside it a length is none: "5 km run".
    """
    for city in [one for one in draft.kept if kind_of(one) == "city"]:
        if city.meaning is None or len(city.meaning.keys) > MOST_NAMESAKES:
            continue
        beside = [one for one in (_before(draft, city), _behind(draft, city)) if one]
        if beside and not _has_alternative(draft, city, *beside):
            put(draft, _circle(draft, city.meaning, [city, *beside]))
    draft.kept = [one for one in draft.kept if one.meaning is None or one.meaning.also != LONE]


def _before(draft: SearchDraft, city: FoundPhrase) -> FoundPhrase | None:
    """A distance, or words for what lies around, before a city."""
    one = draft.at(city.first - 1)
    if one and kind_of(one) == LEFT_OUT and one.meaning and one.meaning.value:
        return one
    for count in range(LONGEST_AROUND, 0, -1):
        if _is_around(draft, range(city.first - count, city.first)):
            return FoundPhrase.of(None, city.first - count, city.first - 1)
    return None


def _behind(draft: SearchDraft, city: FoundPhrase) -> FoundPhrase | None:
    """The same behind it: "berlin +50 km", "berlin area", but no "berlin area manager"."""
    one = draft.at(city.last + 1)
    if one and kind_of(one) == LEFT_OUT and one.meaning and one.meaning.value:
        return one
    for count in range(LONGEST_AROUND, 0, -1):
        last = city.last + count
        is_end = not draft.has_word(last + 1) or (
            folded(draft.found[last + 1].text) not in words_of("distance", "after_area")
        )
        if is_end and _is_around(draft, range(city.last + 1, last + 1)):
            return FoundPhrase.of(None, city.last + 1, last)
    return None


def _is_around(draft: SearchDraft, run: range) -> bool:
    if not all(map(draft.has_word, run)):
        return False
    words = folded(" ".join(draft.found[at].text for at in run))
    return draft.is_free(run) and draft.excluded.isdisjoint(run) and words in around_words()


def _has_alternative(draft: SearchDraft, *phrases: FoundPhrase) -> bool:
    first, last = min(one.first for one in phrases), max(one.last for one in phrases)
    sides = (draft.beside(first, -1), draft.beside(last, 1))
    return any(0 <= at < len(draft.found) and draft.found[at].kind is Kind.OR for at in sides)


def _circle(draft: SearchDraft, city: Meaning, phrases: Sequence[FoundPhrase]) -> FoundPhrase:
    told = (one.meaning.value for one in phrases[1:] if one.meaning)
    km = next(told, "") or str(around_km())
    first, last = min(one.first for one in phrases), max(one.last for one in phrases)
    typed = draft.typed(first, last)
    label = f"within {km} km of {city.label}"
    also = ((city.kind, city.value), ("km", km))
    meaning = Meaning("where", typed, label, city.keys, also, heading="Where")
    return FoundPhrase.of(meaning, first, last)
