"""Which words of a text changed, as pieces that a page can mark.

Words are compared, not letters: "sort" → "port" reads as one word replaced. The comparison gives
up refining after a fixed time, so that no text, however long, holds up a page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

MOST_SECONDS = 0.2
SURROGATES = range(0xD800, 0xE000)  # no characters: they cannot stand for a word
MOST_WORDS = 0x10FFFF - len(SURROGATES)
CONTEXT = 2  # beside a change: what is left of its paragraph, and one more
_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
_BREAK = re.compile(r"(?<=\n\n)(?!\n)")


@dataclass(frozen=True, slots=True)
class Piece:
    """``kind`` is same, added, removed, or skipped (then ``paragraphs`` were left out)."""

    kind: str
    text: str = ""
    paragraphs: int = 0


KINDS = {0: "same", 1: "added", -1: "removed"}


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces of both texts in reading order, without what no change is near."""
    return list(_shortened(compare(old, new)))


def compare(old: str, new: str) -> list[Piece]:
    """Return all pieces: joined without the added ones they are ``old``, and the other way."""
    words: dict[str, str] = {}
    texts = [_encoded(text, words) for text in (old, new)]
    engine = diff_match_patch()
    engine.Diff_Timeout = MOST_SECONDS
    found = engine.diff_main(*texts, checklines=False)
    engine.diff_cleanupSemantic(found)
    letters = {letter: word for word, letter in words.items()}
    return [Piece(KINDS[kind], "".join(letters[one] for one in text)) for kind, text in found]


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


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    last = len(pieces) - 1
    for place, piece in enumerate(pieces):
        if piece.kind == "same":
            yield from _near(piece.text, after=place > 0, before=place < last)
        else:
            yield piece


def _near(text: str, *, after: bool, before: bool) -> Iterator[Piece]:
    """Keep the paragraphs beside a change that came before this text or comes after it."""
    paragraphs = _BREAK.split(text)
    head = CONTEXT if after else 0
    tail = CONTEXT if before else 0
    between = len(paragraphs) - head - tail
    if between < 2:
        yield Piece("same", text)
        return
    yield from _same(paragraphs[:head])
    yield Piece("skipped", paragraphs=between)
    yield from _same(paragraphs[len(paragraphs) - tail :])


def _same(paragraphs: list[str]) -> Iterator[Piece]:
    if paragraphs:
        yield Piece("same", "".join(paragraphs))


def moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the fewest members whose place among the common ones changed."""
    place = {key: at for at, key in enumerate(old)}
    common = [key for key in new if key in place]
    return set(common) - set(_longest_rising(common, place))


def _longest_rising(keys: list[str], place: dict[str, int]) -> list[str]:
    """Return a longest part of ``keys`` whose places rise; quadratic, for a page's sections."""
    best: list[list[str]] = []
    for key in keys:
        before = [run for run in best if place[run[-1]] < place[key]]
        best.append([*max(before, key=len, default=[]), key])
    return max(best, key=len, default=[])
