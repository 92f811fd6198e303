"""Where sentences begin and end, and how one leaves a block without a trace."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.token import Token

from jobboard.markup.flow import flow

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]*]*+\s+")
# English writing, not content: a full stop after one of these ends no sentence.
_ABBREVIATIONS = {
    "approx", "art", "ca", "cf", "ch", "dept", "dr", "e.g", "eg", "eq", "esp", "est", "etc",
    "fig", "i.e", "ie", "inc", "incl", "jr", "ltd", "max", "min", "mr", "mrs", "ms", "no",
    "nos", "p", "pp", "prof", "sec", "sr", "st", "vol", "vs",
}  # fmt: skip
_LONGEST_WORD = 20
_WHOLE = {"code_inline", "image", "figure", "figure_shown", "softbreak", "hardbreak"}


def starts_of_sentences(text: str) -> list[int]:
    """Positions where sentences begin. In doubt it finds fewer: a cut then takes more with it."""
    starts = [0]
    for found in _END.finditer(text):
        follows = text[found.end() : found.end() + 1]
        if follows and not follows.islower() and not _is_abbreviation(text, found):
            starts.append(found.end())
    return starts


def _is_abbreviation(text: str, found: re.Match[str]) -> bool:
    if not found[0].startswith(".") or found[0].startswith(".."):
        return False
    before = text[max(0, found.start() - _LONGEST_WORD) : found.start()].split()
    word = before[-1].lstrip("([\"'“‘").lower() if before else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or "." in word


def without_sentences(children: Sequence[Token], positions: Sequence[int]) -> list[Token]:
    """Return the tokens without the sentences that stand at these places of the visible text.

    Emphasis and links that reach into a neighbouring sentence keep what is theirs there.
    """
    text, starts = flow(children)
    begins = [*starts_of_sentences(text), len(text)]
    cuts = sorted({bisect_right(begins[:-1], position) - 1 for position in positions})
    is_kept = bytearray(b"\x01") * len(text)
    for cut in cuts:
        is_kept[begins[cut] : begins[cut + 1]] = bytes(begins[cut + 1] - begins[cut])
    for position in range(is_kept.rfind(1), -1, -1):  # no space is left at the end
        if is_kept[position] and not text[position].isspace():
            break
        is_kept[position] = 0
    return _without_empty_pairs(_left(children, starts, is_kept))


def _left(children: Sequence[Token], starts: list[int], is_kept: bytearray) -> list[Token]:
    left: list[Token] = []
    for child, start, end in zip(children, starts, starts[1:], strict=False):
        if child.type == "text":
            content = "".join(
                letter
                for letter, stays in zip(child.content, is_kept[start:end], strict=True)
                if stays
            )
            if content:
                left.append(child.copy(content=content))
        elif child.type not in _WHOLE or start == end or is_kept[start]:
            left.append(child)
    return left


def _without_empty_pairs(children: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for child in children:
        if child.nesting < 0 and kept and kept[-1].nesting > 0:
            kept.pop()
        else:
            kept.append(child)
    return kept
