"""In which language a posting is written, and in which direction that language runs."""

import re
from functools import cache
from typing import Any, Literal

from listings.reading.data import content

type Direction = Literal["ltr", "rtl", "auto"]

UNKNOWN = ""

SHORTEST = 80
"""Characters of a script of many languages, below which a guess is not better than chance."""

FEWEST_LETTERS = 8
"""Letters of a script that one language has to itself, from which on the script decides."""

SURE = 0.75
"""Probability among the languages of the script from which on the model's answer counts."""

SAMPLE = 1_000
"""Characters that are looked at; twice as many gave the same answer for 1,762 of 1,762 postings."""

RIGHT_TO_LEFT = frozenset({"Arabic", "Hebrew"})

_SCRIPTS = {
    "Latin": r"\u00c0-\u024f\u1e00-\u1eff",
    "Greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "Cyrillic": r"\u0400-\u052f",
    "Armenian": r"\u0531-\u058f",
    "Hebrew": r"\u0590-\u05ff\ufb1d-\ufb4f",
    "Arabic": r"\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "Devanagari": r"\u0900-\u097f",
    "Bengali": r"\u0980-\u09ff",
    "Gurmukhi": r"\u0a00-\u0a7f",
    "Gujarati": r"\u0a80-\u0aff",
    "Oriya": r"\u0b00-\u0b7f",
    "Tamil": r"\u0b80-\u0bff",
    "Telugu": r"\u0c00-\u0c7f",
    "Kannada": r"\u0c80-\u0cff",
    "Malayalam": r"\u0d00-\u0d7f",
    "Sinhala": r"\u0d80-\u0dff",
    "Thai": r"\u0e00-\u0e7f",
    "Lao": r"\u0e80-\u0eff",
    "Myanmar": r"\u1000-\u109f",
    "Georgian": r"\u10a0-\u10ff\u1c90-\u1cbf",
    "Ethiopic": r"\u1200-\u139f",
    "Khmer": r"\u1780-\u17ff",
    "Kana": r"\u3041-\u30ff\uff66-\uff9f",
    "Han": r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "Korean": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
}
_BY_SCRIPT = re.compile("|".join(f"(?P<{name}>[{said}]+)" for name, said in _SCRIPTS.items()))
_ASCII = re.compile(r"[\x00-\x7f]+")
_NO_ASCII_LETTER = re.compile(r"[^A-Za-z]+")
_WRITES_SYLLABLES = frozenset({"Japanese", "Han", "Korean"})
_LEAST_KANA = 0.05  # of Kana and Han together; Chinese borrows の now and then

# What the model tells apart and ISO 639-1 or readers do not.
_ALSO = {"nn": "no", "nb": "no", "wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar"}


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language, or "" where it is not sure.

    The script decides first; among the languages of one script the words that each text of a
    language has, else a model, if it is sure.
    """
    sample = text[: 2 * SAMPLE].strip()[:SAMPLE]
    script, letters = _script(sample)
    languages = _languages().get(script, {})
    if len(languages) == 1:
        return next(iter(languages)) if letters >= FEWEST_LETTERS else UNKNOWN
    if len(sample) < SHORTEST or not languages:
        return UNKNOWN
    if script == "Latin" and (plain := _plainly(sample)):
        return plain
    return _likeliest(sample, frozenset(languages))


def direction(language: str) -> Direction:
    """In which direction a language runs, as HTML's ``dir`` says it; "auto" where unknown."""
    script = _script_of().get(language)
    if script is None:
        return "auto"
    return "rtl" if script in RIGHT_TO_LEFT else "ltr"


def is_written_in(text: str, language: str) -> bool:
    """Whether a short text is in the script of a language, as far as Latin letters tell.

    A text without letters is in any script; of a language that is not known here, too.
    """
    script, letters = _script(text[:SAMPLE])
    expected = _script_of().get(language)
    if not letters or expected is None:
        return True
    return (script == "Latin") == (expected == "Latin")


@cache
def language_names() -> dict[str, str]:
    """ISO 639-1 code → English name, of every language that can be found."""
    return {code: name for names in _languages().values() for code, name in names.items()}


def languages_of_texts() -> list[tuple[str, str]]:
    """Languages that a posting may be written in, as (code, English name), by name."""
    return sorted(language_names().items(), key=lambda pair: pair[1])


def _script(sample: str) -> tuple[str, int]:
    """The script that says most of a text, and how many letters of it there are.

    Words of technology are Latin everywhere, so a letter of another script counts double, and one
    that stands for a syllable or a word four times.
    """
    letters = {"Latin": len(_NO_ASCII_LETTER.sub("", sample))}
    for found in _BY_SCRIPT.finditer(_ASCII.sub("", sample)):
        name = found.lastgroup or ""
        letters[name] = letters.get(name, 0) + found.end() - found.start()
    kana, han = letters.pop("Kana", 0), letters.get("Han", 0)
    if kana > _LEAST_KANA * (kana + han):
        letters["Japanese"] = kana + letters.pop("Han", 0)
    script = max(letters, key=lambda name: letters[name] * _weight(name), default="")
    return script, letters.get(script, 0)


def _weight(script: str) -> int:
    if script in _WRITES_SYLLABLES:
        return 4
    return 1 if script == "Latin" else 2


def _plainly(sample: str) -> str:
    """The language of which a text has so many common words that no model need be asked."""
    words, needed = sample.lower().split(), content("common_words.toml")["share"]
    for language, common in _common_words().items():
        if sum(word in common for word in words) >= needed * len(words):
            return language
    return UNKNOWN


@cache
def _common_words() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(words.split())
        for language, words in content("common_words.toml")["words"].items()
    }


def _likeliest(sample: str, languages: frozenset[str]) -> str:
    """The model's answer among ``languages``; "" where it leans to another, or is not sure."""
    ranked = [(_ALSO.get(code, code), float(share)) for code, share in _classifier().rank(sample)]
    if ranked[0][0] not in languages:
        return UNKNOWN
    shares: dict[str, float] = {}
    for code, share in ranked:
        if code in languages:
            shares[code] = shares.get(code, 0.0) + share
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= SURE * sum(shares.values()) else UNKNOWN


def _languages() -> dict[str, dict[str, str]]:
    """Script → its languages: code → name."""
    return content("languages.toml")


@cache
def _script_of() -> dict[str, str]:
    return {code: script for script, names in _languages().items() for code in names}


@cache
def _classifier() -> Any:
    """Loaded at the first need: the model takes 30 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
