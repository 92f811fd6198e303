"""Words are made once, here: the same ones for search, skills, titles and queries.

Readable parts of addresses are made here too, in ASCII.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, wraps
from itertools import pairwise

from anyascii import anyascii

from listings.reading.data import content

WORD_LIMIT = 60
"""Characters of one word that count; what is longer is an address or a key, not a word."""

KEPT_TEXTS = 10_000
"""Lines and sentences of which each reader remembers what it has read: employers repeat theirs."""

LONGEST_KEPT = 1_000
"""Characters of such a text."""

remembered = lru_cache(maxsize=KEPT_TEXTS)
"""Remembers what a pure function gives for the latest sentences, which are short."""


def remembered_if_short[*Given, Read](
    read: Callable[[str, *Given], Read],
) -> Callable[[str, *Given], Read]:
    """Remember what a pure function gives for the latest lines; the first argument is one."""
    kept = remembered(read)

    @wraps(read)
    def reading(text: str, *given: *Given) -> Read:
        return kept(text, *given) if len(text) <= LONGEST_KEPT else read(text, *given)

    return reading


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
_MAY_JOIN = re.compile(r"[+#&]|\.\w")  # signs that may be part of a word
SIGNS_AS_SPACES = {at: " " for at in range(128) if not chr(at).isalnum()}
# A pile of marks on one letter: normalising takes the square of its length.
MOST_MARKS = 30
_PILE = re.compile(rf"([^\w\s\x00-\u02ff]{{{MOST_MARKS}}})[^\w\s\x00-\u02ff]++")
_POSSESSIVE = re.compile(r"'(?<=\w')s(?!\w)")  # an apostrophe is looked for first


# What is not ASCII in most English texts, written as ``fold`` has it: a third of its time.
_TYPOGRAPHY = (("’", "'"), ("‘", "'"), ("\u00a0", " "), ("…", "..."), ("‑", "-"), ("\u200b", ""))
_KEPT_SIGNS = "–—“”•·"


def fold(text: str) -> str:
    """Return ``text`` without case, accents, compatibility forms and invisible characters."""
    if not text.isascii():
        for sign, plain in _TYPOGRAPHY:
            text = text.replace(sign, plain)
    if not is_plain(text):
        text = unicodedata.normalize("NFKC", without_piles(text)).casefold()
        text = unicodedata.normalize("NFD", _INVISIBLE.sub("", text))
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
        text = _REPLACEABLE.sub(lambda found: _REPLACED[found[0]], text)
    text = text.lower()
    return text if text.replace("\n", "").isprintable() else _CONTROLS.sub(" ", text)


def is_plain(text: str) -> bool:
    """Whether it holds no other letters than ASCII ones, and of signs only those that stay."""
    for sign in "" if text.isascii() else _KEPT_SIGNS:
        text = text.replace(sign, "")
    return text.isascii()


def without_piles(text: str) -> str:
    """Return ``text`` with at most 30 marks in a row, as Unicode's stream-safe format has it."""
    has_many = len(text.encode("utf-8", "surrogatepass")) - len(text) >= MOST_MARKS
    return _PILE.sub(r"\1", text) if has_many else text


def tokens(text: str) -> list[str]:
    """Words of ``text`` in order, folded, not stemmed: ``c++ c# .net node.js r&d`` stay whole."""
    return join_words(raw_tokens(fold(text)))


def raw_tokens(folded: str) -> list[str]:
    """Words of folded text before those that are written in two ways meet."""
    if "'" in folded:
        folded = _POSSESSIVE.sub("", folded)
    if folded.isascii() and not _MAY_JOIN.search(folded):
        found = folded.translate(SIGNS_AS_SPACES).split()  # what the expression finds there
        if max(map(len, found), default=0) <= WORD_LIMIT:
            return found
    else:
        found = TOKEN.findall(folded.replace("_", " "))
    return [w if w[-1] != "." and len(w) <= WORD_LIMIT else _tidy(w) for w in found]


@remembered_if_short
def folded_line(line: str) -> str:
    """A line as ``fold`` makes it: of a text in lines, it is what folding all of it gives."""
    return fold(line)


@remembered_if_short
def words_of(line: str) -> tuple[str, ...]:
    """The words of a line as ``raw_tokens`` makes them."""
    return tuple(raw_tokens(folded_line(line)))


def _tidy(word: str) -> str:
    if word[-1] == ".":
        word = word.replace(".", "")
    return word[:WORD_LIMIT]


def join_words(words: Sequence[str]) -> list[str]:
    """Write one way what people write in several: ``full stack`` and ``fullstack``."""
    pairs, singles = _joined()
    is_respelt = not singles.keys().isdisjoint(words)
    written = [singles.get(word, word) for word in words] if is_respelt else list(words)
    if pairs.keys().isdisjoint(words):
        return written
    end = 0
    for at, (word, following) in enumerate(pairwise(words)):
        if word in pairs and at >= end and (joined := pairs[word].get(following)):
            written[at], written[at + 1], end = joined, "", at + 2
    return [word for word in written if word] if end else written


def are_one_word(word: str, following: str) -> bool:
    """Whether two words that follow each other are written as one: full, stack."""
    return following in _joined()[0].get(word, ())


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
    given = content("joined_words.toml")
    pairs: dict[str, dict[str, str]] = {}
    for joined, written in given["pairs"].items():
        for pair in written:
            first, second = pair.split()
            pairs.setdefault(first, {})[second] = joined
    singles = {other: word for word, others in given["spellings"].items() for other in others}
    return pairs, singles


# Scripts that write no space between words, and Korean, which joins particles to them.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff]+"
)


def search_tokens(text: str) -> list[str]:
    """Words of ``text`` as search keeps them: of scripts without spaces each two neighbours.

    ``データ分析`` is ``デー ータ タ分 分析``; so any part of it is found, as a phrase of pairs.
    """
    return in_search(text, raw_tokens(fold(text)))


def in_search(text: str, raw: Sequence[str]) -> list[str]:
    """Words of ``text`` as search keeps them, from those that ``raw_tokens`` made."""
    words = join_words(raw)
    if text.isascii() or not _UNSPACED.search(text):
        return words
    return [part for word in words for part in in_pairs(word)]


def in_pairs(word: str) -> Iterator[str]:
    """A word, its runs of a script without spaces as pairs of neighbouring characters."""
    at = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > at:
            yield word[at : run.start()]
        letters, at = run[0], run.end()
        yield from (letters[n : n + 2] for n in range(max(1, len(letters) - 1)))
    if at < len(word):
        yield word[at:]


def is_unspaced(letter: str) -> bool:
    """Whether it belongs to a script that writes no space between words."""
    return bool(_UNSPACED.match(letter))


_APOSTROPHES = re.compile(r"['`ʻ]")
_FOREIGN = re.compile(r"[^\x00-\x7f\s]+")
_SYLLABLE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SLUG_WORD = re.compile(r"[a-z0-9]+")


def slug(*parts: str) -> str:
    """Words of the parts with hyphens: "Fort Worth", "TX", "US" → fort-worth-tx-us.

    Other scripts are written in Latin letters ("Инженер данных" → inzhener-dannykh); a text of
    signs and pictures alone gives nothing.
    """
    words = (word for part in parts for word in _SLUG_WORD.findall(_latin(part)))
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
