"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

MOST_SECONDS = 0.2
"""After which differences become coarser instead of finer."""

SURROGATES = range(0xD800, 0xE000)  # no characters: they cannot stand for a word
MOST_WORDS = 0x10FFFF - len(SURROGATES)
_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
KINDS = {0: "same", 1: "added", -1: "removed"}


@dataclass(frozen=True, slots=True)
class TextPiece:
    """``kind`` is same, added, removed, or skipped (then ``paragraphs`` were left out)."""

    kind: str
    text: str = ""
    paragraphs: int = 0


def compare(old: str, new: str) -> list[TextPiece]:
    """Return all pieces: joined without the added ones they are ``old``, and the other way."""
    words: dict[str, str] = {}
    texts = [_encoded(text, words) for text in (old, new)]
    engine = diff_match_patch()
    engine.Diff_Timeout = MOST_SECONDS
    found = engine.diff_main(*texts, checklines=False)
    engine.diff_cleanupSemantic(found)
    letters = {letter: word for word, letter in words.items()}
    return [TextPiece(KINDS[kind], "".join(letters[one] for one in text)) for kind, text in found]


def _encoded(text: str, words: dict[str, str]) -> str:
    """Write each word as one character; the same word is the same character in both texts."""
    letters = []
    for word in _WORD.findall(text):
        if word not in words:
            words[word] = _character(min(len(words), MOST_WORDS - 1))
        letters.append(words[word])
    return "".join(letters)


def _character(number: int) -> str:
    return chr(number if number < SURROGATES.start else number + len(SURROGATES))
