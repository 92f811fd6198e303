"""Paragraphs that an employer repeats over postings of different jobs. No Django.

What stands in the posting of an engineer and in that of a recruiter speaks of the employer: its
products, customers, benefits and legal duties. What the postings of sibling jobs share ("Backend
Engineer", "Senior Backend Engineer") may be what they ask for.
"""

import html
import re
import struct
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from listings.reading.title_parts import normalize_title
from listings.reading.words import SIGNS_AS_SPACES, remembered_if_short

type Repeated = Mapping[int, int]
"""Paragraphs by their key, with the number of different titles that they stand under."""

type Said = tuple[str, frozenset[int]]
"""A posting's title, normalised, and its paragraphs by their keys."""

NOTHING_REPEATED: Repeated = {}

SHORTEST = 25
"""Letters of a line that can be a paragraph of its own; shorter ones are headings and labels."""

FEWEST_TITLES = 2
MOST_OF_A_BOARD = 0.8
ENOUGH_TITLES = 5
"""On boards with so many titles, what stands in most of them is the employer's."""

_INLINE = re.compile(r"</?(?:a|b|i|u|em|strong|span|code|font|mark|small)\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>|\n")
_NO_LETTER = re.compile(r"[\W_]+")


NO_PARAGRAPH = 0
"""The key of a line that is too short."""

_KEY_BYTES = 8  # so that of a billion paragraphs hardly two share a key


@remembered_if_short
def paragraph_key(line: str) -> int:
    """A number for the letters of a paragraph: the same however it is marked up and spaced."""
    if line.isascii():
        letters = "".join(line.translate(SIGNS_AS_SPACES).split()).lower()
    else:
        letters = _NO_LETTER.sub("", line).lower()
    if len(letters) < SHORTEST:
        return NO_PARAGRAPH
    digest = blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
    return int.from_bytes(digest, "little")


def repeated_paragraphs(postings: Iterable[tuple[str, str]]) -> Repeated:
    """What the employer says in postings of different jobs.

    ``postings``: title and description (HTML) of all postings of a board. Linear in their length.
    """
    return repeated_among(said_in(*one) for one in postings)


def said_in(title: str, description: str) -> Said:
    """The paragraphs of a posting, from its description (HTML)."""
    return said_by(normalize_title(title), _paragraphs(description))


def said_by(title: str, lines: Iterable[str]) -> Said:
    """The paragraphs of a posting whose lines and normalised title are known."""
    return title, frozenset(map(paragraph_key, lines)) - {NO_PARAGRAPH}


def as_bytes(said: Said) -> bytes:
    """Return what a posting says as it is kept: its keys take some hundred bytes."""
    title, keys = said
    numbers = struct.pack(f"<{len(keys)}Q", *sorted(keys))
    return title.replace("\0", "").encode("utf-8", "replace") + b"\0" + numbers


def of_bytes(kept: bytes) -> Said:
    """Return what was kept by ``as_bytes``."""
    title, _, numbers = kept.partition(b"\0")
    return title.decode(), frozenset(struct.unpack(f"<{len(numbers) // _KEY_BYTES}Q", numbers))


def repeated_among(postings: Iterable[Said]) -> Repeated:
    """The same of postings whose paragraphs are known."""
    titles_of: dict[int, set[str]] = {}
    titles: set[str] = set()
    for name, keys in postings:
        titles.add(name)
        for key in keys:
            titles_of.setdefault(key, set()).add(name)
    return {
        key: len(found)
        for key, found in titles_of.items()
        if len(found) >= FEWEST_TITLES and _is_of_the_employer(found, len(titles))
    }


def _paragraphs(description: str) -> list[str]:
    if "&lt;" in description:
        description = html.unescape(description)
    return [html.unescape(one) for one in _TAG.split(_INLINE.sub("", description)) if one]


def _is_of_the_employer(titles: set[str], all_titles: int) -> bool:
    if len(titles) >= ENOUGH_TITLES and len(titles) >= MOST_OF_A_BOARD * all_titles:
        return True
    return not set.intersection(*(set(title.split()) for title in titles))
