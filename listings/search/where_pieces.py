"""The pieces of a "Where" text that separators divide, and the parts that they are together.

What follows a comma belongs to the name before where that lies in it: "Paris, Texas". It lies in
the name before where that is an area: "Germany, Berlin".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from listings.models import Place
from listings.reading.countries import country_code
from listings.reading.location_text import location_parts, read_words
from listings.reading.names import NameWord, fold_name
from listings.reading.regions import around_km, around_words
from listings.search.beside_places import POSTCODE, are_fillers, cores
from listings.search.place_meaning import AS_REGION, PlaceMeaning, folded_forms, meaning_of
from listings.search.understanding.phrases import words_of
from listings.search.where_part import WORKPLACES, WherePart

type Read = tuple["WherePart | None", int]
"""A part, and of how many pieces it is made."""

MOST_WORDS = 10  # of one name, with what stands beside it
LONGEST_WAY = 3  # words of "work from home"
MOST_CONTAINERS = 2  # "Austin, Texas, United States"
CODE = 3  # letters of a country or a state: in "US, CA" either may be meant
ANYWHERE = frozenset({"anywhere", "worldwide"})


@dataclass(frozen=True, slots=True)
class WherePiece:
    """Words between two separators, and how they hang on those before."""

    words: list[NameWord]
    link: str  # "parts", "list" (after a comma) or "qualifies" (a bracket, a dash)

    @property
    def written(self) -> str:
        return written(self.words)


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A part, or the text of one that means nothing; and how it hangs on the one before."""

    part: WherePart | None
    link: str
    text: str
    leads: bool = False  # a way to work stands before the place


def pieces_of(text: str) -> list[WherePiece]:
    """The pieces; one that says what lies around is a part of that before: "Köln und Umland"."""
    found: list[WherePiece] = []
    for link, words in location_parts(text):
        is_around = " ".join(word.folded for word in words) in around_words()
        if found and is_around and link == "parts":
            found[-1].words.extend(words)
        else:
            found.append(WherePiece(words[:MOST_WORDS], link))
    return found


def possible_names(pieces: Sequence[WherePiece]) -> Iterator[str]:
    """Every form of a name to look for."""
    for at, piece in enumerate(pieces):
        for words, _ in cores(piece.words):
            for end in range(max(1, len(words) - MOST_CONTAINERS), len(words) + 1):
                yield from folded_forms(written(words[:end]))
            for start in range(1, _countries_before(words) + 1):
                yield from folded_forms(written(words[start:]))
        if at + 1 < len(pieces) and pieces[at + 1].link != "list":
            yield from folded_forms(_together(piece, pieces[at + 1]))


def found_in(pieces: Sequence[WherePiece], rows: list[Place]) -> Iterator[FoundPart]:
    """Each part in order, with what hangs on it."""
    at = 0
    while at < len(pieces):
        part, count = _one_name(pieces, at, rows)
        if part is None:
            part, count = _longest(pieces, at, rows)
            part, count = _with_inner(part, pieces, at, count, rows)
        following = pieces[at + count] if at + count < len(pieces) else None
        if part and following and following.link == "qualifies":
            part, more = _qualified(part, pieces, at + count, rows)
            count += more
        leads = part is not None and _leads(pieces[at].words, part)
        yield FoundPart(part, pieces[at].link, pieces[at].written, leads)
        at += count


def _leads(words: list[NameWord], part: WherePart) -> bool:
    """Whether the way to work of a part is what its text begins with: "hybrid Berlin"."""
    return any(
        are_fillers(words[:count]) and part.workplace in read_words(written(words[:count]))
        for count in range(1, min(LONGEST_WAY, len(words)) + 1)
    )


def part_of_words(words: list[NameWord], rows: list[Place]) -> WherePart | None:
    """What some words mean by themselves."""
    return _part(words, [], rows)


def _one_name(pieces: Sequence[WherePiece], at: int, rows: list[Place]) -> Read:
    """A name that a bracket or a slash is part of: "Frankfurt (Oder)", "Frankfurt/Oder"."""
    if at + 1 == len(pieces) or pieces[at + 1].link == "list":
        return None, 1
    name = _together(pieces[at], pieces[at + 1])
    forms = folded_forms(name)
    if not any(row.sort_name in forms or not forms.isdisjoint(row.names) for row in rows):
        return None, 1
    if pieces[at + 1].link == "parts" and _part(pieces[at + 1].words, [], rows):
        return None, 1  # "Brooklyn/New York"
    meaning = meaning_of(name, [], rows)
    return (WherePart(name, meaning), 2) if meaning else (None, 1)


def _together(first: WherePiece, second: WherePiece) -> str:
    return f"{first.written} {second.written}"


def _longest(pieces: Sequence[WherePiece], at: int, rows: list[Place]) -> Read:
    """The part that begins at a piece, with as many containers as hold it: "Austin, TX, US"."""
    after = pieces[at + 1 : at + 1 + MOST_CONTAINERS + 1]
    holding = next((n for n, one in enumerate(after) if one.link == "parts"), len(after))
    for count in range(holding, -1, -1):
        part = _part(pieces[at].words, [_container(one) for one in after[:count]], rows)
        if part:
            return replace(part, value=_joined(pieces[at : at + count + 1])), count + 1
    return None, 1


def _container(piece: WherePiece) -> str:
    """The name that holds another, without a postcode: "San Francisco, CA 94105"."""
    if fold_name(piece.written) == AS_REGION:
        return AS_REGION
    kept = [word for word in piece.words if not POSTCODE.fullmatch(word.folded)]
    return written(kept or piece.words)


