"""How amounts are written in texts, and the words around them that say what an amount is.

The words are content: ``reading/data/pay_phrases.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from listings.pay.money import CURRENCIES, Period
from listings.reading.data import content

_SPACES = "[ \u00a0\u202f]"
_NUMBER = (
    r"[0-9]{4,9}(?:[.,][0-9]{1,2}(?![0-9]))?(?![0-9])"
    rf"|[0-9]{{1,3}}(?:[.,'’]{_SPACES}?[0-9]{{2,3}}|{_SPACES}[0-9]{{3}}(?![0-9])){{0,4}}"
    r"(?:[.,][0-9]{1,2}(?![0-9])|[.,][-–](?![ \u00a0]?[$€£0-9]))?"
)
_SIZE = (
    rf"(?:{_SPACES}?(?:(?:[kK]|[tT]sd\.?|[mM]il|L|[lL](?:akh|ac)s?|LPA|[cC]r(?:ores?)?|[tT]housand|[tT]ausend)"
    rf"(?![^\W\d_])|[kKT](?={_SPACES}?(?:€|EUR|CHF|USD|GBP|SEK|PLN)(?![^\W\d_]))))"
)
# codes by their first letters: one long list of alternatives would be tried at every number
_CODES = [
    f"{letter}(?:{'|'.join(code[1:] for code in codes)})"
    for letter, codes in groupby(sorted(CURRENCIES), key=itemgetter(0))
]
_ENDS = r"(?![^\W\d_])"
_CODE = rf"(?:{'|'.join(_CODES)}){_ENDS}"
_MARKS = "$€£₹¥₺₩₪₴₦₱฿"
_SYMBOL = (
    rf"(?:(?!K[$])[A-Z]{{1,3}}[$]|[{_MARKS}]|zł|Kč|R(?:s\.?|(?:p\.?|M){_ENDS})"
    rf"|(?:kr|[eE]uros?|Fr\.?){_ENDS})"
)
_SIGN = rf"(?:{_CODE}{_SPACES}?{_SYMBOL}|{_SYMBOL}|{_CODE})"
# whether there is any: each begins with a letter of its own, or it would be tried everywhere
_SIZES_OF_MONEY = ("lakhs?", "Lakhs?", "lacs?", "Lacs?", "crores?", "Crores?", "Cr", "lei")
_NAMES = ("kr", "euros?", "Euros?", "Fr", "Ft", "TL", "R[pM]", "руб", *_SIZES_OF_MONEY, *_CODES)
ANY_SIGN = re.compile(
    "|".join(
        [
            *map(re.escape, _MARKS),
            "zł",
            "Kč",
            "Rs",
            "LPA",
            "TEUR",
            "kEUR",
            "TCHF",
            *(f"{name}{_ENDS}" for name in _NAMES),
        ]
    )
)
_EACH = (
    rf"(?:{_SPACES}{{0,2}}(?:/|per|an?|im|pro|par|al|por|p\.){_SPACES}?"
    r"(?:hour|hr|h|day|week|wk|month|mth|mo|year|yr|annum|a\.(?= ?[-–—])|a"
    r"|Stunde|godz|godzinę|Tag|Woche|Monat|Jahr|heure|jour|mois"
    r"|an|hora|día|mes|año|uur|dag|week|maand|jaar|månad|måned|mês|mese|miesiąc|anno|ano)"
    rf"(?![^\W\d_])|{_SPACES}?(?:p/?[hd]|pa|b/a)(?![^\W\d_]))"
)
_BEHIND = rf"(?:{_SIGN}|(?:Ft|lei|TL|руб\.?){_ENDS})"  # the last never stand in front
_AMOUNT = rf"(?:{_SIGN}{_SPACES}?)?(?:{_NUMBER}){_SIZE}?(?:{_SPACES}?{_BEHIND})?"
# what may stand between the ends of a range: "$90K (min) to $120K (max)", "[minimum …] to"
_ASIDE = rf"(?:{_SPACES}?(?:\[[^\[\]]{{0,120}}\]|\((?:min|max|minimum|maximum)\)))?"
_MIDDLE = rf"(?:{_SPACES}?[-–—,/]{_SPACES}?{_AMOUNT}{_SPACES}?\(mid(?:point|dle)?\))?"
_JOIN = (
    rf"{_ASIDE}{_MIDDLE}{_SPACES}{{0,2}}(?:[-–—~]{{1,2}}(?:and{_SPACES})?|(?:(?:up|rising){_SPACES})?[tT][oO]|and|bis(?:{_SPACES}zu)?"
    rf"|und|à|et|a|y|e|tot|en|do){_SPACES}{{0,2}}(?!1[2-4]{_SPACES}(?:pagas|mens|mois))"
)
RANGE = re.compile(
    rf"(?:(?<![\w.,$€£])|(?<=[^\W\d_])(?=[$€£]))"
    rf"(?P<first>{_AMOUNT})(?P<each>{_EACH})?(?:{_JOIN}(?P<last>{_AMOUNT})(?P<each_last>{_EACH})?)?"
)
# "Salary (USD): 120,000", "base salary in EUR: 60,000": the currency before the amount's colon.
NAMED_BEFORE = re.compile(
    rf"(?:[(\[]({_CODE})[)\]]{_SPACES}?[:–—-]?|\bin ({_CODE}){_SPACES}?:){_SPACES}{{0,2}}$"
)
LONGEST_NAMED_BEFORE = 12
NAMED_AFTER = re.compile(rf"{_SPACES}?[(\[]({_CODE})[)\]]")  # "90,000 to 115,000 (USD)"
# "140,000K": the thousands stand there already.
SLIP = re.compile(r"(?<=[0-9][.,][0-9]{3})[kK](?![^\W\d_])")
# "13. Monatsgehalt", "incl. super" and "the U.S. is" are no end of one
SENTENCE_END = re.compile(
    r"(?:(?<!\b1[34])(?<!\bin[ck]l)(?<!\bzzgl)(?<!\bca)(?!(?<=\b[A-Z]\.[A-Z])\.\s[a-z])\.|[!?;])"
    r"(?=\s+[^\W\d_])|\s[|•]\s"
)
SHORT_COMMA = re.compile(r"(?<=[0-9]),[0-9]{2}(?![0-9,])")  # "160,00"
IN_THOUSANDS = re.compile(r"[0-9](?:[.,'’ \u00a0\u202f]?[0-9]{3}(?![0-9])|[kK])")
IN_TEN_THOUSANDS = re.compile(r"[0-9]{2}(?:[.,'’ \u00a0\u202f]?[0-9]{3}(?![0-9])|\s?[kK])")
ON_TOP = re.compile(r"\s*(?:[+&]|plus\b)")
OPEN_END = re.compile(r"^\+(?![^\W\d_])")  # "$90K+"
# "total compensation (base + equity):" tells what the amount is made of, not what it is
PARTS_OF_PAY = re.compile(r"\((?=[^()]{0,80}(?:[+&]|\b(?:and|plus|und|et|y|en)\b))[^()]{1,80}\)")
# The start of a range that is mistyped: "$T95,000 to", before the amount at its end.
RANGE_OF_A_SLIP = re.compile(
    r"[0-9](?:[.,][0-9]{3}|[kK])\s?(?:\[[^\[\]]*\]\s?)?(?:[-–—]|to|and|bis|à)\s?$"
)
NEXT_OF_LIST = re.compile(r"^\)\s*[,;/|].*")  # "Engineer II ($120K – $140K), Engineer III ("
LOOSE_COMMA = re.compile(r"(?<=[0-9],) (?=[0-9]{3})")  # "55, 000"


@dataclass(frozen=True, slots=True)
class _Phrases:
    pay: re.Pattern[str]
    pay_after: re.Pattern[str]
    not_pay: re.Pattern[str]
    not_pay_rate: re.Pattern[str]
    not_pay_after: re.Pattern[str]
    base: re.Pattern[str]
    on_target: re.Pattern[str]
    on_target_after: re.Pattern[str]
    on_top: re.Pattern[str]
    total: re.Pattern[str]
    total_after: re.Pattern[str]
    collective: re.Pattern[str]
    collective_after: re.Pattern[str]
    up_to: re.Pattern[str]
    between: re.Pattern[str]
    offers: re.Pattern[str]
    times_after: re.Pattern[str]
    times_before: re.Pattern[str]
    instalments: re.Pattern[str]
    other_periods: re.Pattern[str]
    of_a_place: re.Pattern[str]
    place_of_pay: re.Pattern[str]
    place_behind: re.Pattern[str]
    at_least: re.Pattern[str]
    periods: dict[Period, re.Pattern[str]]
    small_units: frozenset[str]
    month_or_year: dict[str, tuple[int, int]]
    largest_month: dict[str, int]
    comma_is_of_thousands: frozenset[str]


# a word or two between an amount and what it is, unless a new thing begins
_NEW = "plus |and |or |with |und |et |y |e |en |in addition |as well |incl"
_CLOSE = rf"^[\s(*]{{0,3}}(?:(?!{_NEW})[\w/-]+ ){{0,2}}?"


@cache
def pay_words() -> dict[str, Any]:
    """The words around amounts, as the content has them."""
    return content("pay_phrases.toml")


@cache
def phrases_of_pay() -> _Phrases:
    raw = pay_words()
    return _Phrases(
        pay=any_of([*raw["pay"], *raw["total"]]),
        pay_after=any_of([*raw["pay_after"], *raw["total"]], r"^[\s)*]{0,3}(?:[^\W\d_]+ ){0,2}?"),
        not_pay=any_of(raw["not_pay"]),
        not_pay_rate=any_of(raw["not_pay_rate"]),
        not_pay_after=any_of(raw["not_pay_after"], _CLOSE),
        base=any_of(raw["base"]),
        on_target=any_of(raw["on_target"]),
        # "(OTE $240K)" speaks of the next amount
        on_target_after=any_of(raw["on_target"], _CLOSE, r"(?!(?<=\(OTE)[\s:=]*$)"),
        on_top=any_of(
            raw["on_top"],
            r"^(?:[A-Z]{3}\W*)?(?:\+|plus|and|&|,)?\s*"
            r"(?:[0-9.]{1,4} ?%? ?(?:[-–—] ?[0-9.]{1,4} ?)?% )?(?:[^\W\d_]+ ){0,2}?",
        ),
        total=any_of(raw["total"]),
        total_after=any_of(raw["total"], _CLOSE),
        collective=any_of(raw["collective"]),
        collective_after=any_of(raw["collective"], r"^[^.;,]{0,30}?"),
        up_to=any_of(raw["up_to"], end=r"\W{0,3}$"),
        between=any_of(raw["between"], end=r"\W{0,3}$"),
        offers=any_of(raw["offers"], r"^\W*", r"\W*$"),
        times_after=re.compile(raw["times_after"], re.IGNORECASE),
        times_before=re.compile(raw["times_before"], re.IGNORECASE),
        instalments=re.compile(raw["instalments"], re.IGNORECASE),
        other_periods=re.compile(raw["other_periods"], re.IGNORECASE),
        of_a_place=re.compile(raw["of_a_place"]),
        place_of_pay=re.compile(raw["place_of_pay"]),
        place_behind=re.compile(raw["place_behind"]),
        at_least=any_of(raw["at_least"], end=r"\W{0,3}$"),
        periods={Period(name): any_of(words) for name, words in raw["periods"].items()},
        small_units=frozenset(raw["small_units"]),
        month_or_year={code: (low, high) for code, (low, high) in raw["month_or_year"].items()},
        largest_month=raw["largest_month"],
        comma_is_of_thousands=frozenset(raw["comma_is_of_thousands"]),
    )


def any_of(words: Sequence[str], start: str = "", end: str = "") -> re.Pattern[str]:
    """Any of the words as whole words; a star stands for any beginning or ending."""
    written = "|".join(map(_written, sorted(words, key=len, reverse=True)))
    return re.compile(rf"{start}(?<![^\W\d_])(?:{written}){end}", re.IGNORECASE)


def _written(part: str) -> str:
    begin = r"[^\W\d_]*" if part.startswith("*") else ""
    end = r"[^\W\d_]*" if part.endswith("*") else r"(?![^\W\d_])"
    return begin + re.escape(part.strip("*")) + end
