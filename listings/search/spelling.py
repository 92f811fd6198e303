"""“Did you mean”: words that nearly nothing has, in the nearest spelling that postings have.

Of titles, roles, skills, companies and cities of the newest postings, and of what asks for filters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from rapidfuzz import process
from rapidfuzz.distance import OSA

from listings.models import KnownPlace
from listings.models.listing_queryset import ListingQuerySet
from listings.reading.query import QueryWord
from listings.reading.words import fold, tokens
from listings.search.addresses import with_value
from listings.search.answers import openings_of
from listings.search.facets import total
from listings.search.filters import ListingFilter
from listings.search.location import LEAST_PEOPLE
from listings.search.renewed import Renewed
from listings.search.understanding.phrases import common_words, words_of_content
from listings.search.understanding.phrases import words_of as words_listed
from listings.search.understood import words_of


def spelling(search: ListingFilter, found: int, postings: ListingQuerySet) -> dict[str, object]:
    """Return the correction of what was typed, if any, with its address where that is short."""
    correction = did_you_mean(search, found, postings)
    address = with_value(search, "q", correction.q) if correction else ""
    return {"correction": correction, "correction_url": address}


SHORTEST, LONGEST = 4, 40
"""Letters of a word that is corrected: shorter ones resemble too much."""

FAR_FROM = 8
"""Letters from which on a word that nothing has may have two faults instead of one."""

SHORT = 6
"""Below so many letters the first of a word is right, unless it changed places with the next."""

RARE = 2
"""In so many postings a word may stand and still be a mistake."""

TIMES_AS_FREQUENT = 5
TIMES_IN_TEXTS = 20
"""So many times more texts have a word than have its misspellings."""

ASKED_FOR = 1_000
"""What a word for a way to work or a kind of employment counts as, however few titles have it.

One more for each phrase with it.
"""

LEAST = 2
"""Postings that have the word which stands for one that none has: a small board has few of any."""

MOST_WORDS = 4
"""Words of a query that are looked up."""

MOST_KEPT = 1_000
"""Words whose nearest ones a vocabulary remembers."""


@dataclass(frozen=True)
class Correction:
    """``q`` with other words, and how many openings it would give."""

    q: str
    number: int


@dataclass(frozen=True)
class SpellingVocabulary:
    """In how many postings each word stands, and the words by their length."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    by_length: Mapping[int, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> "SpellingVocabulary":
        by_length = defaultdict(list)
        for word in numbers:
            by_length[len(word)].append(word)
        return cls(numbers, by_length)

    def number(self, *words: str) -> int:
        return max((self.numbers.get(word, 0) for word in words), default=0)

    @cached_property
    def nearest(self) -> Callable[[str], str]:
        """What ``_nearest`` gives, remembered: many people make the same mistakes."""
        return lru_cache(MOST_KEPT)(self._nearest)

    def _nearest(self, word: str) -> str:
        """The most frequent of the nearest words, or two that were written as one; "" if none.

        Of as near ones, those that begin alike: the first letter is rarely the wrong one.
        """
        is_known = bool(self.number(word))
        faults = 1 if is_known or len(word) < FAR_FROM else 2
        near = [
            found
            for length in range(len(word) - faults, len(word) + faults + 1)
            for found in process.extract(
                word,
                self.by_length.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=faults,
                limit=None,
            )
        ]
        least = max(self.number(word) * TIMES_AS_FREQUENT, LEAST)
        good = [
            (distance, other[0] != word[0], -self.numbers[other], other)
            for other, distance, _ in near
            if self.numbers[other] >= least
            and _may_be_slip(other, word, distance)
            and not (is_known and _may_both_be_right(other, word))
        ]
        return min(good)[-1] if good else self._in_two(word)

    def _in_two(self, word: str) -> str:
        parts = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
        known = [pair for pair in parts if min(map(self.number, pair)) >= TIMES_AS_FREQUENT]
        best = max(known, key=lambda pair: min(map(self.number, pair)), default=())
        return " ".join(best)


def _may_be_slip(other: str, word: str, distance: float) -> bool:
    """Whether a word is so near that it is meant: two faults, or one in a short word, leave the
    first letter as it is. *Unpaid* is no *paid*, *rata* no *data*; *ajva* is *java*.
    """
    is_far = distance > 1 or len(word) < SHORT
    return not is_far or other[0] == word[0] or {*other[:2]} == {*word[:2]}


def _may_both_be_right(other: str, word: str) -> bool:
    """Whether one begins with the other, as *tester* with *test*, or they begin differently.

    *Barista* is no slip for *arista*.
    """
    return word.startswith(other) or other.startswith(word) or word[0] != other[0]


# Stems have a colon, words have none.
_WORDS = """
SELECT word, ndoc FROM ts_stat(
    'SELECT heading FROM listings_searchdocument ORDER BY listing_id DESC LIMIT {most:d}'
) WHERE strpos(word, ':') = 0 AND length(word) BETWEEN {shortest:d} AND {longest:d}
"""


_CITIES = """
SELECT city, count(*) FROM (
    SELECT place_id FROM listings_listingplace ORDER BY listing_id DESC LIMIT {most:d}
) AS newest JOIN listings_place ON listings_place.id = place_id WHERE city <> '' GROUP BY city
"""


