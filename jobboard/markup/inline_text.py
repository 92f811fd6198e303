"""The running text of a block: what a reader sees of its inline tokens, with positions.

Also where its sentences begin and end, and how one is taken out of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

OBJECT = "\ufffc"  # Unicode's stand-in for what is not text: a picture, a figure not yet known
_TEXTS = {"text", "code_inline"}


def visible(token: Token) -> str:
    """Return what stands on the page for one inline token; a picture is one character."""
    if token.type in _TEXTS:
        return token.content
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type in {"image", "figure"}:
        return OBJECT
    return f"{token.meta['shown']}" if token.type == "figure_shown" else ""


def text_and_starts(children: Sequence[Token]) -> tuple[str, list[int]]:
    """Return the visible text, and where in it each child begins (and, last, its length)."""
    parts = [visible(child) for child in children]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return "".join(parts), starts


def text_of(children: Sequence[Token] | None) -> str:
    """The visible text on one line, without pictures."""
    return " ".join(text_and_starts(children or ())[0].replace(OBJECT, " ").split())


def with_lines(token: Token) -> Iterator[tuple[int, Token]]:
    """The children of an inline token, each with its line in the text."""
    line: int = token.meta["line"]
    for child in token.children or ():
        yield line, child
        line += child.type in {"softbreak", "hardbreak"}


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


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


def first_sentence(text: str) -> str:
    """Return the first sentence of a text without markup; empty for none."""
    words = " ".join(text.split())
    return words[: [*starts_of_sentences(words), len(words)][1]].strip() if words else ""


def _is_abbreviation(text: str, found: re.Match[str]) -> bool:
    if not found[0].startswith(".") or found[0].startswith(".."):
        return False
    before = text[max(0, found.start() - _LONGEST_WORD) : found.start()].split()
    word = before[-1].lstrip("([\"'“‘").lower() if before else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or "." in word


def without_sentences(
    children: Sequence[Token], positions: Sequence[int], standing: Sequence[int] = ()
) -> list[Token]:
    """Return the tokens without the sentences that stand at these places of the visible text.

    Emphasis and links that reach into a neighbouring sentence keep what is theirs there. The
    first that is ``standing`` in a sentence is what is left of it, with the space that follows.
    """
    text, starts = text_and_starts(children)
    begins = [*starts_of_sentences(text), len(text)]
    cuts = sorted({bisect_right(begins[:-1], position) - 1 for position in positions})
    is_kept = bytearray(b"\x01") * len(text)
    for cut in cuts:
        begin, end = begins[cut], begins[cut + 1]
        is_kept[begin:end] = bytes(end - begin)
        for position in [one for one in standing if begin <= one < end][:1]:
            is_kept[position] = 1
            written = len(text[begin:end].rstrip())
            is_kept[begin + written : end] = b"\x01" * (end - begin - written)
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
