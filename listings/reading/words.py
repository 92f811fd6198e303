"""Words are made once, here: the same ones for search, skills, titles and queries."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

WORD_LIMIT = 60
"""Characters of one word that count; what is longer is an address or a key, not a word."""

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

# Letters that Unicode does not take apart into a base letter and an accent, and typographic signs.
_REPLACED = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "ё": "е",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "‐": "-",
    "‑": "-",
}
_REPLACEABLE = re.compile(f"[{''.join(_REPLACED)}]")
# No width, or a change of the direction of text: soft hyphen, joiners, marks, surrogates.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff]+"
)
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
# Cyrillic keeps its marks: й is a letter, not an accented и.
_ACCENTS = re.compile(r"(?<![\u0400-\u04ff])[\u0300-\u036f]+")
_WORD = r"[\w\u0900-\u0963\u0966-\u0eff]"  # with the vowel signs of Indic scripts, Thai and Lao
TOKEN = re.compile(
    rf"""
    {_WORD}+
    (?:
        (?<=\b[A-Za-z])(?:
            \+\+ | \#                   # c++ c#
            | (?<!\b[A-Za-z]\.[A-Za-z])(?:\.[A-Za-z])++\.(?!\w)  # u.s., looked for at its u alone
            | &[A-Za-z](?!\w)            # r&d
        )
        | \.(?:[Jj][Ss]|[Nn][Ee][Tt])(?!\w)  # node.js
    )?
    | (?<!\w)\.[Nn][Ee][Tt](?!\w)
    """,
    re.VERBOSE,
)
# A pile of marks on one letter: normalising takes the square of its length.
_PILE = re.compile(r"([^\w\s\x00-\u02ff]{30})[^\w\s\x00-\u02ff]++")
_POSSESSIVE = re.compile(r"(?<=\w)'s(?!\w)")


def fold(text: str) -> str:
    """Return ``text`` without case, accents, compatibility forms and invisible characters."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_piles(text)).casefold()
        text = unicodedata.normalize("NFD", _INVISIBLE.sub("", text))
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
        text = _REPLACEABLE.sub(lambda found: _REPLACED[found[0]], text)
    return _CONTROLS.sub(" ", text.lower())


def without_piles(text: str) -> str:
    """Return ``text`` with at most 30 marks in a row, as Unicode's stream-safe format has it."""
    return text if text.isascii() else _PILE.sub(r"\1", text)


def tokens(text: str) -> list[str]:
    """Words of ``text`` in order, folded, not stemmed: ``c++ c# .net node.js r&d`` stay whole."""
    return join_words(raw_tokens(fold(text)))


def raw_tokens(folded: str) -> list[str]:
    """Words of folded text before those that are written in two ways meet."""
    if "'" in folded:
        folded = _POSSESSIVE.sub("", folded)
    folded = folded.replace("_", " ")
    return [_tidy(word) for word in TOKEN.findall(folded)]


def _tidy(word: str) -> str:
    if word[-1] == ".":
        word = word.replace(".", "")
    return word[:WORD_LIMIT]


def join_words(words: Sequence[str]) -> list[str]:
    """Write one way what people write in several: ``full stack`` and ``fullstack``."""
    pairs, singles = _joined()
    if pairs.keys().isdisjoint(words) and singles.keys().isdisjoint(words):
        return list(words)
    return [word for word, _ in joined_at(words)]


def joined_at(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each word of ``join_words`` with the place in ``words`` where it begins."""
    pairs, singles = _joined()
    at = 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        joined = pairs[word].get(following) if word in pairs else None
        yield joined or singles.get(word, word), at
        at += 2 if joined else 1


@cache
def _joined() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Pairs (first word → second word → joined) and single words with another spelling."""
    file = Path(__file__).parent / "data" / "joined_words.toml"
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    pairs: dict[str, dict[str, str]] = {}
    for joined, written in content["pairs"].items():
        for pair in written:
            first, second = pair.split()
            pairs.setdefault(first, {})[second] = joined
    singles = {other: word for word, others in content["spellings"].items() for other in others}
    return pairs, singles


def stems(text: str, language: str = "en", limit: int = 20_000) -> list[str]:
    """The first ``limit`` words of ``text``, stemmed in its language (ISO 639-1).

    A language without a Snowball algorithm keeps its own words; its Latin ones, which are mostly
    names of technology, are stemmed as English.
    """
    return stem_words(tokens(text)[:limit], language)


def stem_words(words: Iterable[str], language: str) -> list[str]:
    """Stems of words that ``tokens`` made."""
    language = language if language in SNOWBALL else "en"
    return [_stem(word, language) for word in words]


_stemming = Lock()
"""A stemmer holds the word that it works on, so two threads may not share one."""


@lru_cache(maxsize=300_000)
def _stem(word: str, language: str) -> str:
    """Stem of one word. Short words are mostly acronyms (it, aws, ios) and stay as they are."""
    if len(word) <= 3 or not word.isalpha():
        return word
    with _stemming:
        return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> "snowballstemmer.basestemmer.BaseStemmer":
    return snowballstemmer.stemmer(SNOWBALL[language])
