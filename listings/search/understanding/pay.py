"""Pay that a search asks for, as a least amount a year.

What an amount says is read by ``listings.pay``; here is only where one stands, and of which period
it is. An amount without sign and period counts where it can be nothing else: 2024, 401k and B2B
are none. One that pay may come up to ("under 100k") excludes nothing; the page says so.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from listings.pay.amounts import LEAST_YEARLY
from listings.pay.money import Pay, Period, full_amount, yearly_range
from listings.pay.typed import UnreadablePayError, read_pay
from listings.search.understanding.amounts import any_of
from listings.search.understanding.parts import LEFT_OUT, FoundAmount, Meaning
from listings.search.understanding.pay_patterns import amounts, ceilings, floors, telling
from listings.search.understanding.phrases import content

LEAST_MONTHLY, LEAST_MONTHLY_ELSEWHERE = Decimal(1_000), Decimal(500)
LEAST_DAILY = Decimal(200)
"""Of which period an amount is in most currencies; in others in proportion to the year's. Where
pay is told by the month, an amount is one sooner than a day's."""

CEILING = Meaning(LEFT_OUT, "", "excludes no opening: higher pay is shown")
HIGHEST = 999_999_999

BARE = range(15_000, 1_000_001)
"""Amounts without sign or period that are pay: "120000", "85k"."""

DOUBTFUL = frozenset(
    {
        *("r", "rm", "rp", "won", "real", "rand", "nis", "l", "lira", "php", "cad", "try", "all"),
        *("cup", "top", "mad", "gel", "sos", "lak", "bam", "pen", "ron"),
    }
)
"""Words for a currency or a size that say something else beside small amounts."""
LEAST_DOUBTFUL = 1_000
YEARS = range(1990, 2041)

TEN_THOUSANDS = re.compile("[万만]")
LEAST_YEN = 1_500_000
"""Of ten thousands without a currency so many are a year's pay in yen: "500万"."""

_RUPEES = re.compile(r"[0-9]\s?(?:lakhs?|lacs?|lpa|l|crores?|cr)\b")
"""Who counts in these and names no currency earns rupees."""

_AND = re.compile(r"\s(?:and|und)\s")
_BETWEEN = re.compile(r"between|zwischen|entre|tussen|from|von|de")
_DIGITS = re.compile(r"[^0-9]*[0-9]+")
_SIZE_BEFORE = re.compile(r"^([kt])(€|eur)\s?([0-9][0-9.,'’ ]*)")


def pay_in(text: str, currency: str) -> Iterator[FoundAmount]:
    """Amounts of a folded text (``folded_letters``) that are pay, or what it may come up to.

    ``currency`` is the site's: that of a bare amount, and of "$".
    """
    match = amounts().search(text)
    while match:
        end = match.end("first")
        alone = amounts().search(text, match.start(), end) if end < match.end() else None
        found = _found(match, currency) or (_found(alone, currency) if alone else None)
        if found:
            yield found
        behind = _DIGITS.match(text, match.start("first"))
        match = amounts().search(text, found.end if found else behind.end() if behind else end)


def _found(match: re.Match[str], currency: str) -> FoundAmount | None:
    if _AND.search(match["amount"]) and not _BETWEEN.search(match["bound"]):
        return None  # "200k and 4 days", but "between 80k and 100k"
    for unit in dict.fromkeys((_unit(match), "")):
        meaning = _meaning(match, unit, currency)
        if meaning:
            end = match.end() if unit == (match["unit"] or "") else match.start("unit")
            return FoundAmount(meaning, match.start(), end)
    return None


def _unit(match: re.Match[str]) -> str:
    """The currency or period behind an amount: "€5000 month", but a "2 month contract"."""
    amount = match["amount"]
    if match["period"] and not (amount[-1] == "k" or _names_currency(amount)):
        return ""
    return match["unit"] or ""


def _names_currency(amount: str) -> bool:
    try:
        return bool(read_pay(_as_read(amount)).currencies)
    except UnreadablePayError:
        return False


def _meaning(match: re.Match[str], unit: str, site_currency: str) -> Meaning | None:
    said = f"{match['bound']} {match['told'] or ''} {match['tax'] or ''} {match['taxed'] or ''}"
    is_told = telling().search(said) is not None
    told = (match["told"] or "").strip(" :")
    period = _period_told(match["each"] or "") or _period_told(told)
    if period is None and match["period"] and unit:
        period, unit = _period_told(unit), ""
    meaning = _read(f"{match['amount']}{unit}", period, told, site_currency, is_told=is_told)
    beside = floors().sub("", f"{match['bound']} {match['behind'] or ''}")
    return CEILING if meaning and ceilings().search(beside) else meaning


