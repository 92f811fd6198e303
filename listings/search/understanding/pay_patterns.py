"""How an amount of pay is written in a search: ``from €60k``, ``£500 a day``, ``年収500万円``."""

import re
from functools import cache

from listings.pay.money import CURRENCIES
from listings.search.understanding.amounts import any_of
from listings.search.understanding.phrases import content

MOST_BOUNDS = 3
"""Words before an amount: "minimum salary from 80k"."""

_SYMBOL = r"(?:[a-z]{0,2}[$]|[€£₹¥₺₩₪₴₦₱฿₽])"
_UNIT_WORDS = ("euros?", "dollars?", "pounds?", "quid", "rupees?", "rs", "franken", "fr", "kr")
_MORE_UNIT_WORDS = ("zl", "ft", "lei", "rmb")
_CENTS = r"(?:[.,][0-9]{1,2}(?![0-9]))?"
_NUMBER = (
    rf"[0-9]{{1,3}}(?:[.,'’\u00a0\u202f ][0-9]{{3}}(?![0-9])){{1,3}}{_CENTS}|[0-9]{{1,9}}{_CENTS}"
)
_SIZE = "k|tsd|tausend|thousand|mil|lakhs?|lacs?|lpa|crores?|cr|million|mio|mn|m|l"
_NO_NUMBER = r"(?!\s?[0-9]{1,9}(?![0-9]*\s?(?:h|std|%|hours|stunden)(?![^\W_])))"
"""Behind a sign: one before a number is that number's, but for hours and shares."""

_JOINT = "-|–|—|/|to|bis|and|und"
_EACH = "per|an?|pro|par|al|por|im|each|na|i|je|om"
UNSPACED = "[\u3040-\u9fff\uac00-\ud7af]"
"""Letters of scripts that write no spaces, beside which no word ends."""


def _words(words: tuple[str, ...]) -> str:
    """One of the words as a whole; those of scripts without spaces, wherever they stand."""
    return rf"(?:(?:{any_of(words)})(?:(?![^\W_])|(?<={UNSPACED})))"


@cache
def sign() -> str:
    """A currency behind an amount."""
    named = (*CURRENCIES, *_UNIT_WORDS, *_MORE_UNIT_WORDS, *content()["pay"]["currencies"])
    return rf"(?:{_SYMBOL}|{_words(tuple(map(str.lower, named)))})"


def _sign_before() -> str:
    """A currency before one, be it without a space: "USD100k"."""
    named = (*CURRENCIES, *_UNIT_WORDS, *_MORE_UNIT_WORDS, *content()["pay"]["currencies"])
    words = any_of(map(str.lower, named))
    return rf"(?:[kt](?:€|eur(?![^\W_]))|{_SYMBOL}|r(?=[0-9])|(?:{words})(?![^\W\d_])[.]?)"


def _amount() -> str:
    spaced = "|".join([_SIZE, *content()["pay"]["sizes"]])
    size = rf"(?:\s?(?:{spaced})(?![^\W_])|\s?t(?=\s?(?:€|eur(?![^\W_])))|[万만])"
    return rf"(?:{_sign_before()}\s?)?(?:{_NUMBER}){size}?(?:\s?{sign()}{_NO_NUMBER})?"


def period_words() -> str:
    return any_of(word for words in content()["pay"]["period"].values() for word in words)


def _told_words() -> tuple[str, ...]:
    return tuple(word for words in content()["pay"]["told"].values() for word in words)


@cache
def amounts() -> re.Pattern[str]:
    """An amount with all that is said beside it, in folded letters."""
    bounds = content()["pay"]
    before = any_of(bounds["from"] + bounds["up_to"])
    behind = any_of(bounds["or_more"] + bounds["or_less"])
    told = _words(_told_words())
    tax = rf"(?:\s(?:{any_of(bounds['tax'])})(?![^\W_]))?"
    each = rf"(?:\s?/\s?|\s(?:{_EACH})\s)(?:{period_words()})(?![^\W_])|\s?{told}"
    bound = rf"(?:{before}|>=?|<=?|≥|≤|(?<![\w+])\+)\s*:?\s*"
    return re.compile(
        rf"(?<![\w.,$€£*:/-])(?P<bound>(?:{bound}){{0,{MOST_BOUNDS}}})(?P<told>{told}\s*:?\s*)?"
        rf"(?P<amount>(?P<first>{_amount()})(?:\s?(?:{_JOINT})\s?{_amount()})?)"
        rf"(?P<tax>{tax})(?P<each>{each})?(?P<taxed>{tax})(?P<plus>\s?\+{{1,2}})?"
        rf"(?![\w*%:/]|[.,][0-9])"
        rf"(?P<unit>\s(?:{sign()}{_NO_NUMBER}|(?P<period>(?:{period_words()})(?![^\W_]))))?"
        rf"(?P<behind>\s(?:{behind})(?![^\W_]))?"
    )


@cache
def ceilings() -> re.Pattern[str]:
    """What says before or behind an amount that pay may come up to it."""
    bounds = content()["pay"]
    return re.compile(
        rf"[<≤]|(?<![^\W_])(?:{any_of(bounds['up_to'] + bounds['or_less'])})(?![^\W_])"
    )


@cache
def floors() -> re.Pattern[str]:
    """What says that it is the least, also where a word of a ceiling is a part: "no less than"."""
    return re.compile(rf"(?<![^\W_])(?:{any_of(content()['pay']['from'])})(?![^\W_])")


@cache
def telling() -> re.Pattern[str]:
    """A word beside an amount by which it is pay: "4000 brutto"."""
    return re.compile(rf"(?<![^\W_])(?:{any_of(content()['pay']['tells'])})(?![^\W_])")