def _with_inner(
    part: WherePart | None, pieces: Sequence[WherePiece], at: int, count: int, rows: list[Place]
) -> Read:
    """An area with what lies in it behind a comma: "Germany, Berlin", "US, CA, San Francisco"."""
    holders = [pieces[at + number].written for number in range(count)]
    while part and part.is_area and not part.workplace:
        inner = _inner(holders, pieces, at + count, rows)
        if inner is None:
            break
        part, more = inner[0], inner[1]
        holders = [piece.written for piece in pieces[at + count : at + count + more]] + holders
        count += more
    return part, count


def _inner(
    holders: list[str], pieces: Sequence[WherePiece], at: int, rows: list[Place]
) -> tuple[WherePart, int] | None:
    """The part at a piece where it lies in all holders, and the pieces that it is made of."""
    if at >= len(pieces) or pieces[at].link != "list":
        return None
    name = pieces[at].written
    inside = _part(pieces[at].words, holders, rows)
    if inside is None or inside.meaning is None:
        return None
    if country_code(fold_name(name)) and not _is_meant_inside(inside, name):
        further = _inner([name, *holders], pieces, at + 1, rows)
        return (further[0], further[1] + 1) if further else None
    return replace(inside, value=", ".join([name, *holders])), 1


def _is_meant_inside(inside: WherePart, name: str) -> bool:
    """Whether the name of a country is said of a part of the area before: "USA, Georgia".

    Not in "USA, Mexico", where a town is called so, nor of letters: "US, CA".
    """
    meaning = inside.meaning
    is_country = meaning is not None and bool(meaning.countries)
    is_region = meaning is not None and bool(meaning.regions) and len(name) > CODE
    return is_country or is_region


def _qualified(
    part: WherePart, pieces: Sequence[WherePiece], at: int, rows: list[Place]
) -> tuple[WherePart, int]:
    """A part with what a bracket or dash adds: "Germany (remote)", "Germany - Berlin"."""
    if inside := _inside(part, pieces[at], rows):
        return inside, 1
    if all(POSTCODE.fullmatch(word.folded) for word in pieces[at].words):
        return part, 1  # "Paris (75)"
    other, count = _longest(pieces, at, rows)
    if other and other.is_way and part.meaning and not part.workplace:
        value = f"{part.value} - {other.value}"
        return replace(part, value=value, workplace=other.workplace), count
    return part, 0


def _inside(part: WherePart, piece: WherePiece, rows: list[Place]) -> WherePart | None:
    """What a dash adds to a country that it lies in: "Germany - Berlin"."""
    if part.meaning is None or not part.meaning.countries or part.meaning.regions:
        return None
    inner = _part(piece.words, [part.value], rows)
    if inner is None or inner.meaning is None:
        return None
    value = f"{piece.written}, {part.value}"
    return replace(inner, value=value, workplace=inner.workplace or part.workplace)


def _countries_before(words: Sequence[NameWord]) -> int:
    """How many words at the beginning are a country, and a state behind it: "US NY New York"."""
    if len(words) < 2 or country_code(fold_name(words[0].written)) is None:
        return 0
    return min(len(words) - 1, MOST_CONTAINERS)


def _behind_country(words: list[NameWord], rows: list[Place]) -> PlaceMeaning | None:
    """A place whose country stands before it: "US-CA", "Germany Berlin", "US-NY-New York"."""
    for count in range(1, _countries_before(words) + 1):
        holders = [word.written for word in words[:count]]
        if meaning := meaning_of(written(words[count:]), holders, rows):
            return meaning
    return None


def _part(words: list[NameWord], containers: list[str], rows: list[Place]) -> WherePart | None:
    """What the words of one piece mean together with the names after them."""
    text = written(words)
    if "exclusion" in read_words(text) or fold_name(text) in words_of("places", "here"):
        return None
    found = list(cores(words))
    if are_fillers(words):  # "from" is a name of Frome, too
        found = found[:1]
    for core, beside in found:
        if meaning := meaning_of(written(core), containers, rows):
            return _at(meaning, beside)
    for core, beside in found:
        for end in range(len(core) - 1, max(0, len(core) - 1 - MOST_CONTAINERS), -1):
            holding = [written(core[end:]), *containers]  # "Austin TX"
            if meaning := meaning_of(written(core[:end]), holding, rows):
                return _at(meaning, beside)
        if meaning := None if containers else _behind_country(core, rows):
            return _at(meaning, beside)
    return None if containers else _without_place(words)


def _at(meaning: PlaceMeaning, beside: list[NameWord]) -> WherePart:
    """A part with what the words beside its name say."""
    says = read_words(written(beside))
    workplace = next((one for one in WORKPLACES if one in says), "")
    folded = f" {fold_name(written(beside))} "
    is_around = any(f" {phrase} " in folded for phrase in around_words())
    return WherePart("", meaning, workplace, least_km=around_km() if is_around else 0)


def _without_place(words: list[NameWord]) -> WherePart | None:
    """A part of words that name no place: "fully remote", "anywhere"."""
    if not are_fillers(words):
        return None
    says = read_words(written(words))
    workplace = next((one for one in WORKPLACES if one in says), "")
    if says & ANYWHERE:
        return WherePart("", is_anywhere=True)
    return WherePart("", workplace=workplace) if workplace else None


def _joined(pieces: Sequence[WherePiece]) -> str:
    """Pieces as they are read again."""
    first, *others = pieces
    signs = {"list": ", ", "qualifies": " - "}
    return first.written + "".join(signs[one.link] + one.written for one in others)


def written(words: Sequence[NameWord]) -> str:
    return " ".join(word.written for word in words)
