"""Pay in Japanese, Chinese and Korean lines: "年収600万円〜900万円", "월급 350만원". No Django.

These languages part no words by spaces, so pay is what stands right behind a label of pay. The
words are content: ``reading/data/east_asian_pay.toml``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from listings.pay.money import Pay, Period
from listings.pay.patterns import phrases_of_pay
from listings.reading.data import content

_NUMBER = r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]{1,9}(?:[.．][0-9０-９]{1,2})?"
_FILLER = r"[^0-9０-９\n。;；]{0,14}?"  # between a label and its amount: "：", "（税込）", "は"
_JOIN = r"\s?(?:[-–—~～〜ー―至到]{1,2})\s?"
LONGEST_LABEL = 16  # of a line that is nothing but a label
_MOST_APART = 5  # a maximum above so many times the minimum is a slip or no range
_PAYMENTS = re.compile(r"\s?[·・xX×*/,，]?\s?(1[234])\s?(?:薪|个月|個月)")
# Of a month's usual lowest pay: less for the period is a slip or a benefit.
_LEAST = {Period.YEAR: Decimal(8), Period.MONTH: Decimal("0.5"), Period.WEEK: Decimal("0.1")}


@dataclass(frozen=True, slots=True)
class EastAsianPay:
    """Pay with the characters of the line that state it."""

    pay: Pay
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Language:
    currency: str
    pattern: re.Pattern[str]
    periods: dict[str, Period | None]


@dataclass(frozen=True, slots=True)
class _EastAsianWords:
    languages: tuple[_Language, ...]
    any_label: re.Pattern[str]
    not_pay: re.Pattern[str]
    not_pay_before: re.Pattern[str]
    at_least: re.Pattern[str]
    at_most: re.Pattern[str]
    each: dict[Period, re.Pattern[str]]
    currencies: dict[str, str]
    sizes: dict[str, int]


def east_asian_pay(
    line: str, above: str = "", currencies: Sequence[str] = ()
) -> Iterator[EastAsianPay]:
    """Pay that stands behind a label of these languages; linear in the line's length.

    ``above`` is the line before, which may be the label. ``currencies`` are those of the posting's
    places: "元" is the first of them that it can mean.
    """
    if line.isascii() and above.isascii():
        return
    words = _words()
    if words.any_label.search(line):
        yield from _of_line(line, currencies)
    elif len(above) <= LONGEST_LABEL and words.any_label.search(above):
        for one in _of_line(f"{above}:{line}", currencies):
            shift = len(above) + 1
            yield EastAsianPay(one.pay, one.start - shift, one.end - shift)


def _of_line(line: str, currencies: Sequence[str]) -> Iterator[EastAsianPay]:
    words = _words()
    for language in words.languages:
        for match in language.pattern.finditer(line):
            is_other = words.not_pay.search(match["between"]) or words.not_pay_before.search(
                line[max(0, match.start() - 6) : match.start()]
            )
            pay = None if is_other else _pay(match, language, currencies)
            if pay:
                yield EastAsianPay(pay, match.start("amount"), match.end("amount"))


def _pay(match: re.Match[str], language: _Language, currencies: Sequence[str]) -> Pay | None:
    words, after = _words(), match.string[match.end() : match.end() + 12]
    currency = _currency(match, language, currencies)
    first, last = _amounts(match)
    if not currency or first is None or (last and not first <= last <= first * _MOST_APART):
        return None
    period = language.periods[match["label"]] or _period(first, currency, after)
    if period is None or not _is_for(first, period, currency):
        return None
    low: Decimal | None = first
    high: Decimal | None = last or first
    if last is None and (match["open"] or words.at_least.match(after)):
        high = None
    elif last is None and words.at_most.match(after):
        low = None
    payments = _PAYMENTS.match(after) if period is Period.MONTH else None
    return Pay(low, high, currency, period, payments_a_year=int(payments[1]) if payments else None)


def _amounts(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    """Both ends; a size at the last one stands for both: "600〜900万円"."""
    sizes = _words().sizes
    first, last = _number(match["first"]), _number(match["last"])
    of_first, of_last = match["size"] or "", match["size_last"] or ""
    if last is not None and not of_first and first is not None and first < last:
        of_first = of_last
    first = None if first is None else first * sizes.get(of_first, 1)
    return first or None, None if last is None else last * sizes.get(of_last, 1)


def _number(written: str | None) -> Decimal | None:
    if not written:
        return None
    try:
        return Decimal(unicodedata.normalize("NFKC", written).replace(",", ""))
    except InvalidOperation:
        return None


def _currency(match: re.Match[str], language: _Language, currencies: Sequence[str]) -> str:
    """The one that is named; else that of the place, where the language is written in several."""
    written = match["between"] + match["amount"]
    for sign, code in _words().currencies.items():
        if sign in written:
            return code
    if language.currency != "CNY":
        return language.currency
    home = next((code for code in currencies if code in {"CNY", "TWD", "HKD"}), "")
    return home or ("CNY" if match["sign"] or match["sign_last"] or match["sign_first"] else "")


def _period(amount: Decimal, currency: str, after: str) -> Period | None:
    """The period that is named behind the amount, else the one that it can alone be for."""
    for period, pattern in _words().each.items():
        if pattern.match(after):
            return period
    months, years = phrases_of_pay().month_or_year[currency]
    if amount >= years:
        return Period.YEAR
    return Period.MONTH if amount >= months else None


def _is_for(amount: Decimal, period: Period, currency: str) -> bool:
    """Whether an amount can be for the period: "年収600円" is a slip."""
    months, _ = phrases_of_pay().month_or_year[currency]
    if period in {Period.HOUR, Period.DAY}:
        return amount < months
    return amount >= months * _LEAST[period]


@cache
def _words() -> _EastAsianWords:
    raw = content("east_asian_pay.toml")
    words = raw["words"]
    languages = tuple(_language(one, raw["sizes"]) for one in raw["language"])
    return _EastAsianWords(
        languages=languages,
        any_label=_any(label for language in languages for label in language.periods),
        not_pay=_any(words["not_pay"]),
        not_pay_before=_any(words["not_pay_before"]),
        at_least=_any(words["at_least"], r"\s?"),
        at_most=_any(words["at_most"], r"\s?"),
        each={Period(one[5:]): _any(words[one], r"\s?") for one in words if one[:5] == "each_"},
        currencies=raw["currencies"],
        sizes=raw["sizes"],
    )


def _language(raw: dict[str, Any], sizes: dict[str, int]) -> _Language:
    periods = {label: period for period in Period for label in raw[period]} | dict.fromkeys(
        raw["any"]
    )
    sign, size = _any(raw["signs"]).pattern, _any(sizes).pattern
    pattern = (
        rf"(?P<label>{_any(periods).pattern})(?P<between>{_FILLER})"
        rf"(?P<amount>(?P<sign_first>{sign})?\s?(?P<first>{_NUMBER})\s?(?P<size>{size})?\s?"
        rf"(?P<sign>{sign})?(?:{_JOIN}(?:(?:{sign})?\s?(?P<last>{_NUMBER})\s?(?P<size_last>{size})?\s?"
        rf"(?P<sign_last>{sign})?)|(?P<open>\s?[~～〜]))?)"
    )
    return _Language(raw["currency"], re.compile(pattern), periods)


def _any(words: Iterable[str], start: str = "") -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"{start}(?:{'|'.join(map(re.escape, longest_first))})")
