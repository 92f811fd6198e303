"""Words by their stems and in singular and plural, in the language that they are written in."""

from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock

from Stemmer import Stemmer

from listings.reading.data import content
from listings.reading.words import tokens

SNOWBALL = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""ISO 639-1 code → name of the Snowball algorithm."""

OTHER_SCRIPTS = frozenset({"ar", "el", "hi", "hy", "ne", "ru", "ta"})
"""Those of them that are not written in Latin letters: what is, in their texts, is English."""


def stem_token(word: str, language: str) -> str:
    """The stem of a word as a token of its language, ``EN:engin``; "" for words without stems.

    ``language`` is a key of ``SNOWBALL``. Capitals tell it from every word and every prefix.
    """
    if len(word) <= SHORTEST_STEMMED or not word.isalpha():
        return ""
    return f"{language.upper()}:{_stem(word, language)}"


def search_stem(word: str, language: str) -> str:
    """The stem by which a word is looked for in texts of a language; "" where it stands for itself.

    In English the stem of who does something is that of what is done: *account* for accountant.
    """
    if word.isascii() and language in OTHER_SCRIPTS:
        language = "en"
    is_person = word.rstrip("s").endswith(_person_endings().get(language, ()))
    return "" if is_person else stem_token(word, language)


@cache
def _person_endings() -> dict[str, tuple[str, ...]]:
    endings_of = content("person_endings.toml")
    return {language: tuple(endings) for language, endings in endings_of.items()}


def other_number(word: str) -> tuple[str, ...]:
    """An English word in the other number, as it may be written: ``nurse`` and ``nurses``."""
    if len(word) < SHORTEST_STEMMED or not (word.isascii() and word.isalpha()):
        return ()
    if word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return (_plural(word),)
    if len(word) == SHORTEST_STEMMED:
        return ()
    if word.endswith("ies"):
        return (f"{word[:-3]}y", word[:-1])
    return (word[:-1], word[:-2]) if word.endswith(_SIBILANTS_WITH_E) else (word[:-1],)


_SIBILANTS = ("s", "x", "z", "ch", "sh")
_SIBILANTS_WITH_E = tuple(f"{end}es" for end in _SIBILANTS)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(_SIBILANTS) else f"{word}s"


def stem_language(language: str) -> str:
    """Whose stems a text has: its own language's, else English ones."""
    return language if language in SNOWBALL else "en"


def stems(text: str, language: str = "en", limit: int = 20_000) -> list[str]:
    """The first ``limit`` words of ``text``, stemmed in its language (ISO 639-1).

    A language without a Snowball algorithm keeps its own words; its Latin ones, which are mostly
    names of technology, are stemmed as English.
    """
    return stem_words(tokens(text)[:limit], language)


def are_words_of(phrase: str, name: str) -> bool:
    """Whether every word of a phrase is one of a name; both are compared as stems."""
    words = _stem_set(phrase)
    return bool(words) and words <= _stem_set(name)


@lru_cache(maxsize=5_000)
def _stem_set(name: str) -> frozenset[str]:
    """Stems of a short text: of roles and skills, whose names are compared over and over."""
    return frozenset(stems(name))


def stem_words(words: Iterable[str], language: str) -> list[str]:
    """Stems of words that ``tokens`` made."""
    language = stem_language(language)
    return [_stem(word, language) for word in words]


SHORTEST_STEMMED = 3
"""Characters of a word up to which it is left as it is."""

_stemming = Lock()
"""A stemmer holds the word that it works on, so two threads may not share one."""


@lru_cache(maxsize=300_000)
def _stem(word: str, language: str) -> str:
    """Stem of one word. Short words are mostly acronyms (it, aws, ios) and stay as they are."""
    if len(word) <= SHORTEST_STEMMED or not word.isalpha():
        return word
    with _stemming:
        return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Stemmer:
    return Stemmer(SNOWBALL[language], 0)
