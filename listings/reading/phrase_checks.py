"""Phrases checked before they are kept: one that no title or text can ever hold is refused."""

import re
from collections.abc import Iterator

from listings.reading.alternatives import PhraseError, Variant, variants
from listings.reading.patterns import ENDING, GUESS, STAR, WHOLE, Patterns
from listings.reading.skills import SkillPhrases, SkillReader
from listings.reading.title_parts import divide, in_order
from listings.reading.words import tokens

_DIVIDES = re.compile(r"(?<!\S)(?:and|und|et|y)(?!\S)|[/&+:;•·–—@\[\]{}]", re.IGNORECASE)
_ANY_WORD = "xyz"
_MARKS = f"{GUESS}{WHOLE} "


# Plain words stand in titles as they are, but for those that divide one or are left out of it.
_PLAIN = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*+|[ *,?=])++", re.IGNORECASE)
_NOT_PLAIN = re.compile(
    r"\b(?:and|und|et|y|or|oder|ou|o|gn|genders?|geschlechter|homme|femme)\b", re.IGNORECASE
)


def check_title_phrase(phrase: str, *, is_level: bool = False) -> None:
    """Raise PhraseError where the phrase, or one alternative of it, finds nothing in any title."""
    for variant in variants(phrase):
        _check_stars(variant)
        if not _PLAIN.fullmatch(variant.raw) or _NOT_PLAIN.search(variant.raw):
            _check_found(variant, is_level=is_level)


def check_skill_phrase(phrase: str, *, is_exact: bool = False) -> None:
    """Raise PhraseError where no text can hold the phrase; brackets and stars mean nothing here."""
    variants(phrase)
    if sign := re.search(r"[*|]", phrase):
        raise PhraseError(
            sign.start() + 1, f"“{sign[0]}” means nothing in a skill; write each phrase in full"
        )
    exact = (phrase,) if is_exact else ()
    reader = SkillReader([SkillPhrases("it", phrase, (), exact)])
    has_word = any(character.isalnum() for character in phrase)
    if not has_word or not reader.read("", f"with {phrase} only"):
        raise PhraseError(1, "no word stands here")


def _check_stars(variant: Variant) -> None:
    """Refuse a star at an end of the first part, unless it marks a phrase of last resort."""
    first = variant.raw.partition(",")[0]
    bare = first.lstrip(_MARKS)
    bare = bare[1:].lstrip() if bare.startswith(STAR) else bare
    begin, bare = len(first) - len(bare), bare.rstrip()
    if not tokens(bare):
        raise PhraseError(variant.column(begin), "no word stands here, before the first comma")
    for at in (begin, begin + len(bare) - 1):
        if first[at] == STAR:
            raise PhraseError(
                variant.column(at), "a star needs a word of the first part on each side"
            )


def _check_found(variant: Variant, *, is_level: bool) -> None:
    """Whether the phrase finds itself in a title that is made of its own words."""
    patterns, read = Patterns([(variant.text, "it")]), in_order if is_level else divide
    if any(any(patterns.all(read(title))) for title in _titles(variant)):
        return
    divider = _DIVIDES.search(variant.raw)
    if divider:
        raise PhraseError(
            variant.column(divider.start()),
            f"titles are divided at “{divider[0]}”, so no phrase goes across it",
        )
    raise PhraseError(variant.column(0), "no title can hold these words")


def _titles(variant: Variant) -> Iterator[str]:
    """Titles as the phrase describes them: a star as no word, or as one."""
    bare = variant.text.lstrip(_MARKS).removeprefix(STAR)
    whole = re.sub(rf"(?<!\S){ENDING}(?=\w)", _ANY_WORD, bare)
    first, comma, others = whole.partition(",")
    others = others.replace(STAR, f" {_ANY_WORD} ")
    yield from (f"{first.replace(STAR, word)}{comma}{others}" for word in (" ", f" {_ANY_WORD} "))
