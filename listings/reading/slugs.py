"""Readable parts of addresses, in ASCII: one way for titles, companies, skills and places."""

import re
import unicodedata

from anyascii import anyascii

from listings.reading.words import fold

_APOSTROPHES = re.compile(r"['`ʻ]")
_FOREIGN = re.compile(r"[^\x00-\x7f\s]+")
_SYLLABLE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")


def slug(*parts: str) -> str:
    """Words of the parts with hyphens: "Fort Worth", "TX", "US" → fort-worth-tx-us.

    Other scripts are written in Latin letters ("Инженер данных" → inzhener-dannykh); a text of
    signs and pictures alone gives nothing.
    """
    words = (word for part in parts for word in _WORD.findall(_latin(part)))
    return "-".join(words)


def _latin(text: str) -> str:
    text = _APOSTROPHES.sub("", fold(text))
    return text if text.isascii() else _FOREIGN.sub(_written, text)


def _written(letters: re.Match[str]) -> str:
    """A word in Latin letters; what stands for syllables is parted: 数据 → shu-ju."""
    kept = (one if unicodedata.category(one)[0] in "LMN" else "-" for one in letters[0])
    return _SYLLABLE.sub("-", anyascii("".join(kept))).lower()


def slug_of(text: str, otherwise: str, length: int = 80) -> str:
    """Return ``text`` as an ASCII slug of at most ``length`` characters, or ``otherwise``."""
    return slug(text)[:length].strip("-") or otherwise