@lru_cache(maxsize=2_000)
def _read(
    amount: str, period: Period | None, told: str, site_currency: str, *, is_told: bool
) -> Meaning | None:
    try:
        typed = read_pay(_as_read(amount))
    except UnreadablePayError:
        return None
    least = typed.minimum or typed.maximum
    if least is None or _says_something_else(amount, least):
        return None
    currencies = typed.currencies or _by_size(amount, least, told)
    is_pay = is_told and int(least) not in YEARS
    if not (currencies or period or typed.period or is_pay or _is_bare_pay(amount, least)):
        return None
    codes = currencies or (site_currency,)
    code = site_currency if site_currency in codes else codes[0]
    return _from(least, code, period or typed.period or _period(least, code))


def _as_read(amount: str) -> str:
    """An amount in the words that ``listings.pay`` reads."""
    amount = _SIZE_BEFORE.sub(r"\3\1 \2", amount).replace("/", "-").replace("teur", "k eur")
    return _other_words().sub(lambda found: f" {_meant_by()[found[0]]} ", amount)


@cache
def _meant_by() -> dict[str, str]:
    words = content()["pay"]
    return {**words["currencies"], **words["sizes"], "r": "ZAR"}  # the last before a digit alone


@cache
def _other_words() -> re.Pattern[str]:
    spaced = any_of(word for word in _meant_by() if word.isascii() or word[0] < "\u3040")
    return re.compile(rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_]|[$])|[円元원만]")


def _says_something_else(amount: str, least: Decimal) -> bool:
    """Whether a doubtful word stands beside an amount that is too small for pay: "won 2"."""
    words = re.findall(r"[^\W\d_]+", amount)
    if "l" in words and not {"₹", "rs", "inr"} & {*words, *amount}:
        return True  # "20l" is also twenty litres
    return least < LEAST_DOUBTFUL and not DOUBTFUL.isdisjoint(words)


def _by_size(amount: str, least: Decimal, told: str) -> tuple[str, ...]:
    """The currency of an amount that names none, by what it counts in, or is called: lakhs."""
    if _RUPEES.search(amount):
        return ("INR",)
    if code := content()["pay"]["currency_of"].get(told):
        return (code,)
    is_yen = TEN_THOUSANDS.search(amount) and (told or least >= LEAST_YEN)
    return ("JPY",) if is_yen else ()


def _is_bare_pay(written: str, least: Decimal) -> bool:
    """Whether an amount without sign and period can be nothing but pay: 85k, 120000, 60.000."""
    is_round = least % 1_000 == 0 and int(least) in BARE
    return is_round and not written.startswith("401") and not TEN_THOUSANDS.search(written)


@cache
def _periods() -> dict[str, Period]:
    words = content()["pay"]
    return {
        word: Period(name)
        for table in ("period", "told")
        for name, listed in words[table].items()
        for word in listed
    }


def _period_told(said: str) -> Period | None:
    """The period that stands behind "/", "per" or by itself; the last words decide."""
    words = re.sub(r"[\s/'’]+", " ", said).strip().split(" ")
    return next(
        (
            _periods()[phrase]
            for start in range(len(words))
            if (phrase := " ".join(words[start:])) in _periods()
        ),
        None,
    )


def _period(least: Decimal, currency: str) -> Period:
    """Of what an amount is the pay where nothing is said: 15,000 euro a year, zloty a month."""
    usual = content()["pay"]["least_yearly"]
    monthly = LEAST_MONTHLY_ELSEWHERE if currency in usual else LEAST_MONTHLY
    least *= LEAST_YEARLY / usual.get(currency, LEAST_YEARLY)
    if least >= LEAST_YEARLY:
        return Period.YEAR
    if least >= monthly:
        return Period.MONTH
    return Period.DAY if least >= LEAST_DAILY else Period.HOUR


def _from(least: Decimal, currency: str, period: Period) -> Meaning | None:
    yearly, _ = yearly_range(Pay(least, None, currency, period))
    if yearly is None or not 0 < yearly <= HIGHEST:
        return None
    whole = yearly.to_integral_value()
    label = f"from {currency} {full_amount(whole)} / year"
    return Meaning("salary_min", f"{whole:f}", label, also=(("currency", currency),))
