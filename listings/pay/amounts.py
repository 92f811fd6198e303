"""What an amount in a text leaves open: for what time it is, and in which currency. No Django.

The time is the period that is named, else the usual one. A currency that an amount does not name is
its label's, or that of the posting's places: "Salary: 120-150k", "210k – 231k + equity". Such bare
amounts count only in thousands ("150k", "150,000"), right behind a word that names pay, or with a
"k" beside equity, and only where all of a posting's places pay in one currency and the line names
none. The words are content: ``reading/data/pay_phrases.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from listings.pay.money import Period
from listings.pay.patterns import (
    ANY_SIGN,
    LONGEST_NAMED_BEFORE,
    NAMED_AFTER,
    NAMED_BEFORE,
    any_of,
    pay_words,
    phrases_of_pay,
)
from listings.pay.plausibility import HIGH_WAGES
from listings.pay.typed import TypedPay, named_currencies

# A year's pay in money of high wages is above this, a month's and less is below.
LEAST_YEARLY = Decimal(12_000)
# Less in such money is an allowance or a benefit, be it called pay: "€1,500 a year".
LEAST_OF_ONE_JOB = {Period.YEAR: Decimal(6_000), Period.MONTH: Decimal(200)}
LARGEST_HOURLY = Decimal(200)
LARGEST_YEARLY = Decimal(3_000_000)
# Of currencies whose unit is small: a year's pay in yen or won has two or three digits more.
LARGEST_IN_SMALL_UNITS = Decimal(3_000_000_000)
MOST_APART = 10  # a maximum above so many times the minimum is no range of one job


def period_of(
    typed: TypedPay, currency: str, each: str, before: str, after: str
) -> tuple[Period | None, int | None]:
    """The period of an amount, and how often a year a month's is paid where the text says it.

    "€ 3.800 x 13" is a month's pay; "€ 45.000 in 13 instalments" is a year's.
    """
    phrases = phrases_of_pay()
    times = phrases.times_after.match(after) or phrases.times_before.search(before)
    if times:
        return Period.MONTH, _number(times)
    instalments = phrases.instalments.search(after)
    after = phrases.instalments.sub(" ", after)
    period = (
        nearest_period(each, "") or nearest_period(before, after) or _usual_period(typed, currency)
    )
    if not instalments:
        return period, None
    period = period or Period.MONTH
    return period, _number(instalments) if period is Period.MONTH else None


def _number(found: re.Match[str]) -> int:
    return next(int(one) for one in found.groups() if one)


def nearest_period(before: str, after: str) -> Period | None:
    """The period that is named nearest: behind the amount, else before it.

    What is paid every two weeks is for no period of ours.
    """
    other = phrases_of_pay().other_periods
    for text, chosen in ((other.sub(" ", after[:40]), min), (other.sub(" ", before), max)):
        places = [
            (match.start(), period)
            for period, pattern in phrases_of_pay().periods.items()
            for match in pattern.finditer(text)
        ]
        if places:
            return chosen(places)[1]
    return None


def _usual_period(typed: TypedPay, currency: str) -> Period | None:
    """A year, a month or an hour, where the amount can be nothing else; else none."""
    least = _least(typed)
    if least <= LARGEST_HOURLY and currency in HIGH_WAGES:
        return Period.HOUR
    months, years = phrases_of_pay().month_or_year.get(currency, (LEAST_YEARLY, LEAST_YEARLY))
    if least >= years:
        return Period.YEAR
    largest = phrases_of_pay().largest_month.get(currency, years)
    return Period.MONTH if months <= least <= largest else None


def is_of_one_job(typed: TypedPay, period: Period, currency: str) -> bool:
    """Whether amounts can be what one job pays for a period."""
    low, high = typed.minimum, typed.maximum
    largest = LARGEST_IN_SMALL_UNITS if currency in phrases_of_pay().small_units else LARGEST_YEARLY
    if low and high and (high < low or high > MOST_APART * low):
        return False
    lowest = LEAST_OF_ONE_JOB.get(period, 0) if currency in HIGH_WAGES else 0
    if period is Period.YEAR:
        lowest = max(lowest, LEAST_YEARLY / 12)
    return lowest <= _least(typed) <= largest


def _least(typed: TypedPay) -> Decimal:
    return min(amount for amount in (typed.minimum, typed.maximum) if amount is not None)


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


# "TEUR" and "k€" are a size and a currency
_WORDS_OF_AMOUNT = re.compile(
    r"(?![kK][$])[^\W\d_]*[$]|(?<=[kKT])(?:EUR|CHF|USD|GBP|SEK|PLN)|[kT](?=[A-Z]{3})|[^\W\d_]+|[^\w\s.,'’/–—-]"
)


def has_sign(match: re.Match[str]) -> bool:
    """Whether an amount names its currency, or its label does."""
    return has_currency(match[0]) or bool(currency_beside(match))


def has_currency(fragment: str) -> bool:
    """Whether a written amount names a currency itself."""
    return any(named_currencies(word) for word in _WORDS_OF_AMOUNT.findall(fragment))


def currency_beside(match: re.Match[str]) -> str:
    """The currency that stands beside an amount without one.

    In its label, "Salary (USD): 120,000", in brackets behind it, "90,000 to 115,000 (USD)", or in
    its size: "12 LPA" are rupees.
    """
    if has_currency(match[0]):
        return ""
    for size, code in pay_words()["currency_of_size"].items():
        if size in match[0]:
            return str(code)
    before = match.string[max(0, match.start() - LONGEST_NAMED_BEFORE) : match.start()]
    if found := NAMED_BEFORE.search(before):
        return found[1] or found[2]
    behind = NAMED_AFTER.match(match.string, match.end())
    return behind[1] if behind else ""
