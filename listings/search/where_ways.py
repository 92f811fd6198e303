"""Which of the places of a "Where" text a way to work says something of.

It says how work is done in an area that stands beside it, be it behind a comma: "Remote, USA",
"Germany, remote". Remote work and a city, "Berlin, remote", are two wishes: either will do.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from listings.search.where_part import WORKPLACES, WherePart
from listings.search.where_pieces import FoundPart

REMOTE = "remote"


def with_ways(found: Sequence[FoundPart]) -> list[FoundPart]:
    """The parts in order, ways to work joined with the places that they are said of."""
    made: list[FoundPart] = []
    at = 0
    while at < len(found):
        one, others = found[at], found[at + 1 :]
        count = 0
        if one.part and one.part.is_way:
            count = _said_behind(one.part, others)
            if not count and (before := _said_before(one, made)):
                made[-before:] = [_joined(one.part, other) for other in made[-before:]]
            elif not count:
                made.append(one)
        else:
            made.append(one)
            count = _said_of_more(one, others)
        way = _way_of(one)
        made += [_joined(way, other) for other in others[:count]]
        at += 1 + count
    return made


def _way_of(one: FoundPart) -> WherePart:
    """The way to work that a part says, without a place."""
    if one.part is None or one.part.is_way:
        return one.part or WherePart("")
    workplace = one.part.workplace
    return WherePart(WORKPLACES.get(workplace, ""), workplace=workplace)


def _said_of_more(one: FoundPart, others: Sequence[FoundPart]) -> int:
    """How many parts more the way is said of that a text begins with: "hybrid Berlin or Munich"."""
    if not one.leads or one.part is None or one.part.meaning is None:
        return 0
    return _of_one_sort(others, is_area=one.part.is_area)


def _of_one_sort(others: Sequence[FoundPart], *, is_area: bool) -> int:
    """How many places follow that are areas, or cities, and say no way to work."""
    fitting = takewhile(
        lambda other: _takes_way(other.part) and other.part and other.part.is_area == is_area,
        others,
    )
    return sum(1 for _ in fitting)


def _said_behind(way: WherePart, others: Sequence[FoundPart]) -> int:
    """How many of the parts behind a way it is said of: those of one sort, an area or a city."""
    first = others[0] if others else None
    if first is None or first.part is None or first.link == "parts":
        return 0
    if first.part.is_anywhere:
        return 1
    if first.link != "qualifies" and not _is_of(way, first.part):
        return 0
    return _of_one_sort(others, is_area=first.part.is_area)


def _said_before(way: FoundPart, made: Sequence[FoundPart]) -> int:
    """How many of the parts before a way, in one list with it, it is said of: all or none."""
    if way.link == "parts" or way.part is None:
        return 0
    if made and made[-1].part and made[-1].part.is_anywhere:
        return 1
    if way.link != "list":
        return 0
    count = 0
    for other in reversed(made):
        if not _takes_way(other.part) or (other.part and not _is_of(way.part, other.part)):
            return 0
        count += 1
        if other.link != "list":
            break
    return count


def _is_of(way: WherePart, place: WherePart) -> bool:
    return place.is_area or way.workplace != REMOTE


def _takes_way(part: WherePart | None) -> bool:
    return part is not None and part.meaning is not None and not part.workplace


def _joined(way: WherePart, found: FoundPart) -> FoundPart:
    if found.part is None or found.part.is_anywhere:
        return found
    value = f"{way.value} - {found.part.value}"
    return replace(found, part=replace(found.part, value=value, workplace=way.workplace))
