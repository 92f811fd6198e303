"""Amounts of pay without a currency: "Salary: 120-150k", "210k – 231k + equity". No Django.

They count only in thousands ("150k", "150,000"), right behind a word that names pay, or with a "k"
beside equity, and only where all of a posting's places pay in one currency and the line names none.
The words are content: ``reading/data/pay_phrases.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from listings.pay.patterns import (
    ANY_SIGN,
    LONGEST_NAMED_BEFORE,
    NAMED_BEFORE,
    any_of,
    pay_words,
    phrases_of_pay,
)
from listings.pay.plausibility import HIGH_WAGES
from listings.pay.typed import named_currencies

_SPACE = "[ \u00a0\u202f]?"
_WRITTEN_OUT = r"(?:[0-9]{1,3}[.,'’ \u00a0\u202f][0-9]{3}|[0-9]{5,6})"
_IN_THOUSANDS = re.compile(
    rf"(?<![\w.,])(?:[0-9]{{2,3}}(?:[.,][0-9])?{_SPACE}[kK](?![^\W\d_])|{_WRITTEN_OUT}(?!\d))"
)
# a plan of retirement is none: "401k"
_ENDS_WRITTEN_OUT = re.compile(_WRITTEN_OUT)
_FIRST = re.compile(rf"(?!40[13]{_SPACE}[kK])[0-9]{{2,3}}(?:[.,][0-9])?(?:{_SPACE}[kK])?")
_LAST = re.compile(rf"(?!40[13]{_SPACE}[kK])[0-9]{{2,3}}(?:[.,][0-9])?{_SPACE}[kK]")
REACH = 60  # characters around an amount in which it is named
_BULLETS = " -–—•*:"


@dataclass(frozen=True, slots=True)
class _Words:
    before: re.Pattern[str]
    after: re.Pattern[str]
    equity: re.Pattern[str]


@cache
def _words() -> _Words:
    raw = pay_words()
    pay, between = any_of(raw["bare_pay"]).pattern, any_of(raw["bare_between"]).pattern
    begins = rf"(?:^|[:(,•–-] ?){any_of(raw['bare_pay_at_the_beginning']).pattern}"
    return _Words(
        before=re.compile(rf"(?:{pay}|{begins})(?:[\s:(–—-]|{between}){{0,16}}$", re.IGNORECASE),
        after=re.compile(
            rf"\s*(?:$|[.,;)|/](?:\s|$)|[+&]|{any_of(raw['bare_after']).pattern})", re.IGNORECASE
        ),
        equity=any_of(["equity", "stock", "options"], r"\s*(?:\+|plus|and|&)\s*(?:[\w%.-]+ )?"),
    )


def currency_of_bare(line: str, heading: str, currencies: Sequence[str]) -> str:
    """The currency of a line's amounts without a sign; empty where they are none or in doubt.

    ``currencies`` are those of the posting's places. Where a year's pay may be in thousands of a
    small unit, a "k" could be a month's.
    """
    one = currencies[0] if len(set(currencies)) == 1 else ""
    if one not in HIGH_WAGES - phrases_of_pay().small_units or not _IN_THOUSANDS.search(line):
        return ""
    return "" if ANY_SIGN.search(line) or ANY_SIGN.search(heading) else one


def is_bare_pay(match: re.Match[str], *, below_heading: bool) -> bool:
    """Whether an amount of a line without a sign is plainly pay.

    ``match`` is one of ``patterns.RANGE``; ``below_heading``: the line above says that pay follows.
    """
    first, last = match["first"].strip(), (match["last"] or "").strip()
    is_short = bool(_LAST.fullmatch(last or first) and _FIRST.fullmatch(first))
    if not is_short and not all(map(_ENDS_WRITTEN_OUT.fullmatch, (first, last or first))):
        return False
    line, words = match.string, _words()
    before = line[max(0, match.start() - REACH) : match.start()]
    after = line[match.end() : match.end() + REACH]
    is_alone = not before.strip(_BULLETS)
    if is_short and is_alone and last and words.equity.match(after):
        return True
    is_named = words.before.search(before) or (is_alone and below_heading)
    return bool(is_named and words.after.match(after))


def has_sign(match: re.Match[str]) -> bool:
    """Whether an amount names its currency, or its label does."""
    return has_currency(match[0]) or bool(currency_before(match))


def has_currency(fragment: str) -> bool:
    """Whether a written amount names a currency itself."""
    return any(
        named_currencies(word)
        for word in re.findall(r"(?![kK][$])[^\W\d_]*[$]|[^\W\d_]+|[^\w\s.,'’/–—-]", fragment)
    )


def currency_before(match: re.Match[str]) -> str:
    """The currency of an amount without one that its label names: "Salary (USD): 120,000"."""
    if has_currency(match[0]):
        return ""
    before = match.string[max(0, match.start() - LONGEST_NAMED_BEFORE) : match.start()]
    found = NAMED_BEFORE.search(before)
    return (found[1] or found[2]) if found else ""
