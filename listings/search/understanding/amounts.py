"""Pay and distances in a search: ``from €60k``, ``£500 a day``, ``within 20 miles of``.

What an amount of pay says is read by ``listings.pay``; here is only where one stands. An amount
without sign and period counts where it can be nothing else: 2024, 401k and B2B are none.

An amount that pay may come up to ("under 100k") excludes nothing: it goes, and the page says so.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache

from listings.pay.amounts import LEAST_YEARLY
from listings.pay.money import CURRENCIES, Pay, Period, full_amount, yearly_range
from listings.pay.typed import UnreadablePayError, read_pay
from listings.reading.words import fold
from listings.search.understanding.parts import LEFT_OUT, FoundAmount, Meaning
from listings.search.understanding.phrases import content

LEAST_MONTHLY = Decimal(1_000)
LEAST_DAILY = Decimal(200)
"""Of which period an amount is in most currencies; in others in proportion to the year's."""

CEILING = Meaning(LEFT_OUT, "", "excludes no opening: higher pay is shown")
HIGHEST = 999_999_999
MOST_BOUNDS = 3
"""Words before an amount: "minimum salary from 80k"."""

BARE = range(15_000, 1_000_001)
"""Amounts without sign or period that are pay: "120000", "85k"."""

_SYMBOL = r"(?:[A-Za-z]{0,2}[$]|[€£₹¥₺₩₪₴₦₱฿])"
_UNIT_WORDS = "euros?|dollars?|pounds?|quid|rupees?|rs|franken|fr|kr|zl|kc|lei|rmb"
_CENTS = r"(?:[.,][0-9]{1,2}(?![0-9]))?"
_NUMBER = (
    rf"[0-9]{{1,3}}(?:[.,'’\u00a0\u202f ][0-9]{{3}}(?![0-9])){{1,3}}{_CENTS}|[0-9]{{1,9}}{_CENTS}"
)
_SIZE = r"(?:\s?(?:k|tsd|lakhs?|lacs?|lpa|crores?|cr|mio|m)(?![^\W_]))"
_RUPEES = re.compile(r"[0-9]\s?(?:lakhs?|lacs?|lpa|crores?|cr)\b", re.IGNORECASE)
"""Who counts in these and names no currency earns rupees."""

_PERIOD = (
    r"(?:hour|hr|h|day|week|wk|month|mo|year|yr|annum|stunde|std|tag|woche|monat|jahr|heure|jour"
    r"|semaine|mois|an|hora|dia|día|mes|año|uur|dag|maand|jaar|anno|ano)"
)
_EACH = (
    rf"(?:\s?/\s?{_PERIOD}|\s(?:per|an?|pro|par|al|por|im|each)\s{_PERIOD}|\s?p\.?[ahd](?![^\W_])\.?"
    r"|\s(?:hourly|daily|monthly|yearly|annually|annual|stundlich|taglich|monatlich|jahrlich|mtl"
    r"|mensual|anual|mensuel|annuel|mensile|annuo|miesiecznie|rocznie))"
)

BEGIN, END = r"(?<![\w.,$€£*:/+-])", r"(?![\w*:/-])"
"""What may stand before a number that is no pay, and behind all that belongs to it."""


def folded_letters(q: str) -> str:
    """Return a text of the same length, each letter folded by itself: places in it stay."""
    return q.lower() if q.isascii() else "".join(map(_folded_letter, q))


def _folded_letter(letter: str) -> str:
    folded = letter.lower() if letter.isascii() or letter.isspace() else fold(letter)
    return folded if len(folded) == 1 else letter


def any_of(words: Iterable[str]) -> str:
    """A pattern of one of the words; an apostrophe is a space there: "jusqu a"."""
    return "|".join(sorted(words, key=len, reverse=True)).replace(" ", r"[\s'’]")


