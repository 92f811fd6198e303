"""Names of places that stand side by side without a comma: "London New York", "Paris ou Lyon"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from listings.models import Place
from listings.reading.names import NameWord, is_abbreviation, words_of
from listings.search.place_meaning import folded_forms
from listings.search.understanding.phrases import words_of as content_words
from listings.search.where_part import WherePart
from listings.search.where_pieces import part_of_words, written

MOST_WORDS = 8
LONGEST_NAME = 4  # words of one name, with what stands beside it
LEAST_PEOPLE = 100_000
"""Of a town that is meant beside others: small ones have names of all kinds."""


def names_side_by_side(text: str) -> Iterator[str]:
    """Every form of a name to look for; none of a long text, or of one word."""
    words = words_of(text)
    if 1 < len(words) <= MOST_WORDS:
        for start in range(len(words)):
            for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
                yield from folded_forms(written(words[start:end]))


def side_by_side(text: str, rows: list[Place]) -> list[WherePart]:
    """The places that a text consists of, and nothing else; none where a word is left over."""
    words, found, at = words_of(text)[: MOST_WORDS + 1], list[WherePart](), 0
    if len(words) > MOST_WORDS or leaves_out(text):
        return []
    while at < len(words):
        part, count = _longest(words[at : at + LONGEST_NAME], rows)
        if part:
            found.append(part)
        elif not found or words[at].folded not in content_words("places", "joints"):
            return []
        at += count
    return found if len(found) > 1 else []


def leaves_out(text: str) -> bool:
    """Whether a text says what is not wanted: "not US", "anywhere but London"."""
    not_wanted = content_words("places", "not_wanted")
    return any(word.folded in not_wanted for word in words_of(text))


def _longest(words: Sequence[NameWord], rows: list[Place]) -> tuple[WherePart | None, int]:
    for end in range(len(words), 0, -1):
        part = part_of_words([*words[:end]], rows)
        is_code = end == 1 and not is_abbreviation(words[0].written)
        if part and not is_code and (part.meaning is None or _is_sure(part)):
            return replace(part, value=written(words[:end])), end
    return None, 1


def _is_sure(part: WherePart) -> bool:
    cities = part.meaning.cities if part.meaning else ()
    return not cities or any(city.pk or (city.population or 0) >= LEAST_PEOPLE for city in cities)