def _vocabulary_now(_: object) -> SpellingVocabulary:
    most = settings.SEARCH.vocabulary_postings
    with connection.cursor() as cursor:
        cursor.execute(_WORDS.format(most=most, shortest=3, longest=LONGEST))
        numbers = Counter(dict(cursor.fetchall()))
        cursor.execute(_CITIES.format(most=most))
        names = _words_of_names(cursor.fetchall())
    return SpellingVocabulary.of(numbers | names | _words_of_filters())


kept_vocabulary = Renewed(_vocabulary_now, lambda: settings.SEARCH.vocabulary_seconds)


def vocabulary() -> SpellingVocabulary:
    """The words that stand in titles and the like, and names of cities.

    Kept for an hour; else two queries.
    """
    return kept_vocabulary.get()


def _words_of_names(rows: Iterable[tuple[str, int]]) -> Counter[str]:
    """How often each word of names is used: ``San Francisco`` two words."""
    numbers: Counter[str] = Counter()
    for name, number in rows:
        numbers.update(dict.fromkeys(tokens(name), number))
    return numbers


ASKING = frozenset({"workplace", "type", "level", "visa", "relocation", "clearance", "equity"})
"""Kinds of phrases that people write, and slip in, more often than titles have them."""


NEGATIONS = ("not", "no")
"""Lists of words that refuse; who writes "saas" means no "sans"."""


@cache
def _words_of_filters() -> Counter[str]:
    """Words of the phrases that ask for a filter: "part time", "visa sponsorship"."""
    said = (meaning.label for _, meaning in words_of_content() if meaning.kind in ASKING)
    words = Counter(word for phrase in said for word in fold(phrase).split())
    silent = words_listed("fillers", "prepositions").union(
        *(words_listed("fillers", name) for name in NEGATIONS)
    )
    asking = {word: number for word, number in words.items() if word not in silent}
    return Counter(
        {word: ASKED_FOR + number for word, number in asking.items() if len(word) >= SHORTEST}
    )


def did_you_mean(search: ListingFilter, found: int, postings: ListingQuerySet) -> Correction | None:
    """Another spelling of ``q`` that gives more than the ``found`` of this one, if there is any.

    Where many are found, it is by the stems of words that nobody writes: "managment".
    """
    words, are_few = search.query.words, found < settings.SEARCH.few
    if not are_few:
        unknown = () if search.in_text else words
        words = tuple(one for one in unknown if one.exact not in common_words())
    if not words:
        return None
    found_words = _corrections(words, vocabulary())
    other = {
        word: better
        for word, better in found_words.items()
        if not _is_written(word, better, postings)
    }
    typed = search.asked["q"]
    corrected = _replaced(typed, other)
    if corrected == typed:
        return None
    number = openings_of(ListingFilter(_with_words(search, corrected), postings), postings)
    return Correction(corrected, number) if number > (found if are_few else LEAST) else None


def _is_written(word: str, better: str, postings: ListingQuerySet) -> bool:
    """Whether texts of openings use a word about as often as its correction: *series*, *stories*.

    A slip of the keyboard stands in few of them. Of a word whose stem is found in titles, or is
    that of its correction, texts cannot tell it: they hold stems.
    """
    stems = [
        {stem for found in words_of(one).words for stem in found.stems} for one in (word, better)
    ]
    if stems[0] & stems[1] or _found(word, postings) > RARE:
        return False
    in_texts = [_found(one, postings, "text") for one in (word, better)]
    return in_texts[0] > RARE and in_texts[0] * TIMES_IN_TEXTS >= in_texts[1]


def _found(word: str, postings: ListingQuerySet, where: str = "") -> int:
    """How many openings have a word."""
    asked = QueryDict(mutable=True)
    asked.update({"q": f'"{word}"' if where else word, "in": where, "exact": "1"})
    return total(ListingFilter(asked, postings), postings)


def _corrections(words: Sequence[QueryWord], known: SpellingVocabulary) -> dict[str, str]:
    """Other spellings of the words that nearly nothing has."""
    letters = [
        one
        for one in words
        if one.exact.isalpha() and not one.is_prefix and SHORTEST <= len(one.exact) <= LONGEST
    ]
    rare = [one for one in letters if known.number(one.exact, *one.plurals) <= RARE]
    near = {one.exact: known.nearest(one.exact) for one in rare[:MOST_WORDS]}
    found = {word: other for word, other in near.items() if other}
    towns = _towns(found)
    return {word: other for word, other in found.items() if word not in towns}


def _towns(words: Iterable[str]) -> set[str]:
    """Words that are the names of towns, which is no slip. One query where there are any."""
    rows = KnownPlace.objects.filter(sort_name__in=[*words], population__gte=LEAST_PEOPLE)
    return set(rows.values_list("sort_name", flat=True))


def _replaced(typed: str, other: Mapping[str, str]) -> str:
    """What was typed with other words in their places; signs stay."""
    return re.sub(r"\w+", lambda found: other.get(fold(found[0]), found[0]), typed)


def _with_words(search: ListingFilter, q: str) -> QueryDict:
    query: QueryDict = search.data.copy()
    query["q"] = q
    return query