@cache
def _amounts() -> re.Pattern[str]:
    codes = "|".join(sorted(CURRENCIES))
    sign = rf"(?:{_SYMBOL}|(?:{codes}|{_UNIT_WORDS})(?![^\W_]))"
    amount = rf"(?:{sign}\s?)?(?:{_NUMBER}){_SIZE}?(?:\s?{sign}(?!\s?[0-9]))?"
    bounds = content()["pay"]
    before = any_of(bounds["from"] + bounds["up_to"])
    behind = any_of(bounds["or_more"] + bounds["or_less"])
    tax = rf"(?:\s(?:{'|'.join(bounds['tax'])})(?![^\W_]))?"
    return re.compile(
        rf"(?<![\w.,$€£*:/-])(?P<bound>(?:(?:{before}|>=?|<=?|≥|≤)\s*:?\s*){{0,{MOST_BOUNDS}}})"
        rf"(?P<amount>{amount}(?:\s?(?:-|–|to|bis|and|und)\s?{amount})?){tax}(?P<each>{_EACH})?{tax}(?P<plus>\s?\+)?"
        rf"(?![\w*%:/]|[.,][0-9])(?P<unit>\s(?:{sign}(?!\s?[0-9])|(?P<period>{_PERIOD}(?![^\W_]))))?"
        rf"(?P<behind>\s(?:{behind})(?![^\W_]))?",
        re.IGNORECASE,
    )


@cache
def _ceilings() -> re.Pattern[str]:
    """What says before or behind an amount that pay may come up to it."""
    bounds = content()["pay"]
    return re.compile(
        rf"[<≤]|(?<![^\W_])(?:{any_of(bounds['up_to'] + bounds['or_less'])})(?![^\W_])"
    )


def pay_in(text: str, currency: str) -> Iterator[FoundAmount]:
    """Amounts of a folded text (``folded_letters``) that are pay, or what it may come up to.

    ``currency`` is the site's: that of a bare amount, and of "$".
    """
    for match in _amounts().finditer(text):
        for unit in dict.fromkeys((_unit(match), "")):
            meaning = _meaning(match, unit, currency)
            if meaning:
                is_whole = unit == (match["unit"] or "")
                end = match.end() if is_whole else match.start("unit")
                yield FoundAmount(meaning, match.start(), end)
                break


def _unit(match: re.Match[str]) -> str:
    """The currency or period behind an amount: "€5000 month", but a "2 month contract"."""
    amount = match["amount"]
    if match["period"] and not (amount[-1] in "kK" or _names_currency(amount)):
        return ""
    return match["unit"] or ""


def _names_currency(amount: str) -> bool:
    try:
        return bool(read_pay(amount).currencies)
    except UnreadablePayError:
        return False


def _meaning(match: re.Match[str], unit: str, site_currency: str) -> Meaning | None:
    meaning = _read(match["amount"], f"{unit}{match['each'] or ''}", site_currency)
    is_ceiling = _ceilings().search(f"{match['bound']} {match['behind'] or ''}")
    return CEILING if meaning and is_ceiling else meaning


@lru_cache(maxsize=2_000)
def _read(amount: str, unit: str, site_currency: str) -> Meaning | None:
    try:
        typed = read_pay(amount + unit)
    except UnreadablePayError:
        return None
    least = typed.minimum or typed.maximum
    currencies = typed.currencies or (("INR",) if _RUPEES.search(amount) else ())
    is_told = bool(currencies or typed.period)
    if least is None or not (is_told or _is_bare_pay(amount, least)):
        return None
    codes = currencies or (site_currency,)
    code = site_currency if site_currency in codes else codes[0]
    return _from(least, code, typed.period or _period(least, code))


def _is_bare_pay(written: str, least: Decimal) -> bool:
    """Whether an amount without sign and period can be nothing but pay: 85k, 120000, 60.000."""
    return least % 1_000 == 0 and int(least) in BARE and not written.startswith("401")


def _period(least: Decimal, currency: str) -> Period:
    """Of what an amount is the pay where nothing is said: 15,000 euro a year, zloty a month."""
    usual = content()["pay"]["least_yearly"]
    least *= LEAST_YEARLY / usual.get(currency, LEAST_YEARLY)
    if least >= LEAST_YEARLY:
        return Period.YEAR
    if least >= LEAST_MONTHLY:
        return Period.MONTH
    return Period.DAY if least >= LEAST_DAILY else Period.HOUR


def _from(least: Decimal, currency: str, period: Period) -> Meaning | None:
    yearly, _ = yearly_range(Pay(least, None, currency, period))
    if yearly is None or not 0 < yearly <= HIGHEST:
        return None
    whole = yearly.to_integral_value()
    label = f"from {currency} {full_amount(whole)} / year"
    return Meaning("salary_min", f"{whole:f}", label, also=(("currency", currency),))
